package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import network.cairn.client.identity.Argon2Cost;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.Keystore;
import network.cairn.client.identity.KeystoreException;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.deploy.config.NodesFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.tls.LocalCertificate;

/// Writes the files of a new local network: identities, node list, configurations. Nothing in them names
/// the
/// folder, so that it may be moved.
final class NetworkMaker {
    /// Nodes talk to their gateway inside this machine only.
    private static final String NODE_HOST = "127.0.0.1";

    private static final int PASSPHRASE_BYTES = 32;

    /// The least Argon2id allows: the passphrase is 256 random bits beside the keystore, which no number
    /// of guesses
    /// finds and no cost protects.
    private static final Argon2Cost COST = new Argon2Cost(8, 1, 1);

    private final NetworkPlan plan;
    private final InstantSource clock;
    private final SecureRandom random;

    NetworkMaker(NetworkPlan plan, InstantSource clock, SecureRandom random) {
        this.plan = plan;
        this.clock = clock;
        this.random = random;
    }

    void fill(NetworkFolder folder) throws CommandFailure, IOException {
        byte[] secret = new byte[PASSPHRASE_BYTES];
        random.nextBytes(secret);
        String passphrase = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Files.createFile(
                folder.passphraseFile(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(folder.passphraseFile(), passphrase + "\n");

        Identity gateway = Identity.generate(random);
        byte[] masterKey = new byte[Keystore.SECRET_BYTES];
        random.nextBytes(masterKey);
        Files.createDirectories(folder.gatewayFolder());
        keystore(folder.gatewayFolder(), passphrase, gateway, Map.of(Keystore.MASTER_KEY, masterKey));

        var taken = new HashSet<>(List.of(plan.port(), plan.httpsPort(), plan.adminPort()));
        List<Integer> ports = Ports.free(NODE_HOST, plan.nodes() + 3, taken, random);
        var nodes = new ArrayList<NodeEndpoint>();
        for (int number = 1; number <= plan.nodes(); number++) {
            Identity node = Identity.generate(random);
            int port = ports.get(number - 1);
            String operator = "operator-" + number;
            Files.createDirectories(folder.nodeFolder(number));
            keystore(folder.nodeFolder(number), passphrase, node, Map.of());
            Files.writeString(folder.nodeConfig(number), nodeConfig(number, port, operator, gateway));
            nodes.add(new NodeEndpoint(node.id(), NODE_HOST, port, operator));
        }
        int port = plan.port() == 0 ? ports.get(plan.nodes()) : plan.port();
        int httpsPort = plan.httpsPort() == 0 ? ports.get(plan.nodes() + 1) : plan.httpsPort();
        int adminPort = plan.adminPort() == 0 ? ports.getLast() : plan.adminPort();
        Files.writeString(folder.gatewayConfig(), gatewayConfig(port, httpsPort, adminPort));
        certify(folder);
        Files.createDirectories(folder.runFolder());
        Files.createDirectories(folder.logFolder());
        Files.writeString(folder.nodesFile(), NodesFile.write(nodes));
    }

    private void certify(NetworkFolder folder) throws IOException {
        var hosts = new ArrayList<>(List.of("localhost", "127.0.0.1", "::1"));
        String host = LocalRole.connectHost(plan.host());
        if (!hosts.contains(host)) {
            hosts.add(host);
        }
        Files.createDirectories(folder.tlsFolder());
        var certificate = LocalCertificate.make(hosts, clock.instant(), random);
        certificate.write(folder.certificateFiles());
        certificate.writeAuthority(folder.authorityFile());
    }

    private void keystore(Path folder, String passphrase, Identity identity, Map<String, byte[]> secrets)
            throws CommandFailure, IOException {
        try {
            Keystore.create(folder.resolve("keystore"), passphrase.toCharArray(), identity, secrets, COST, random);
        } catch (KeystoreException e) {
            throw new CommandFailure(Exit.CANNOT_CREATE, CommandFailure.reason(e), e);
        }
    }

    private String nodeConfig(int number, int port, String operator, Identity gateway) {
        return """
                # Storage node %1$d of a local network. deploy/config/node.yaml explains every key there is.
                keystore: keystore
                passphraseFile: ../../passphrase
                listenHost: %2$s
                listenPort: %3$d
                dataFolder: data
                capacityBytes: %4$d
                # The gateway: nobody else's orders are filled.
                allowedClients: [%5$s]
                operator: %6$s
                # Its business on the network's chain.
                chainFile: ../../chain/chain.yaml
                region: local
                pricePerGibMonth: 1
                egressPricePerGib: 0.5
                drainTimeout: 3s
                runFile: ../../run/%7$s
                logFile: ../../logs/node-%1$d.log
                """.formatted(
                        number,
                        NODE_HOST,
                        port,
                        plan.nodeCapacityBytes(),
                        gateway.id(),
                        operator,
                        LocalRoles.nodeRunFile(number));
    }

    private String gatewayConfig(int port, int httpsPort, int adminPort) {
        return """
                # The S3 gateway of a local network. deploy/config/gateway.yaml explains every key there is.
                keystore: keystore
                passphraseFile: ../passphrase
                nodesFile: ../nodes.yaml
                host: %s
                port: %d
                # HTTPS beside it; clients trust ../tls/ca.pem.
                httpsPort: %d
                certificateFile: ../tls/gateway.pem
                certificateKeyFile: ../tls/gateway.key
                # The operator's API, on this machine alone; ../operator.env says how to reach it.
                adminPort: %d
                dataFolder: data
                scheme: %s
                # Deals with the nodes, on the network's chain.
                chainFile: ../chain/chain.yaml
                stopTimeout: 3s
                runFile: ../run/%s
                logFile: ../logs/gateway.log
                """.formatted(plan.host(), port, httpsPort, adminPort, plan.scheme(), LocalRoles.GATEWAY_RUN_FILE);
    }
}
