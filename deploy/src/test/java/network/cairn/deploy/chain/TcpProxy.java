package network.cairn.deploy.chain;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A TCP connection's middle man that can be told to lose the network: to hold every byte back as a
/// silent network
/// does, or to break connections and take no new ones.
final class TcpProxy implements AutoCloseable {
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;

    private enum Mode {
        OPEN,
        SILENT,
        BROKEN
    }

    private final ServerSocket listener;
    private final int targetPort;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Mode mode = Mode.OPEN;
    private volatile boolean closed;

    /// @param targetPort where connections are passed on to, on this machine
    TcpProxy(int targetPort) {
        this.targetPort = targetPort;
        try {
            this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// Holds back every byte from now on, of connections there are and of new ones.
    void silence() {
        become(Mode.SILENT);
    }

    /// Breaks every connection and refuses new ones.
    void sever() {
        become(Mode.BROKEN);
        sockets.forEach(TcpProxy::closeQuietly);
    }

    /// Passes everything on again, what was held back first.
    void heal() {
        become(Mode.OPEN);
    }

    private void become(Mode next) {
        lock.lock();
        try {
            mode = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Waits while the network is silent; says whether it is open then.
    private boolean passes() {
        lock.lock();
        try {
            while (mode == Mode.SILENT && !closed) {
                changed.awaitUninterruptibly();
            }
            return mode == Mode.OPEN && !closed;
        } finally {
            lock.unlock();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket inbound = listener.accept();
                Thread.ofVirtual().start(() -> connect(inbound));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void connect(Socket inbound) {
        sockets.add(inbound);
        var outbound = new Socket();
        sockets.add(outbound);
        try {
            if (!passes()) {
                throw new IOException("severed");
            }
            outbound.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort), CONNECT_TIMEOUT_MILLIS);
            inbound.setTcpNoDelay(true);
            outbound.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pump(outbound, inbound));
            pump(inbound, outbound);
            back.join();
        } catch (IOException _) {
            // The other end is down or the network is: both ends see a broken connection.
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            for (Socket socket : new Socket[] {inbound, outbound}) {
                closeQuietly(socket);
                sockets.remove(socket);
            }
        }
    }

    private void pump(Socket from, Socket to) {
        byte[] buffer = new byte[16 << 10];
        try {
            int length = from.getInputStream().read(buffer);
            while (length >= 0 && passes()) {
                to.getOutputStream().write(buffer, 0, length);
                length = from.getInputStream().read(buffer);
            }
        } catch (IOException _) {
            // Ended by an end, or by this proxy.
        } finally {
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    @Override
    public void close() {
        closed = true;
        become(Mode.BROKEN);
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        sockets.forEach(TcpProxy::closeQuietly);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone either way.
        }
    }
}
