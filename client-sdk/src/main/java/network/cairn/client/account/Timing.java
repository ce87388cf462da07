package network.cairn.client.account;

import java.time.Duration;
import java.util.function.LongSupplier;

/// What those who look after something on the ledger wait by: the system's, or a simulation's.
///
/// @param nanoTime a clock that only goes forward, in nanoseconds from any point on
/// @param pause waits
public record Timing(LongSupplier nanoTime, Pause pause) {
    /// The system's.
    public static final Timing SYSTEM = new Timing(System::nanoTime, Thread::sleep);

    /// Waits for a while.
    @FunctionalInterface
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    public long now() {
        return nanoTime.getAsLong();
    }

    /// Whether some time has passed since a moment.
    public boolean hasPassed(Duration time, long since) {
        return now() - since >= time.toNanos();
    }
}
