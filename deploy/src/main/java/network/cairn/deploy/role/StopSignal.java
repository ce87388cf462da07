package network.cairn.deploy.role;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Stops a long-running command in order: at SIGINT or SIGTERM, or, where asked for, when its standard
/// input ends,
/// which is how a child notices that its parent is gone however that ended.
///
/// A signal interrupts the command's thread, whose own `finally` blocks then close what it opened; the
/// JVM waits for
/// that, and ends with the signal's exit code, 130 or 143.
public final class StopSignal {
    /// Longest wait of a signalled JVM for its command to close what it opened.
    static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(30);

    private final CountDownLatch stopped = new CountDownLatch(1);

    /// A command's work.
    public interface Body {
        void run() throws Exception;
    }

    /// Runs the work on this thread, to be interrupted by a signal. An interrupted work has ended in order.
    public void guard(Body body) throws Exception {
        Thread worker = Thread.currentThread();
        var closed = new CountDownLatch(1);
        Thread hook = Thread.ofPlatform().name("stop").unstarted(() -> {
            worker.interrupt();
            awaitQuietly(closed);
        });
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            body.run();
        } catch (InterruptedException _) {
            // Asked to stop, and stopped: every resource of the body is closed by now.
        } finally {
            closed.countDown();
            if (!hook.isAlive()) {
                forget(hook);
            }
        }
    }

    /// Ends the wait, as the end of standard input does.
    public void stop() {
        stopped.countDown();
    }

    /// Blocks until the process is to stop.
    ///
    /// @param input ends when the process shall stop; null to wait for signals only
    public void await(@Nullable InputStream input) throws InterruptedException {
        if (input != null) {
            Thread.ofPlatform().daemon().name("stdin-end").start(() -> drain(input));
        }
        stopped.await();
    }

    private void drain(InputStream input) {
        try {
            byte[] ignored = new byte[256];
            while (input.read(ignored) >= 0) {
                // What comes in has no meaning; only the end has.
            }
        } catch (IOException _) {
            // A broken input has ended too.
        } finally {
            stopped.countDown();
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException _) {
            // The JVM is shutting down already; the hook finds nothing left to wait for.
        }
    }

    private static void awaitQuietly(CountDownLatch closed) {
        try {
            if (!closed.await(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
                System.err.println("cairn: not stopped within " + CLOSE_TIMEOUT.toSeconds() + " s, ending anyway");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
