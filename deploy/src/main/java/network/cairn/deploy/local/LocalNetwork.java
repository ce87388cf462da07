package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import network.cairn.client.identity.Keystore;
import network.cairn.deploy.admin.OperatorAccess;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.config.ProcessSettings;
import network.cairn.deploy.config.ValidatorFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.role.RoleLogging;
import network.cairn.gateway.admin.http.AdminAddress;
import network.cairn.gateway.s3.AccessKey;

/// A whole network on this machine, running: storage nodes, an S3 gateway and the validators of its
/// chain, in this process or each in its own.
///
/// Closing it stops what it started, within seconds; what was acknowledged is on disk and comes back
/// with the next
/// start of the same folder.
public final class LocalNetwork implements AutoCloseable {
    private final FolderClaim claim;
    private final AutoCloseable running;
    private final NetworkSummary summary;

    private LocalNetwork(FolderClaim claim, AutoCloseable running, NetworkSummary summary) {
        this.claim = claim;
        this.running = running;
        this.summary = summary;
    }

    /// Starts the network of a folder, making it first where there is none. After a failure nothing
    /// runs, and
    /// nothing new is left in the file system.
    ///
    /// @param split how to split it into processes; empty for one process
    /// @param environment in which CAIRN_NODE_…, CAIRN_GATEWAY_… and CAIRN_VALIDATOR_… override
    ///     configuration keys
    /// @param progress takes a line about each step
    /// @throws CommandFailure with one line that says what is in the way
    public static LocalNetwork start(
            NetworkOptions options,
            Optional<ProcessOptions> split,
            Map<String, String> environment,
            SecureRandom random,
            Consumer<String> progress)
            throws CommandFailure, InterruptedException {
        NetworkFolder folder = new NetworkFolder(options.folder());
        requireHeaps(split);
        FolderClaim claim = FolderClaim.of(folder, making -> {
            NetworkPlan plan = NetworkPlan.of(options);
            progress.accept("making a network of " + plan.nodes() + " nodes and " + plan.validators()
                    + (plan.validators() == 1 ? " validator in " : " validators in ") + folder.root());
            new NetworkMaker(plan, InstantSource.system(), random).fill(making);
            new ChainMaker(random, InstantSource.system()).make(making, plan.validators(), plan.epoch());
        });
        AutoCloseable running = null;
        try {
            NetworkPlan.requireNoConflict(options, folder);
            if (!Files.isRegularFile(folder.genesisFile())) {
                int validators = NetworkPlan.validators(options);
                progress.accept("making a chain for the network in " + folder.root());
                new ChainMaker(random, InstantSource.system()).make(folder, validators, NetworkPlan.epoch(options));
            }
            LocalNetwork network = start(claim, folder, options, split, environment, random, progress);
            running = network.running;
            claim.keep();
            return network;
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.CANNOT_CREATE, folder.root() + ": cannot be used: " + CommandFailure.reason(e), e);
        } finally {
            if (running == null) {
                release(claim);
            }
        }
    }

    private static LocalNetwork start(
            FolderClaim claim,
            NetworkFolder folder,
            NetworkOptions options,
            Optional<ProcessOptions> split,
            Map<String, String> environment,
            SecureRandom random,
            Consumer<String> progress)
            throws CommandFailure, IOException, InterruptedException {
        Map<String, String> gatewayOverrides = new HashMap<>();
        options.host().ifPresent(host -> gatewayOverrides.put(GatewayFile.ENVIRONMENT_PREFIX + "HOST", host));
        options.port().stream()
                .filter(port -> port != 0)
                .forEach(port -> gatewayOverrides.put(GatewayFile.ENVIRONMENT_PREFIX + "PORT", Integer.toString(port)));
        options.httpsPort().stream()
                .filter(port -> port != 0)
                .forEach(port ->
                        gatewayOverrides.put(GatewayFile.ENVIRONMENT_PREFIX + "HTTPS_PORT", Integer.toString(port)));
        Map<String, String> overridden = new HashMap<>(environment);
        overridden.putAll(gatewayOverrides);

        List<LocalRole> roles = new ArrayList<>(LocalRoles.validators(folder, environment));
        int validators = roles.size();
        roles.addAll(LocalRoles.nodes(folder, environment));
        int nodes = roles.size() - validators;
        GatewayFile gatewayFile = GatewayFile.read(folder.gatewayConfig(), overridden);
        Keystore keystore = Keystores.open(gatewayFile.keystore(), environment);
        LocalRole gateway =
                LocalRoles.gateway(folder, gatewayFile, keystore.identity().id());
        roles.add(gateway);
        if (gateway.running().isEmpty()) {
            Ports.requireFree(gateway.host(), gateway.port(), "--port");
            if (gatewayFile.gateway().https().isPresent()) {
                Ports.requireFree(
                        gateway.host(), gatewayFile.gateway().https().get().port(), "--https-port");
            }
            if (gatewayFile.gateway().admin().isPresent()) {
                AdminAddress admin = gatewayFile.gateway().admin().get();
                Ports.requireFree(admin.host(), admin.port(), "adminPort in " + folder.gatewayConfig());
            }
        }
        progress.accept("starting " + nodes + " nodes, " + validators
                + (validators == 1 ? " validator" : " validators") + " and the gateway"
                + (split.isPresent() ? ", each in a process of its own" : ""));
        LocalKeys.First keys = LocalKeys.first(gatewayFile, keystore, random);
        NetworkSummary summary = new NetworkSummary(
                folder.root(),
                nodes,
                gatewayFile.gateway().scheme(),
                LocalRole.url(gateway.address()),
                https(folder, gatewayFile),
                admin(folder, gatewayFile),
                keys.tenant().id(),
                keys.tenant().secret(),
                gatewayFile.gateway().region(),
                folder.environmentFile(),
                new NetworkSummary.ChainSummary(
                        validators, LocalRole.url(roles.getFirst().address()), operator(folder, environment)));
        AutoCloseable running = split.isPresent()
                ? ProcessNetwork.start(folder, roles, split.get(), gatewayOverrides, progress)
                : inThisProcess(folder, roles, environment, gatewayFile, random, progress);
        boolean done = false;
        try {
            writeEnvironment(summary);
            if (summary.admin().isPresent() && keys.operator().isPresent()) {
                writeOperator(summary, summary.admin().get(), keys.operator().get());
            }
            done = true;
            return new LocalNetwork(claim, running, summary);
        } finally {
            if (!done) {
                close(running);
            }
        }
    }

    private static Optional<NetworkSummary.Https> https(NetworkFolder folder, GatewayFile file) {
        return file.gateway()
                .https()
                .map(https -> new NetworkSummary.Https(
                        LocalRole.url("https", file.gateway().host() + ":" + https.port()), folder.authorityFile()));
    }

    private static Optional<NetworkSummary.Admin> admin(NetworkFolder folder, GatewayFile file) {
        String scheme = file.gateway().https().isPresent() ? "https" : "http";
        return file.gateway()
                .admin()
                .map(admin -> new NetworkSummary.Admin(
                        LocalRole.url(scheme, admin.host() + ":" + admin.port()), folder.operatorFile()));
    }

    private static AutoCloseable inThisProcess(
            NetworkFolder folder,
            List<LocalRole> roles,
            Map<String, String> environment,
            GatewayFile gatewayFile,
            SecureRandom random,
            Consumer<String> progress)
            throws CommandFailure, IOException, InterruptedException {
        Files.createDirectories(folder.logFolder());
        RoleLogging.toFile(folder.logFolder().resolve("cairn.log"), ProcessSettings.LogLevel.INFO);
        List<NodeFile> nodeFiles = new ArrayList<>();
        List<ValidatorFile> validatorFiles = new ArrayList<>();
        boolean gatewayRuns = false;
        for (LocalRole role : roles) {
            if (role.running().isPresent()) {
                progress.accept(role.name() + " runs already: used as it is, and not stopped with the others");
                gatewayRuns |= role.isGateway();
            } else if (role.isValidator()) {
                validatorFiles.add(ValidatorFile.read(role.config(), environment));
            } else if (role.isNode()) {
                nodeFiles.add(NodeFile.read(role.config(), environment));
            }
        }
        return LocalNetworkWiring.start(
                nodeFiles,
                validatorFiles,
                gatewayRuns ? Optional.empty() : Optional.of(gatewayFile),
                environment,
                random);
    }

    public NetworkSummary summary() {
        return summary;
    }

    @Override
    public void close() {
        // A signal that came late must not cut the stopping short.
        boolean interrupted = Thread.interrupted();
        close(running);
        release(claim);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void requireHeaps(Optional<ProcessOptions> split) throws CommandFailure {
        if (split.isPresent()) {
            ChildJvm.requireHeap("--node-heap", split.get().nodeHeap());
            ChildJvm.requireHeap("--gateway-heap", split.get().gatewayHeap());
            ChildJvm.requireHeap("--validator-heap", split.get().validatorHeap());
        }
    }

    private static String operator(NetworkFolder folder, Map<String, String> environment) throws CommandFailure {
        return Keystores.open(LocalChain.operator(folder), environment)
                .identity()
                .id()
                .toString();
    }

    private static void writeEnvironment(NetworkSummary summary) throws IOException {
        String text = "# How to reach the S3 gateway of " + summary.folder() + ": read it with '. FILE'.\n"
                + "AWS_ENDPOINT_URL=" + summary.endpoint() + "\n"
                + "AWS_ACCESS_KEY_ID=" + summary.accessKeyId() + "\n"
                + "AWS_SECRET_ACCESS_KEY=" + summary.secretAccessKey() + "\n"
                + "AWS_REGION=" + summary.region() + "\n"
                + "AWS_DEFAULT_REGION=" + summary.region() + "\n"
                + "export AWS_ENDPOINT_URL AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_REGION AWS_DEFAULT_REGION\n"
                + summary.https().map(LocalNetwork::environment).orElse("");
        writeForOwner(summary.environmentFile(), text);
    }

    private static void writeOperator(NetworkSummary summary, NetworkSummary.Admin admin, AccessKey key)
            throws IOException {
        String text = "# How an operator reaches the gateway of " + summary.folder() + ": read it with '. FILE'.\n"
                + OperatorAccess.URL + "=" + admin.endpoint() + "\n"
                + OperatorAccess.KEY_ID + "=" + key.id() + "\n"
                + OperatorAccess.SECRET + "=" + key.secret() + "\n"
                + summary.https()
                        .map(https -> OperatorAccess.AUTHORITY_FILE + "="
                                + quoted(https.authorityFile().toString()) + "\n")
                        .orElse("")
                + "export " + OperatorAccess.URL + " " + OperatorAccess.KEY_ID + " " + OperatorAccess.SECRET
                + (summary.https().isPresent() ? " " + OperatorAccess.AUTHORITY_FILE : "") + "\n";
        writeForOwner(admin.operatorFile(), text);
    }

    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    private static void writeForOwner(Path file, String text) throws IOException {
        Path part = file.resolveSibling(file.getFileName() + ".part");
        Files.deleteIfExists(part);
        Files.createFile(part, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, text);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static String environment(NetworkSummary.Https https) {
        return "# By HTTPS: AWS_ENDPOINT_URL=" + https.endpoint() + "\n" + "# AWS_CA_BUNDLE="
                + quoted(https.authorityFile().toString()) + "\n";
    }

    private static void close(AutoCloseable running) {
        try {
            running.close();
        } catch (Exception e) {
            throw new IllegalStateException("the network did not stop in order", e);
        }
    }

    private static void release(FolderClaim claim) {
        try {
            claim.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the network's folder was not released", e);
        }
    }
}
