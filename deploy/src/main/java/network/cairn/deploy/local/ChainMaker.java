package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import network.cairn.client.identity.Argon2Cost;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.Keystore;
import network.cairn.client.identity.KeystoreException;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis.GenesisValidator;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.deploy.config.KeystoreSettings;
import network.cairn.deploy.config.Keystores;
import network.cairn.deploy.config.NodesFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.genesis.BeaconShareFile;
import network.cairn.deploy.genesis.GenesisDescription;
import network.cairn.deploy.genesis.GenesisFiles;
import network.cairn.deploy.genesis.GenesisMaker;
import network.cairn.proofs.id.ActorId;

/// Writes the files of a local network's chain: its genesis, its validators, and the account with its
/// money. They
/// appear together, so that a network has a whole chain or none.
final class ChainMaker {
    /// Validators of one network talk inside this machine only.
    private static final String HOST = "127.0.0.1";

    /// The passphrase is 256 random bits beside the keystores: no cost protects it better.
    private static final Argon2Cost COST = new Argon2Cost(8, 1, 1);

    private static final Amount OPERATOR_BALANCE = Amount.credits(1_000_000_000);
    private static final Amount STAKE = Amount.credits(100_000);

    /// The gateway pays for what is stored, nodes stake what 30 days of that bring.
    private static final Amount GATEWAY_BALANCE = Amount.credits(1_000_000);

    private static final Amount NODE_BALANCE = Amount.credits(100_000);

    private final SecureRandom random;
    private final InstantSource clock;

    ChainMaker(SecureRandom random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /// Makes the chain of a network whose nodes and passphrase are there.
    void make(NetworkFolder folder, int validators, Duration epoch) throws CommandFailure, IOException {
        Path part = Files.createTempDirectory(folder.root(), ".chain.making-");
        try {
            fill(folder, new NetworkFolder(part.resolve("network")), validators, epoch);
            Files.move(part.resolve("network").resolve("chain"), folder.chainFolder(), StandardCopyOption.ATOMIC_MOVE);
        } finally {
            deleteTree(part);
        }
    }

    /// @param making a folder for the chain alone
    private void fill(NetworkFolder folder, NetworkFolder making, int count, Duration epoch)
            throws CommandFailure, IOException {
        String passphrase = Files.readString(folder.passphraseFile()).strip();
        Set<Integer> taken = new HashSet<>();
        List<NodeEndpoint> nodes = NodesFile.read(folder.nodesFile());
        nodes.stream().map(NodeEndpoint::port).forEach(taken::add);
        List<Integer> ports = Ports.free(HOST, 2 * count, taken, random);
        Identity operator = keystore(making.operatorKeystore(), passphrase);
        var identities = new ArrayList<Identity>();
        var validators = new ArrayList<GenesisValidator>();
        for (int number = 1; number <= count; number++) {
            Identity identity = keystore(making.validatorFolder(number).resolve("keystore"), passphrase);
            identities.add(identity);
            validators.add(new GenesisValidator(
                    identity.publicIdentity(), STAKE, new Endpoint(HOST, ports.get(2 * number - 2)), 0));
        }
        var balances = new TreeMap<>(Map.of(operator.id(), OPERATOR_BALANCE));
        balances.put(gateway(folder), GATEWAY_BALANCE);
        nodes.forEach(node -> balances.put(node.id(), NODE_BALANCE));
        var made = GenesisMaker.make(
                new GenesisDescription(
                        "local",
                        Optional.empty(),
                        parameters(epoch),
                        balances,
                        validators,
                        GenesisDescription.BeaconKeys.DEALER,
                        OptionalInt.empty()),
                clock,
                random);
        for (int number = 1; number <= count; number++) {
            BeaconShareFile share = made.shares().get(identities.get(number - 1).id());
            if (share != null) {
                GenesisFiles.writeShare(making.validatorFolder(number).resolve("beacon.share"), share);
            }
            Files.writeString(
                    making.validatorConfig(number),
                    config(number, ports.get(2 * number - 2), ports.get(2 * number - 1)));
        }
        Files.writeString(making.chainFile(), chainFile(ports, count));
        GenesisFiles.write(making.chainFolder(), new GenesisMaker.MadeGenesis(made.genesis(), new TreeMap<>()));
    }

    private static ActorId gateway(NetworkFolder folder) throws CommandFailure {
        var settings =
                new KeystoreSettings(folder.gatewayFolder().resolve("keystore"), Optional.of(folder.passphraseFile()));
        return Keystores.open(settings, Map.of()).identity().id();
    }

    private static String chainFile(List<Integer> ports, int validators) {
        var text = new StringBuilder("""
                # The chain of a local network. deploy/config/chain.yaml explains every key there is.
                genesisFile: genesis.bin
                rpc:
                """);
        for (int number = 1; number <= validators; number++) {
            text.append("  - http://")
                    .append(HOST)
                    .append(':')
                    .append(ports.get(2 * number - 1))
                    .append('\n');
        }
        return text.toString();
    }

    private static ChainParameters parameters(Duration epoch) {
        ChainParameters or = ChainParameters.DEFAULT;
        return new ChainParameters(
                Math.toIntExact(epoch.toSeconds()),
                Duration.ofSeconds(1),
                or.validatorsMax(),
                or.admission(),
                or.selfStakeMin(),
                or.unbondingTime(),
                or.evidenceTime(),
                or.slashBasisPoints(),
                or.feePerByte(),
                or.transactionBytesMax(),
                or.blockBytesMax());
    }

    private Identity keystore(Path file, String passphrase) throws CommandFailure, IOException {
        Files.createDirectories(file.getParent());
        Identity identity = Identity.generate(random);
        try {
            Keystore.create(file, passphrase.toCharArray(), identity, Map.of(), COST, random);
        } catch (KeystoreException e) {
            throw new CommandFailure(Exit.CANNOT_CREATE, CommandFailure.reason(e), e);
        }
        return identity;
    }

    private static String config(int number, int port, int rpcPort) {
        return """
                # Validator %1$d of a local network's chain. deploy/config/validator.yaml explains every key there is.
                keystore: keystore
                passphraseFile: ../../../passphrase
                genesisFile: ../../genesis.bin
                beaconShareFile: beacon.share
                dataFolder: data
                listenHost: %2$s
                listenPort: %3$d
                rpcHost: %2$s
                rpcPort: %4$d
                stateCacheBytesMax: 16777216
                runFile: ../../../run/%5$s
                logFile: ../../../logs/validator-%1$d.log
                """.formatted(number, HOST, port, rpcPort, LocalRoles.validatorRunFile(number));
    }

    private static void deleteTree(Path root) throws IOException {
        if (Files.notExists(root)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(root)) {
            for (Path path : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
