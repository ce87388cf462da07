package network.cairn.deploy.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import network.cairn.client.ledger.Endpoint;

/// Validators on hosts of their own: each in a network namespace of the kernel, with one wire to a switch that joins
/// the validators, and another over which the test reaches its RPC. Needs root, and `ip` of iproute2.
///
/// A cut moves the wires of one side to a second switch. Packets vanish then as they do between cities: nobody is told,
/// and TCP goes on repeating for a while what was lost when the network has healed.
final class NamespacedLinks implements ValidatorLinks {
    private static final int PORT = 26600;

    /// Of names and addresses: unlike those of another test on this machine.
    private final long run = ProcessHandle.current().pid();

    private final String name = "cn" + run % 1_000_000;
    private final int count;

    NamespacedLinks(int count) {
        this.count = count;
        try {
            for (String bridge : List.of(bridge('a'), bridge('b'), bridge('t'))) {
                ip("link add " + bridge + " type bridge");
                ip("link set " + bridge + " up");
            }
            ip("address add " + address(1, 254) + "/24 dev " + bridge('t'));
            for (int number = 0; number < count; number++) {
                ip("netns add " + namespace(number));
                ip("-n " + namespace(number) + " link set lo up");
                wire(number, 'v', 0, bridge('a'));
                wire(number, 't', 1, bridge('t'));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Whether this machine lets this process make namespaces and what else it takes.
    static boolean areAvailable() {
        try (var _ = new NamespacedLinks(1)) {
            return true;
        } catch (UncheckedIOException _) {
            return false;
        }
    }

    private void wire(int number, char kind, int network, String bridge) {
        String outside = wire(number, kind);
        String inside = "eth" + network;
        ip("link add " + outside + " type veth peer name " + inside + " netns " + namespace(number));
        ip("link set " + outside + " master " + bridge);
        ip("link set " + outside + " up");
        ip("-n " + namespace(number) + " address add " + address(network, number + 1) + "/24 dev " + inside);
        ip("-n " + namespace(number) + " link set " + inside + " up");
    }

    private String namespace(int number) {
        return name + "-" + number;
    }

    private String wire(int number, char kind) {
        return name + kind + number;
    }

    private String bridge(char which) {
        return name + which;
    }

    private String address(int network, int host) {
        return "10." + (213 + network) + "." + run % 256 + "." + host;
    }

    private static void ip(String arguments) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IOException(String.join(" ", command) + ": " + said.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted", e));
        }
    }

    @Override
    public Endpoint endpoint(int number) {
        return new Endpoint(address(0, number + 1), PORT);
    }

    @Override
    public Endpoint dialled(int from, int to) {
        return endpoint(to);
    }

    @Override
    public String rpcHost(int number) {
        return address(1, number + 1);
    }

    @Override
    public List<String> launcher(int number) {
        return List.of("ip", "netns", "exec", namespace(number));
    }

    /// @param otherSide all that are not of the one side
    @Override
    public void silenceBetween(List<Integer> oneSide, List<Integer> otherSide) {
        if (oneSide.size() + otherSide.size() != count) {
            throw new IllegalArgumentException("a cut goes through all " + count + " validators");
        }
        otherSide.forEach(number -> ip("link set " + wire(number, 'v') + " master " + bridge('b')));
    }

    @Override
    public void heal() {
        for (int number = 0; number < count; number++) {
            ip("link set " + wire(number, 'v') + " master " + bridge('a'));
        }
    }

    @Override
    public void close() {
        for (int number = 0; number < count; number++) {
            quietly("netns delete " + namespace(number));
        }
        for (String bridge : List.of(bridge('a'), bridge('b'), bridge('t'))) {
            quietly("link delete " + bridge);
        }
    }

    private static void quietly(String arguments) {
        try {
            ip(arguments);
        } catch (UncheckedIOException _) {
            // It was never made.
        }
    }
}
