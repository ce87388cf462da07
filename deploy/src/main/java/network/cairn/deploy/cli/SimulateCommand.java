package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.simulation.ChainSimulation;
import network.cairn.deploy.simulation.Happening;
import network.cairn.deploy.simulation.SimulationResult;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// Groups the simulations.
@Command(
        name = "simulate",
        description = "Run parts of Cairn in simulated worlds, where clocks, networks and disks fail and some lie.",
        mixinStandardHelpOptions = true,
        subcommands = {SimulateCommand.Chain.class, CommandLine.HelpCommand.class})
final class SimulateCommand implements Callable<Integer> {
    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private static final int VALIDATORS_MAX = 16;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(spec.commandLine(), "Missing subcommand: chain");
    }

    /// Runs the chain under seeds.
    @Command(
            name = "chain",
            description = {
                "Run chains of simulated validators and check that they never fork and always recover.",
                "Each seed is a world of its own: lost and late messages, partitions, crashes that tear files,"
                        + " clocks apart, liars, and validators that come and go. The same seed gives the same run.",
                "Exit code 0 when every run held, 70 otherwise; a run that did not prints its seed."
            },
            mixinStandardHelpOptions = true)
    static final class Chain implements Callable<Integer> {
        private static final int PROGRESS_EVERY = 1000;

        private final Terminal terminal;

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private CommandSpec spec;

        @Option(
                names = "--seeds",
                paramLabel = "N",
                defaultValue = "1000",
                description = "How many seeds. Default: ${DEFAULT-VALUE}")
        private long seeds;

        @Option(
                names = "--first",
                paramLabel = "SEED",
                defaultValue = "1",
                description = "The first seed; the others follow it. Default: ${DEFAULT-VALUE}")
        private long first;

        @Option(
                names = "--validators",
                paramLabel = "N",
                split = ",",
                defaultValue = "4,7",
                description = "Validators of a chain, 1 to " + VALIDATORS_MAX
                        + "; of several numbers, seeds take turns. Default: ${DEFAULT-VALUE}")
        @SuppressWarnings("NullAway.Init") // picocli sets it
        private List<Integer> validators;

        @Option(
                names = "--threads",
                paramLabel = "N",
                defaultValue = "2",
                description = "Seeds that run at one time. Default: ${DEFAULT-VALUE}")
        private int threads;

        @Option(
                names = "--seed",
                paramLabel = "SEED",
                description = "Run this one seed alone, with the one number of --validators, and show its end.")
        @SuppressWarnings("NullAway.Init") // picocli leaves it empty or sets it
        private Optional<Long> seed;

        @Option(names = "--trace", description = "With --seed: print all that happens.")
        private boolean trace;

        @Option(names = "--json", description = "Print JSON, for programs.")
        private boolean json;

        Chain(Terminal terminal) {
            this.terminal = terminal;
        }

        @Override
        public Integer call() throws Exception {
            check(seeds >= 1, "--seeds is at least 1, not " + seeds);
            check(threads >= 1 && threads <= 64, "--threads is in 1 .. 64, not " + threads);
            for (int number : validators) {
                check(
                        number >= 1 && number <= VALIDATORS_MAX,
                        "--validators are in 1 .. " + VALIDATORS_MAX + ", not " + number);
            }
            check(!trace || seed.isPresent(), "--trace needs --seed");
            check(
                    seed.isEmpty() || validators.size() == 1,
                    "--seed needs --validators with one number: a seed means another run with another");
            return seed.isPresent() ? runOne(seed.get()) : runMany();
        }

        private void check(boolean right, String message) {
            if (!right) {
                throw new CommandLine.ParameterException(spec.commandLine(), message);
            }
        }

        private int runOne(long one) throws Exception {
            SimulationResult result = ChainSimulation.run(
                    one, validators.getFirst(), trace ? Optional.of(terminal::result) : Optional.empty());
            if (json) {
                terminal.result(JSON.writeValueAsString(json(result)));
            } else {
                if (!trace) {
                    describe(result);
                }
                terminal.result((result.passed() ? "held" : "FAILED") + " after " + result.virtualMillis()
                        + " ms of its own time, trace " + Long.toHexString(result.traceHash()));
            }
            return (result.passed() ? Exit.OK : Exit.SOFTWARE).code();
        }

        private int runMany() throws Exception {
            long begun = System.nanoTime();
            var batch = new SimulationBatch(validators, first, seeds);
            batch.run(threads, (done, failed) -> {
                if (done % PROGRESS_EVERY == 0) {
                    terminal.progress(done + " of " + seeds + " runs, " + failed + " failed");
                }
            });
            long millis = Math.max(1, (System.nanoTime() - begun) / 1_000_000);
            if (json) {
                terminal.result(JSON.writeValueAsString(json(batch, millis)));
            } else {
                batch.failures().forEach(this::describe);
                summary(batch, millis).forEach(terminal::result);
            }
            return (batch.failed().isEmpty() ? Exit.OK : Exit.SOFTWARE).code();
        }

        private void describe(SimulationResult result) {
            terminal.result(result.scenario());
            result.lastEvents().forEach(terminal::result);
            result.failure().ifPresent(failure -> {
                terminal.result("seed " + result.seed() + ": " + failure);
                terminal.result("replay: cairn simulate chain --validators " + result.members() + " --seed "
                        + result.seed() + " --trace");
            });
        }

        private List<String> summary(SimulationBatch batch, long millis) {
            var rows = new ArrayList<List<String>>();
            batch.tally().all().forEach((what, times) -> rows.add(List.of(String.valueOf(times), what.meaning())));
            var lines = new ArrayList<>(Columns.align(rows));
            lines.add("slowest recovery " + batch.recoveryMillisMax() + " ms of its own time; " + batch.events()
                    + " events");
            batch.failed()
                    .forEach(run -> lines.add("FAILED: seed " + run.seed() + " with --validators " + run.validators()));
            lines.add(batch.done() + " runs, " + batch.failed().size() + " failed, in " + millis / 1000 + " s: "
                    + batch.done() * 1000 / millis + " a second");
            return lines;
        }

        private static ObjectNode json(SimulationBatch batch, long millis) {
            ObjectNode node = JSON.createObjectNode();
            node.put("runs", batch.done());
            node.put("millis", millis);
            node.put("events", batch.events());
            node.put("recoveryMillisMax", batch.recoveryMillisMax());
            var failed = node.putArray("failed");
            batch.failed()
                    .forEach(run -> failed.addObject().put("seed", run.seed()).put("validators", run.validators()));
            var failures = node.putArray("failures");
            batch.failures().forEach(result -> failures.add(json(result)));
            ObjectNode counts = node.putObject("counts");
            batch.tally().all().forEach((what, times) -> counts.put(name(what), times.longValue()));
            return node;
        }

        private static ObjectNode json(SimulationResult result) {
            ObjectNode node = JSON.createObjectNode();
            node.put("seed", result.seed());
            node.put("validators", result.members());
            node.put("held", result.passed());
            result.failure().ifPresent(failure -> node.put("failure", failure));
            node.put("trace", Long.toHexString(result.traceHash()));
            node.put("virtualMillis", result.virtualMillis());
            node.put("recoveryMillis", result.recoveryMillis());
            return node;
        }

        /// The count's name as JSON has it.
        private static String name(Happening happening) {
            return happening.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        }
    }
}
