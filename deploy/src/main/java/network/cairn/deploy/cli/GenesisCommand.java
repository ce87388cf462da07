package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Genesis;
import network.cairn.deploy.config.ConfigType;
import network.cairn.deploy.config.Credits;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.genesis.GenesisDescription;
import network.cairn.deploy.genesis.GenesisFiles;
import network.cairn.deploy.genesis.GenesisMaker;
import network.cairn.deploy.genesis.GenesisText;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// Groups what is done with a chain's genesis.
@Command(
        name = "genesis",
        description = "Make and show what a chain starts from: its rules, its money and its first validators.",
        mixinStandardHelpOptions = true,
        subcommands = {GenesisCommand.Make.class, GenesisCommand.Show.class, CommandLine.HelpCommand.class})
final class GenesisCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing subcommand: make or show");
    }

    /// Makes a genesis.
    @Command(
            name = "make",
            description = {
                "Make a genesis of its description, and deal the beacon's key.",
                "",
                "Writes genesis.bin (the canonical bytes, for everybody), genesis.json (the same for people), and under"
                        + " beacon-shares one file for each validator, sealed to its identity: hand it over, and name"
                        + " it in validator.yaml. Every key of the description is explained in"
                        + " deploy/config/genesis.yaml.",
                "",
                "Whoever runs this is the beacon's dealer and is trusted: for a moment this process knows the whole key,"
                        + " with which all beacons could be computed ahead. It keeps no copy. 'beacon: none' does"
                        + " without."
            },
            mixinStandardHelpOptions = true)
    static final class Make implements Callable<Integer> {
        private final Terminal terminal;

        @Option(names = "--from", required = true, paramLabel = "FILE", description = "The description, a YAML file.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path from;

        @Option(
                names = "--out",
                required = true,
                paramLabel = "DIR",
                description = "Folder for the files, made if it is not there. No file is replaced.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path out;

        @Option(names = "--json", description = "Print JSON, for programs.")
        private boolean json;

        Make(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            GenesisDescription description = GenesisDescription.read(from);
            GenesisMaker.MadeGenesis made;
            try {
                made = GenesisMaker.make(description, InstantSource.system(), new SecureRandom());
            } catch (IllegalArgumentException | ArithmeticException e) {
                throw new CommandFailure(Exit.CONFIG, from + ": " + e.getMessage(), e);
            }
            GenesisFiles.write(out, made);
            if (!made.shares().isEmpty()) {
                terminal.progress("this process dealt the beacon's key and is trusted for it: who could read its memory"
                        + " can compute every beacon of this chain ahead");
                terminal.progress("hand each validator its file in " + out.resolve(GenesisFiles.SHARES)
                        + "; only its identity opens it");
            }
            if (json) {
                terminal.result(JSON.writeValueAsString(GenesisText.json(made.genesis())));
            } else {
                terminal.result("chain " + made.genesis().chainId() + " in " + out.resolve(GenesisFiles.CANONICAL));
            }
            return Exit.OK.code();
        }
    }

    /// Prints and checks a genesis.
    @Command(
            name = "show",
            description = "Check a genesis and print what is in it. Its chain id is the hash of its bytes.",
            mixinStandardHelpOptions = true)
    static final class Show implements Callable<Integer> {
        /// Accounts printed for people; JSON has all of them.
        private static final int ACCOUNTS_SHOWN_MAX = 50;

        private final Terminal terminal;

        @Parameters(paramLabel = "FILE", description = "The genesis: genesis.bin.")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private Path file;

        @Option(names = "--json", description = "Print JSON, for programs.")
        private boolean json;

        Show(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws CommandFailure, IOException {
            Genesis genesis = GenesisFiles.read(file);
            GenesisFiles.requireSoundBeacon(file, genesis);
            if (json) {
                terminal.result(JSON.writeValueAsString(GenesisText.json(genesis)));
            } else {
                lines(genesis).forEach(terminal::result);
            }
            return Exit.OK.code();
        }

        private static List<String> lines(Genesis genesis) {
            ChainParameters parameters = genesis.parameters();
            var rows = new ArrayList<List<String>>();
            rows.add(List.of("chain", genesis.chainId().toString()));
            rows.add(List.of("name", genesis.name()));
            rows.add(List.of("time", Instant.ofEpochMilli(genesis.timeMillis()).toString()));
            rows.add(List.of("supply", Credits.write(genesis.totalSupply()) + " credits"));
            rows.add(List.of(
                    "epoch",
                    parameters.epochBlocks() + " blocks, one every " + ConfigType.write(parameters.blockTarget())));
            rows.add(List.of(
                    "admission",
                    switch (parameters.admission()) {
                        case ChainParameters.Admission.Open() -> "open to everybody";
                        case ChainParameters.Admission.Listed(var listed) -> listed.size() + " listed";
                    }));
            rows.add(List.of("validators", genesis.validators().size() + " of at most " + parameters.validatorsMax()));
            rows.add(List.of("own stake", "at least " + Credits.write(parameters.selfStakeMin())));
            rows.add(List.of(
                    "unbonding",
                    ConfigType.write(parameters.unbondingTime()) + ", evidence for "
                            + ConfigType.write(parameters.evidenceTime()) + ", slash "
                            + GenesisText.percent(parameters.slashBasisPoints())));
            rows.add(List.of("fee", Credits.write(parameters.feePerByte()) + " a byte"));
            rows.add(List.of(
                    "beacon",
                    genesis.beacon()
                            .map(group -> group.threshold() + " of "
                                    + group.members().size() + " shares, key dealt by whoever made this file")
                            .orElse("none")));
            var lines = new ArrayList<>(Columns.align(rows));
            lines.add("");
            var validators = new ArrayList<List<String>>();
            validators.add(List.of("VALIDATOR", "ENDPOINT", "STAKE", "COMMISSION"));
            for (Genesis.GenesisValidator validator : genesis.validators()) {
                validators.add(List.of(
                        validator.key().id().toString(),
                        validator.endpoint().toString(),
                        Credits.write(validator.stake()),
                        GenesisText.percent(validator.commissionBasisPoints())));
            }
            lines.addAll(Columns.align(validators));
            lines.add("");
            var accounts = new ArrayList<List<String>>();
            accounts.add(List.of("ACCOUNT", "BALANCE"));
            genesis.balances().entrySet().stream()
                    .limit(ACCOUNTS_SHOWN_MAX)
                    .forEach(account ->
                            accounts.add(List.of(account.getKey().toString(), Credits.write(account.getValue()))));
            lines.addAll(Columns.align(accounts));
            if (genesis.balances().size() > ACCOUNTS_SHOWN_MAX) {
                lines.add("and " + (genesis.balances().size() - ACCOUNTS_SHOWN_MAX) + " more; --json has them all");
            }
            return lines;
        }
    }
}
