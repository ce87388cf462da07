package network.cairn.chain.journal;

import java.io.IOException;
import java.util.List;

/// The folder of the journal's files, as narrow as the journal needs it, so that every part of it can be
/// made to fail. One thread uses it.
public interface JournalDisk extends AutoCloseable {
    /// The files' names in ascending order.
    List<String> list() throws IOException;

    /// A whole file.
    byte[] read(String name) throws IOException;

    /// Writes at a file's end, making the file first where it does not exist. Where this fails, some of the
    /// bytes may have been written.
    void append(String name, byte[] bytes) throws IOException;

    /// Makes what was written to a file, and its cutting, survive a loss of power.
    void force(String name) throws IOException;

    /// Makes the creations and deletions of files so far survive a loss of power.
    void forceFolder() throws IOException;

    void delete(String name) throws IOException;

    /// Cuts a file to this size, which is at most its own.
    void truncate(String name, long sizeBytes) throws IOException;

    @Override
    void close() throws IOException;
}
