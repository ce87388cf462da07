package network.cairn.chain.snapshot;

/// Where snapshots are kept: the newest {@value #KEPT}.
public interface SnapshotVault extends Snapshots {
    /// So that whoever has begun to fetch the second newest can end.
    int KEPT = 2;

    /// Begins a snapshot, in the place of one of the same height that was not finished.
    ///
    /// @throws java.io.UncheckedIOException if the disk fails, as do a draft's methods
    Draft begin(long height);

    /// A snapshot that is being made. Nobody sees it before it is finished.
    interface Draft {
        /// Keeps a part; in any order, each once.
        void write(int index, byte[] bytes);

        /// Makes it one of the snapshots, and drops the oldest.
        void finish();

        /// Drops what was written.
        void abandon();
    }
}
