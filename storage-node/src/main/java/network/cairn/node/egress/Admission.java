package network.cairn.node.egress;

import java.util.function.LongConsumer;

/// Whether a read is served.
public sealed interface Admission {
    /// It is not.
    ///
    /// @param text for people: what is wrong, what has been served and paid, and the limit
    record Refused(RefusalReason reason, String text) implements Admission {}

    /// It is, and its bytes are counted as served. Closing it gives back those that were not sent. Used by one
    /// thread.
    final class Admitted implements Admission, AutoCloseable {
        private final LongConsumer giveBack;
        private long unsentBytes;
        private boolean closed;

        Admitted(long lengthBytes, LongConsumer giveBack) {
            this.unsentBytes = lengthBytes;
            this.giveBack = giveBack;
        }

        /// These bytes are on their way.
        public void sent(long lengthBytes) {
            if (lengthBytes < 0 || lengthBytes > unsentBytes) {
                throw new IllegalArgumentException(lengthBytes + " bytes sent, of " + unsentBytes + " left");
            }
            unsentBytes -= lengthBytes;
        }

        @Override
        public void close() {
            if (!closed) {
                closed = true;
                giveBack.accept(unsentBytes);
            }
        }
    }
}
