package network.cairn.chain.journal;

import java.util.List;
import network.cairn.client.ledger.Round;

/// An append-only record of what a validator has promised. One thread uses it.
///
/// Every method throws `java.io.UncheckedIOException` when the disk fails; after that the journal takes
/// nothing more, and its validator must stop: it can no longer keep its word.
public interface Journal extends AutoCloseable {
    /// What was written and not dropped, in order. A torn end is cut when the journal is opened.
    List<JournalRecord> records();

    /// Writes these records; on return they are on the disk.
    void append(List<JournalRecord> records);

    /// Forgets the records of rounds before this one, whole files at a time.
    void dropBefore(Round round);

    @Override
    void close();
}
