package network.cairn.gateway;

import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;

/// A gateway that serves.
public final class RunningGateway implements AutoCloseable {
    private final int port;
    private final OptionalInt httpsPort;
    private final OptionalInt websitePort;
    private final OptionalInt adminPort;
    private final List<Runnable> closing;
    private final AtomicBoolean closed = new AtomicBoolean();

    /// @param closing what ends each part, in that order
    RunningGateway(
            int port, OptionalInt httpsPort, OptionalInt websitePort, OptionalInt adminPort, List<Runnable> closing) {
        this.port = port;
        this.httpsPort = httpsPort;
        this.websitePort = websitePort;
        this.adminPort = adminPort;
        this.closing = closing;
    }

    /// The port it listens on for HTTP.
    public int port() {
        return port;
    }

    /// The port it listens on for HTTPS; empty where it does not.
    public OptionalInt httpsPort() {
        return httpsPort;
    }

    /// The port it serves websites on; empty where it does not.
    public OptionalInt websitePort() {
        return websitePort;
    }

    /// The port on which the operator's API listens; empty where it does not.
    public OptionalInt adminPort() {
        return adminPort;
    }

    /// Takes no more requests, lets those under way finish within the stop timeout, then closes everything.
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        RuntimeException first = null;
        for (Runnable close : closing) {
            try {
                close.run();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
