package network.cairn.chain.snapshot;

import java.util.Optional;

/// The whole snapshots a validator can hand out. Any thread may use it.
public interface Snapshots {
    /// None at all.
    Snapshots NONE = new Snapshots() {
        @Override
        public Optional<Long> newestHeight() {
            return Optional.empty();
        }

        @Override
        public Optional<byte[]> part(long height, int index) {
            return Optional.empty();
        }
    };

    /// The height of the newest one.
    Optional<Long> newestHeight();

    /// A part of the snapshot of a height; 0 is its manifest. Empty where there is no such part, or none
    /// any more.
    ///
    /// @throws java.io.UncheckedIOException if it cannot be read
    Optional<byte[]> part(long height, int index);
}
