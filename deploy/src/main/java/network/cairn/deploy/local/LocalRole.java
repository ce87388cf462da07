package network.cairn.deploy.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import network.cairn.deploy.role.RunFile;

/// One role of a local network, as its files describe it.
///
/// @param kind `node`, `gateway` or `validator`, also the subcommand that runs it
/// @param number of a node or validator, from 1; 0 for the gateway
/// @param id the actor's
record LocalRole(String kind, int number, String id, String host, int port, Path config, Path runFile) {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    static final String NODE = "node";
    static final String GATEWAY = "gateway";
    static final String VALIDATOR = "validator";

    boolean isGateway() {
        return kind.equals(GATEWAY);
    }

    boolean isNode() {
        return kind.equals(NODE);
    }

    boolean isValidator() {
        return kind.equals(VALIDATOR);
    }

    String name() {
        return isGateway() ? kind : kind + " " + number;
    }

    String address() {
        return host + ":" + port;
    }

    /// What runs this role now, if anything does: its process is there and its address takes connections.
    Optional<RunFile> running() throws IOException {
        Optional<RunFile> run = RunFile.read(runFile);
        return run.filter(file -> file.id().equals(id) && file.processAlive() && answers(file.address()));
    }

    /// @param address where it said it listens, which `--port` or the environment may have made another
    ///     than the
    ///     configured one
    private static boolean answers(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            var listening = new InetSocketAddress(
                    connectHost(address.substring(0, colon)), Integer.parseInt(address.substring(colon + 1)));
            socket.connect(listening, Math.toIntExact(CONNECT_TIMEOUT.toMillis()));
            return true;
        } catch (IOException _) {
            return false;
        }
    }

    /// How an address that a role listens on is reached by HTTP from this machine.
    static String url(String address) {
        return url("http", address);
    }

    static String url(String scheme, String address) {
        int colon = address.lastIndexOf(':');
        String host = connectHost(address.substring(0, colon));
        return scheme + "://" + (host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host)
                + address.substring(colon);
    }

    /// An address that means "every interface" is reached over the loopback one.
    static String connectHost(String host) {
        return switch (host) {
            case "0.0.0.0" -> "127.0.0.1";
            case "::", "[::]" -> "::1";
            default -> host;
        };
    }
}
