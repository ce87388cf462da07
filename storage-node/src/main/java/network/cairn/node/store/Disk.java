package network.cairn.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/// The folder of logs, as narrow as the store needs it, so that tests can make every part of it fail.
///
/// No call is cut short by an interrupt of its caller.
interface Disk extends AutoCloseable {
    List<String> list() throws IOException;

    /// Opens a file; makes it first where it does not exist.
    ///
    /// @throws DiskFullException if there is no room for one
    LogFile open(String name) throws IOException;

    void delete(String name) throws IOException;

    /// Makes the creations and deletions so far durable.
    void forceFolder() throws IOException;

    /// Free space of the disk.
    long usableBytes() throws IOException;

    @Override
    void close() throws IOException;

    /// One file of the folder.
    interface LogFile extends AutoCloseable {
        /// Writes all bytes between the buffer's position and limit.
        ///
        /// @throws DiskFullException if there is no room for all of them; some may be written
        void write(ByteBuffer bytes, long position) throws IOException;

        /// Fills the buffer, unless the file ends first.
        ///
        /// @return the bytes read
        int read(ByteBuffer bytes, long position) throws IOException;

        /// Makes the bytes written so far durable.
        void force() throws IOException;

        long sizeBytes() throws IOException;

        /// Cuts the file to this size; nothing happens where it is shorter.
        void truncate(long sizeBytes) throws IOException;

        @Override
        void close() throws IOException;
    }
}
