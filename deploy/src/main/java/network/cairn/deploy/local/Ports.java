package network.cairn.deploy.local;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// Finds ports to listen on that a network can keep.
final class Ports {
    /// Below the ports that systems hand to outgoing connections (Linux: from 32768), so that no
    /// connection takes a
    /// node's port while the node is down.
    static final int LOWEST = 20_000;

    static final int HIGHEST = 31_999;
    static final int ATTEMPTS_MAX = 2_000;

    private Ports() {}

    /// Says so where a port cannot be listened on.
    ///
    /// @param option by which another is chosen
    static void requireFree(String host, int port, String option) throws CommandFailure {
        InetSocketAddress address = resolve(host, port);
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.CANNOT_CREATE,
                    "cannot listen on " + host + ":" + port + ": " + CommandFailure.reason(e) + "; choose another with "
                            + option + ", or 0 for a free one",
                    e);
        }
    }

    /// Whether a port can be listened on.
    static boolean isFree(String host, int port) throws CommandFailure {
        return isFree(resolve(host, port));
    }

    /// Different ports that are free now.
    ///
    /// @param taken by somebody who does not listen at the moment
    static List<Integer> free(String host, int count, Set<Integer> taken, RandomGenerator random)
            throws CommandFailure {
        var ports = new ArrayList<Integer>();
        for (int attempt = 0; attempt < ATTEMPTS_MAX && ports.size() < count; attempt++) {
            int port = random.nextInt(LOWEST, HIGHEST + 1);
            if (!ports.contains(port) && !taken.contains(port) && isFree(resolve(host, port))) {
                ports.add(port);
            }
        }
        if (ports.size() < count) {
            throw new CommandFailure(
                    Exit.CANNOT_CREATE,
                    "found only " + ports.size() + " of " + count + " free ports on " + host + " from " + LOWEST
                            + " to " + HIGHEST);
        }
        return ports;
    }

    private static InetSocketAddress resolve(String host, int port) throws CommandFailure {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new CommandFailure(Exit.USAGE, "--host " + host + ": no such host");
        }
        return address;
    }

    private static boolean isFree(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(address);
            return true;
        } catch (IOException _) {
            return false;
        }
    }
}
