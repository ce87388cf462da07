package network.cairn.deploy.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import network.cairn.client.identity.Argon2Cost;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.Keystore;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Genesis.GenesisValidator;
import network.cairn.deploy.genesis.BeaconShareFile;
import network.cairn.deploy.genesis.GenesisDescription;
import network.cairn.deploy.genesis.GenesisFiles;
import network.cairn.deploy.genesis.GenesisMaker;
import network.cairn.deploy.network.CairnCommandLine;

/// Validators as processes of their own, in a network that a test can cut.
///
/// They are numbered from 0. Everything ends when this is closed, or when this JVM ends.
final class ValidatorProcesses implements AutoCloseable {
    /// The first one of a build also waits for the launcher's start-up cache.
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(3);
    private static final String HEAP = "192m";
    private static final Map<String, String> ENVIRONMENT = Map.of("CAIRN_PASSPHRASE", "stones");

    private final Path folder;
    private final int count;
    private final Genesis genesis;
    private final Identity treasurer = Identity.generate(new SecureRandom());

    private final ValidatorLinks links;
    private final List<Optional<CairnCommandLine>> processes = new ArrayList<>();

    /// Makes the chain and starts nothing yet.
    ValidatorProcesses(Path folder, int count, int epochBlocks, Duration blockTarget, ValidatorLinks links) {
        this.folder = folder;
        this.count = count;
        this.links = links;
        var random = new SecureRandom();
        try {
            var identities = new ArrayList<Identity>();
            var validators = new ArrayList<GenesisValidator>();
            for (int number = 0; number < count; number++) {
                var identity = Identity.generate(random);
                identities.add(identity);
                Files.createDirectories(home(number));
                Keystore.create(
                        home(number).resolve("keystore"),
                        "stones".toCharArray(),
                        identity,
                        Map.of(),
                        new Argon2Cost(8, 1, 1),
                        random);
                validators.add(new GenesisValidator(
                        identity.publicIdentity(), Amount.credits(1000), links.endpoint(number), 0));
            }
            var made = GenesisMaker.make(
                    new GenesisDescription(
                            "hurt",
                            Optional.empty(),
                            parameters(epochBlocks, blockTarget),
                            new TreeMap<>(Map.of(treasurer.id(), Amount.credits(1_000_000))),
                            validators,
                            GenesisDescription.BeaconKeys.DEALER,
                            OptionalInt.empty()),
                    InstantSource.system(),
                    random);
            this.genesis = made.genesis();
            GenesisFiles.write(folder, made);
            for (int number = 0; number < count; number++) {
                Files.writeString(config(number), configText(number, identities));
                processes.add(Optional.empty());
            }
        } catch (Exception e) {
            throw new AssertionError("the chain cannot be made", e);
        }
    }

    private static ChainParameters parameters(int epochBlocks, Duration blockTarget) {
        ChainParameters or = ChainParameters.DEFAULT;
        return new ChainParameters(
                epochBlocks,
                blockTarget,
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

    private String configText(int number, List<Identity> identities) {
        var peers = new ArrayList<String>();
        for (int to = 0; to < count; to++) {
            if (to != number) {
                Endpoint dialled = links.dialled(number, to);
                peers.add(identities.get(to).id() + "@" + dialled.host() + ":" + dialled.port());
            }
        }
        return """
                keystore: keystore
                genesisFile: ../genesis.bin
                beaconShareFile: ../%s/%s%s
                dataFolder: data
                listenHost: %s
                listenPort: %d
                rpcHost: %s
                rpcPort: 0
                peers: [%s]
                blocksKept: 1000000
                runFile: run.json
                logFile: validator.log
                """.formatted(
                        GenesisFiles.SHARES,
                        identities.get(number).id(),
                        BeaconShareFile.SUFFIX,
                        links.endpoint(number).host(),
                        links.endpoint(number).port(),
                        links.rpcHost(number),
                        String.join(", ", peers));
    }

    Genesis genesis() {
        return genesis;
    }

    /// Whose account has all the free money.
    Identity treasurer() {
        return treasurer;
    }

    int count() {
        return count;
    }

    Path genesisFile() {
        return folder.resolve(GenesisFiles.CANONICAL);
    }

    Path home(int number) {
        return folder.resolve("validator-" + number);
    }

    private Path config(int number) {
        return home(number).resolve("validator.yaml");
    }

    /// Starts all of them and returns when each serves.
    void startAll() {
        for (int number = 0; number < count; number++) {
            launch(number);
        }
        for (int number = 0; number < count; number++) {
            awaitReady(number);
        }
    }

    /// Starts one that is down and returns when it serves.
    void start(int number) {
        launch(number);
        awaitReady(number);
    }

    private void launch(int number) {
        processes.set(
                number,
                Optional.of(CairnCommandLine.startUnder(
                        links.launcher(number),
                        folder,
                        ENVIRONMENT,
                        HEAP,
                        "validator",
                        "run",
                        "--stop-on-stdin-end",
                        "--config",
                        config(number).toString())));
    }

    private void awaitReady(int number) {
        process(number).awaitLine(line -> line.contains(" serves on "), READY_TIMEOUT);
    }

    CairnCommandLine process(int number) {
        return processes.get(number).orElseThrow();
    }

    /// Ends one as `kill -9` does.
    void kill(int number) {
        process(number).kill();
        processes.set(number, Optional.empty());
    }

    /// Stops one in order.
    CairnCommandLine.Outcome stop(int number) {
        var outcome = process(number).terminate();
        processes.set(number, Optional.empty());
        return outcome;
    }

    /// Freezes one where it stands.
    void freeze(int number) {
        signal(number, "STOP");
    }

    /// Lets a frozen one go on.
    void thaw(int number) {
        signal(number, "CONT");
    }

    private void signal(int number, String name) {
        try {
            Process kill = new ProcessBuilder(
                            "kill", "-" + name, Long.toString(process(number).pid()))
                    .start();
            if (!kill.waitFor(10, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new AssertionError("kill -" + name + " of validator " + number + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /// A validator's RPC, wherever it listens since its last start.
    ValidatorRpc rpc(int number) {
        try {
            String run = Files.readString(home(number).resolve("run.json"));
            return new ValidatorRpc(
                    run.replaceAll("(?s).*\"address\":\"([^\"]*)\".*", "$1").strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(process -> process.ifPresent(CairnCommandLine::kill));
        links.close();
    }
}
