package network.cairn.deploy.network;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A local network of real processes: `cairn up --processes` in a folder, with nodes and a gateway that
/// can be killed
/// and started again one by one. Everything ends when it is closed, or when this JVM ends.
///
///     try (NetworkProcess network = NetworkProcess.in(folder).start()) {
///         S3Client s3 = … network.endpoint() … network.accessKeyId() …
///         network.killNode(3);
///         network.startNode(3);
///     }
public final class NetworkProcess implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Settings settings;
    private final Path data;
    private final Map<String, CairnCommandLine> byHand = new TreeMap<>();
    private CairnCommandLine up;

    private NetworkProcess(Settings settings) {
        this.settings = settings;
        this.data = settings.folder.resolve("network");
        this.up = startUp();
    }

    /// What the network is to be; every setting has a default.
    public static final class Settings {
        private final Path folder;
        private int nodes = 8;
        private String scheme = "4/5/6/6";
        private int validators = 1;
        private String epoch = "1h";
        private String nodeHeap = "128m";
        private String gatewayHeap = "256m";
        private final Map<String, String> environment = new HashMap<>();

        private Settings(Path folder) {
            this.folder = folder;
        }

        public Settings nodes(int number) {
            nodes = number;
            return this;
        }

        public Settings scheme(String text) {
            scheme = text;
            return this;
        }

        public Settings validators(int number) {
            validators = number;
            return this;
        }

        /// How long an epoch of the chain is, as `--epoch` takes it.
        public Settings epoch(String time) {
            epoch = time;
            return this;
        }

        public Settings heaps(String ofNode, String ofGateway) {
            nodeHeap = ofNode;
            gatewayHeap = ofGateway;
            return this;
        }

        /// An environment variable for `cairn up` and the roles, such as one that overrides a
        /// configuration key.
        public Settings environment(String name, String value) {
            environment.put(name, value);
            return this;
        }

        /// Starts the network and returns when it is ready.
        public NetworkProcess start() {
            return new NetworkProcess(this);
        }
    }

    /// @param folder an empty folder, as of `@TempDir`
    public static Settings in(Path folder) {
        return new Settings(folder);
    }

    /// The network's own folder, the `--data` of commands.
    public Path data() {
        return data;
    }

    public URI endpoint() {
        return URI.create(variable("AWS_ENDPOINT_URL"));
    }

    public String accessKeyId() {
        return variable("AWS_ACCESS_KEY_ID");
    }

    public String secretAccessKey() {
        return variable("AWS_SECRET_ACCESS_KEY");
    }

    public String region() {
        return variable("AWS_REGION");
    }

    public int nodes() {
        return settings.nodes;
    }

    /// What `cairn status --json` says.
    public JsonNode status() {
        CairnCommandLine.Outcome outcome = run("status", "--json", "--data", data.toString());
        try {
            return JSON.readTree(outcome.out());
        } catch (IOException e) {
            throw new UncheckedIOException("status said " + outcome, e);
        }
    }

    /// Runs a `cairn` command in the network's surroundings.
    public CairnCommandLine.Outcome run(String... arguments) {
        return run(settings.environment, arguments);
    }

    /// Runs a `cairn` command in the network's folder and with these environment variables.
    public CairnCommandLine.Outcome run(Map<String, String> environment, String... arguments) {
        try (CairnCommandLine command = CairnCommandLine.start(settings.folder, environment, arguments)) {
            return command.awaitEnd();
        }
    }

    /// The process id of a node, from 1.
    public long nodePid(int number) {
        return pidIn(data.resolve("run/node-" + number + ".json"));
    }

    public long gatewayPid() {
        return pidIn(data.resolve("run/gateway.json"));
    }

    /// Ends a validator, from 1, as `kill -9` does, and waits until it is gone.
    public void killValidator(int number) {
        kill(pidIn(data.resolve("run/validator-" + number + ".json")));
    }

    /// Starts a validator that was killed, with `cairn validator run`, and waits until it serves.
    public void startValidator(int number) {
        startByHand("validator", number, "256m", data.resolve("chain/validators/" + number + "/validator.yaml"));
    }

    /// Ends a node as `kill -9` does, and waits until it is gone.
    public void killNode(int number) {
        kill(nodePid(number));
    }

    /// Ends the gateway as `kill -9` does, and waits until it is gone.
    public void killGateway() {
        kill(gatewayPid());
    }

    /// Starts a node that was killed, with `cairn node run`, and waits until it serves.
    public void startNode(int number) {
        startByHand("node", number, settings.nodeHeap, data.resolve("nodes/" + number + "/node.yaml"));
    }

    /// Starts the gateway that was killed, with `cairn gateway run`, and waits until it serves.
    public void startGateway() {
        startByHand("gateway", 0, settings.gatewayHeap, data.resolve("gateway/gateway.yaml"));
    }

    /// Stops everything in order, as Ctrl-C does.
    public CairnCommandLine.Outcome stop() {
        byHand.values().forEach(CairnCommandLine::terminate);
        byHand.clear();
        return up.terminate();
    }

    /// Starts the whole network again after {@link #stop}.
    public void restart() {
        up = startUp();
    }

    /// The process of `cairn up`.
    public CairnCommandLine up() {
        return up;
    }

    @Override
    public void close() {
        byHand.values().forEach(CairnCommandLine::close);
        up.close();
    }

    private CairnCommandLine startUp() {
        List<String> arguments = new ArrayList<>(List.of(
                "up",
                "--processes",
                "--stop-on-stdin-end",
                "--data",
                data.toString(),
                "--node-heap",
                settings.nodeHeap,
                "--gateway-heap",
                settings.gatewayHeap));
        if (!Files.exists(data)) {
            arguments.addAll(List.of(
                    "--port",
                    "0",
                    "--nodes",
                    Integer.toString(settings.nodes),
                    "--scheme",
                    settings.scheme,
                    "--validators",
                    Integer.toString(settings.validators),
                    "--epoch",
                    settings.epoch));
        }
        CairnCommandLine command =
                CairnCommandLine.start(settings.folder, settings.environment, arguments.toArray(String[]::new));
        boolean ready = false;
        try {
            command.awaitLine(line -> line.startsWith("Cairn is up"), READY_TIMEOUT);
            ready = true;
            return command;
        } finally {
            if (!ready) {
                command.close();
            }
        }
    }

    private void startByHand(String role, int number, String heap, Path config) {
        CairnCommandLine previous = byHand.remove(role + number);
        if (previous != null) {
            previous.close();
        }
        CairnCommandLine command = CairnCommandLine.startWithHeap(
                settings.folder,
                settings.environment,
                heap,
                role,
                "run",
                "--stop-on-stdin-end",
                "--config",
                config.toString());
        byHand.put(role + number, command);
        command.awaitLine(line -> line.contains(" serves on "), READY_TIMEOUT);
    }

    private String variable(String name) {
        try {
            return Files.readAllLines(data.resolve("s3.env")).stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long pidIn(Path runFile) {
        try {
            return JSON.readTree(Files.readString(runFile)).get("pid").asLong();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void kill(long pid) {
        ProcessHandle.of(pid).ifPresent(process -> {
            CompletableFuture<ProcessHandle> gone = process.onExit();
            process.destroyForcibly();
            try {
                gone.get(30, TimeUnit.SECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new AssertionError("process " + pid + " outlives a kill", e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        });
    }
}
