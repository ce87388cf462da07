package network.cairn.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/// What tells a gateway from the others on the same metadata, and stays the same when it starts again, so that it
/// goes on at once with work it had begun: a random name in a file, which is locked as long as the gateway runs.
final class WorkerName implements AutoCloseable {
    private static final Pattern NAME = Pattern.compile("[0-9a-f]{32}");
    private static final int NAME_BYTES = 32;

    private final String name;
    private final FileChannel channel;

    private WorkerName(String name, FileChannel channel) {
        this.name = name;
        this.channel = channel;
    }

    /// The name in the file, which gets one if there is none in it. Where another gateway runs on the same file,
    /// the name is a new one that is not kept.
    static WorkerName open(Path file, RandomGenerator random) throws IOException {
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean opened = false;
        try {
            String made = String.format("%016x%016x", random.nextLong(), random.nextLong());
            String name = isLocked(channel) ? kept(channel, made) : made;
            opened = true;
            return new WorkerName(name, channel);
        } finally {
            if (!opened) {
                channel.close();
            }
        }
    }

    /// Locks the file until the channel is closed, which the end of the process does, however it ends.
    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static String kept(FileChannel channel, String made) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(NAME_BYTES);
        while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            // Until the name is whole, or the file ends.
        }
        String name = StandardCharsets.US_ASCII.decode(bytes.flip()).toString();
        if (NAME.matcher(name).matches()) {
            return name;
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap(made.getBytes(StandardCharsets.US_ASCII)), 0);
        channel.force(true);
        return made;
    }

    @Override
    public String toString() {
        return name;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
