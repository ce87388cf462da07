package network.cairn.deploy.chain;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import network.cairn.client.ledger.Endpoint;

/// Validators on loopback, each pair joined by a proxy that can lose what they send each other: for any machine.
final class ProxiedLinks implements ValidatorLinks {
    private static final String HOST = "127.0.0.1";
    private static final int LOWEST = 20_000;
    private static final int HIGHEST = 31_999;
    private static final int ATTEMPTS_MAX = 2_000;

    private final List<Integer> ports;

    /// By who dials and who is dialled.
    private final TcpProxy[][] proxies;

    ProxiedLinks(int count) {
        this.ports = freePorts(count);
        this.proxies = new TcpProxy[count][count];
        for (TcpProxy[] row : proxies) {
            for (int number = 0; number < count; number++) {
                row[number] = new TcpProxy(ports.get(number));
            }
        }
    }

    /// Ports that are free and stay so while a validator is down: below those that systems hand to outgoing
    /// connections (Linux: from 32768).
    private static List<Integer> freePorts(int count) {
        var ports = new ArrayList<Integer>();
        for (int attempt = 0; ports.size() < count; attempt++) {
            if (attempt == ATTEMPTS_MAX) {
                throw new IllegalStateException("found only " + ports + " of " + count + " free ports");
            }
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
            if (!ports.contains(port) && isFree(port)) {
                ports.add(port);
            }
        }
        return ports;
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    @Override
    public Endpoint endpoint(int number) {
        return new Endpoint(HOST, ports.get(number));
    }

    @Override
    public Endpoint dialled(int from, int to) {
        return new Endpoint(HOST, proxies[from][to].port());
    }

    @Override
    public String rpcHost(int number) {
        return HOST;
    }

    @Override
    public List<String> launcher(int number) {
        return List.of();
    }

    /// What is held back comes through when the network has healed.
    @Override
    public void silenceBetween(List<Integer> oneSide, List<Integer> otherSide) {
        between(oneSide, otherSide).forEach(TcpProxy::silence);
    }

    /// Connections between the sides break, and no new ones come about.
    void severBetween(List<Integer> oneSide, List<Integer> otherSide) {
        between(oneSide, otherSide).forEach(TcpProxy::sever);
    }

    @Override
    public void heal() {
        for (TcpProxy[] row : proxies) {
            for (TcpProxy proxy : row) {
                proxy.heal();
            }
        }
    }

    private List<TcpProxy> between(List<Integer> oneSide, List<Integer> otherSide) {
        var between = new ArrayList<TcpProxy>();
        for (int one : oneSide) {
            for (int other : otherSide) {
                between.add(proxies[one][other]);
                between.add(proxies[other][one]);
            }
        }
        return between;
    }

    @Override
    public void close() {
        for (TcpProxy[] row : proxies) {
            for (TcpProxy proxy : row) {
                proxy.close();
            }
        }
    }
}
