package network.cairn.deploy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.node.NodeConfig;
import network.cairn.node.NodeLimits;

/// A storage node's configuration file; `deploy/config/node.yaml` explains every key.
///
/// @param file where it was read
/// @param keystore of the node's identity
/// @param process what it leaves on this machine beside its data
public record NodeFile(Path file, NodeConfig node, KeystoreSettings keystore, ProcessSettings process) {
    public static final String ENVIRONMENT_PREFIX = "CAIRN_NODE_";
    public static final String OPERATOR_DEFAULT = "local";

    /// @throws CommandFailure with `CONFIG`: one line naming file, key and value
    public static NodeFile read(Path file, Map<String, String> environment) throws CommandFailure {
        return bind(ConfigDocument.read(file, ENVIRONMENT_PREFIX, environment));
    }

    static NodeFile bind(ConfigDocument document) throws CommandFailure {
        KeystoreSettings keystore = KeystoreSettings.read(document);
        ProcessSettings process = ProcessSettings.read(document);
        String listenHost = document.optional("listenHost", ConfigType.text(), "127.0.0.1");
        int listenPort = document.required("listenPort", ConfigType.integer(0, 65535));
        Path dataFolder = document.required("dataFolder", ConfigType.path());
        long capacityBytes =
                document.required("capacityBytes", ConfigType.number(NodeConfig.CAPACITY_BYTES_MIN, Long.MAX_VALUE));
        var allowedClients = document.optional("allowedClients", ConfigType.listOf(ConfigType.actorId()), List.of());
        String operator = document.optional("operator", ConfigType.text(), OPERATOR_DEFAULT);
        try {
            var node = new NodeConfig(
                    listenHost,
                    listenPort,
                    dataFolder,
                    capacityBytes,
                    Set.copyOf(allowedClients),
                    operator,
                    BusinessSettings.read(document, listenHost, listenPort, operator, capacityBytes),
                    limits(document));
            document.rejectUnknown();
            return new NodeFile(document.file(), node, keystore, process);
        } catch (IllegalArgumentException e) {
            throw document.failure(String.valueOf(e.getMessage()));
        }
    }

    private static NodeLimits limits(ConfigDocument document) throws CommandFailure {
        NodeLimits or = NodeLimits.defaults();
        ConfigType<Integer> count = ConfigType.integer(1, Integer.MAX_VALUE);
        ConfigType<Duration> time = ConfigType.duration(Duration.ofMillis(1), Duration.ofDays(1));
        return new NodeLimits(
                document.optional("pieceBytesMax", ConfigType.number(1, Long.MAX_VALUE), or.pieceBytesMax()),
                document.optional("connectionsMax", count, or.connectionsMax()),
                document.optional("requestsMax", count, or.requestsMax()),
                document.optional("headerBytesMax", count, or.headerBytesMax()),
                document.optional("windowBytesMax", count, or.windowBytesMax()),
                document.optional("handshakeTimeout", time, or.handshakeTimeout()),
                document.optional("idleTimeout", time, or.idleTimeout()),
                document.optional("stallTimeout", time, or.stallTimeout()),
                document.optional("drainTimeout", time, or.drainTimeout()),
                document.optional("orderLifetimeMax", time, or.orderLifetimeMax()),
                document.optional("clockSkewMax", time, or.clockSkewMax()),
                document.optional("noncesMax", count, or.noncesMax()));
    }
}
