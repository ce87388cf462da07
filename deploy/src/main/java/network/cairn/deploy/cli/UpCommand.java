package network.cairn.deploy.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import network.cairn.client.erasure.Scheme;
import network.cairn.deploy.config.ConfigType;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.LocalNetwork;
import network.cairn.deploy.local.NetworkOptions;
import network.cairn.deploy.local.ProcessOptions;
import network.cairn.deploy.role.StopSignal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Runs a whole network on this machine.
@Command(
        name = "up",
        description = {
            "Run a whole network on this machine: storage nodes, an S3 gateway and the chain's validators.",
            "",
            "The first time, everything is made from nothing: identities, keys, the node list, an access key. Later the"
                    + " same network comes back, with the same ids, keys, ports and objects. Ctrl-C or SIGTERM stops it."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  cairn up",
            "  cairn up --processes                     every role its own process, to be killed alone",
            "  cairn up --epoch 20s                     proofs and payouts that can be waited for",
            "  cairn up --validators 4                  a chain that goes on when one validator is down",
            "  cairn up --nodes 20 --scheme 10/12/14/16 --data /srv/cairn --port 0"
        },
        mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
    private final Terminal terminal;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "cairn-data",
            description = "Where the network keeps everything. Default: ./${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path data;

    @Option(names = "--nodes", paramLabel = "N", description = "Storage nodes of a new network. Default: 8")
    private @Nullable Integer nodes;

    @Option(
            names = "--scheme",
            paramLabel = "K/R/S/T",
            converter = SchemeConverter.class,
            description = "Pieces of a segment in a new network: enough to read / repair at / durable when / started."
                    + " Default: 4/5/6/6")
    private @Nullable Scheme scheme;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Address the gateway listens on. Default: 127.0.0.1, this machine only")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            description = "Port the gateway listens on; 0 takes a free one. Default: 9000, then that of the network")
    private @Nullable Integer port;

    @Option(
            names = "--https-port",
            paramLabel = "PORT",
            description =
                    "Port of the gateway's HTTPS; 0 takes a free one. Default: 443 above --port or else a free one,"
                            + " then that of the network")
    private @Nullable Integer httpsPort;

    @Option(
            names = "--node-capacity",
            paramLabel = "SIZE",
            converter = ByteSize.class,
            description = "What each node of a new network offers, for example 10GiB. Default: its share of the disk's"
                    + " free space")
    private @Nullable Long nodeCapacityBytes;

    @Option(
            names = "--validators",
            paramLabel = "N",
            description = "Validators of a new network's chain; one of four may be down. Default: 1")
    private @Nullable Integer validators;

    @Option(
            names = "--epoch",
            paramLabel = "TIME",
            converter = EpochConverter.class,
            description =
                    "How long an epoch of a new network's chain is: each one, every node proves what it holds, and"
                            + " is paid for it. For example 20s. Default: 1h")
    private @Nullable Duration epoch;

    @Option(
            names = "--processes",
            description = "Run each node, each validator and the gateway as a process of its own.")
    private boolean processes;

    @Option(
            names = "--node-heap",
            paramLabel = "SIZE",
            defaultValue = ProcessOptions.NODE_HEAP_DEFAULT,
            description = "With --processes, a node's largest heap. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String nodeHeap;

    @Option(
            names = "--gateway-heap",
            paramLabel = "SIZE",
            defaultValue = ProcessOptions.GATEWAY_HEAP_DEFAULT,
            description = "With --processes, the gateway's largest heap. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String gatewayHeap;

    @Option(
            names = "--validator-heap",
            paramLabel = "SIZE",
            defaultValue = ProcessOptions.VALIDATOR_HEAP_DEFAULT,
            description = "With --processes, a validator's largest heap. Default: ${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private String validatorHeap;

    /// Stops as soon as all is ready: what the launcher does once after a build, to record the start-up
    /// cache.
    @Option(names = "--stop-when-ready", hidden = true)
    private boolean stopWhenReady;

    @Option(names = "--stop-on-stdin-end", hidden = true)
    private boolean stopOnStdinEnd;

    UpCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        long begun = System.nanoTime();
        var options = new NetworkOptions(
                data,
                nodes == null ? OptionalInt.empty() : OptionalInt.of(nodes),
                Optional.ofNullable(scheme),
                Optional.ofNullable(host),
                port == null ? OptionalInt.empty() : OptionalInt.of(port),
                nodeCapacityBytes == null ? OptionalLong.empty() : OptionalLong.of(nodeCapacityBytes),
                validators == null ? OptionalInt.empty() : OptionalInt.of(validators),
                Optional.ofNullable(epoch),
                httpsPort == null ? OptionalInt.empty() : OptionalInt.of(httpsPort));
        Optional<ProcessOptions> split = processes
                ? Optional.of(new ProcessOptions(nodeHeap, gatewayHeap, validatorHeap, CairnName.typed()))
                : Optional.empty();
        var signal = new StopSignal();
        signal.guard(() -> {
            try (LocalNetwork network = LocalNetwork.start(
                    options, split, terminal.environment(), new SecureRandom(), terminal::progress)) {
                long millis = (System.nanoTime() - begun) / 1_000_000;
                Welcome.lines(network.summary()).forEach(terminal::result);
                terminal.progress("ready in " + millis / 1000 + "." + millis % 1000 / 100 + " s; Ctrl-C stops it");
                if (!stopWhenReady) {
                    signal.await(stopOnStdinEnd ? System.in : null);
                }
            }
        });
        return Exit.OK.code();
    }

    /// Parses a time such as 20s.
    static final class EpochConverter implements CommandLine.ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return ConfigType.parseDuration(text)
                    .orElseThrow(() ->
                            new CommandLine.TypeConversionException("'" + text + "' is no time such as 20s, 5m or 1h"));
        }
    }

    /// Parses a scheme, passing its complaint on.
    static final class SchemeConverter implements CommandLine.ITypeConverter<Scheme> {
        @Override
        public Scheme convert(String text) {
            try {
                return Scheme.parse(text);
            } catch (IllegalArgumentException e) {
                throw new CommandLine.TypeConversionException(e.getMessage());
            }
        }
    }
}
