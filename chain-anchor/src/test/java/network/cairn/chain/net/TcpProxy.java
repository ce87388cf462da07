package network.cairn.chain.net;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// A port that passes connections on to another one, named later, until it is told to cut them off or to
/// hold still. Its port is known before whoever is behind it listens.
public final class TcpProxy implements AutoCloseable {
    private final ServerSocket server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile int target;
    private volatile boolean cut;
    private volatile boolean still;

    public TcpProxy() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public void target(int port) {
        target = port;
    }

    /// Ends every connection and takes no more, or takes them again.
    public void cut(boolean value) {
        cut = value;
        if (value) {
            sockets.forEach(TcpProxy::close);
        }
    }

    /// Lets connections stand but passes nothing on, or goes on.
    public void still(boolean value) {
        still = value;
        synchronized (this) {
            notifyAll();
        }
    }

    /// Connections taken so far.
    public int connections() {
        return connections.get();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                var socket = server.accept();
                if (cut || target == 0) {
                    socket.close();
                    continue;
                }
                connections.incrementAndGet();
                var onward = new Socket();
                onward.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 2000);
                sockets.add(socket);
                sockets.add(onward);
                Thread.ofVirtual().start(() -> pass(socket, onward));
                Thread.ofVirtual().start(() -> pass(onward, socket));
            } catch (IOException _) {
                // The target is away, or this is closed.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[16 << 10];
            int count;
            while ((count = in.read(buffer)) >= 0) {
                waitWhileStill();
                to.getOutputStream().write(buffer, 0, count);
            }
        } catch (IOException | InterruptedException _) {
            // Either end is gone.
        } finally {
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private synchronized void waitWhileStill() throws InterruptedException {
        while (still) {
            wait(1000);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is of no use any more.
        }
    }

    @Override
    public void close() throws IOException {
        cut(true);
        still(false);
        server.close();
    }
}
