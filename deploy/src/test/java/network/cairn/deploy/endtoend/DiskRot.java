package network.cairn.deploy.endtoend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.regex.Pattern;

/// A disk that rots under a running node.
final class DiskRot {
    private static final int EVERY_BYTES = 16 * 1024;
    private static final int FIRST_OFFSET = 8 * 1024 + 777;

    // The index's own logs have shorter names.
    private static final Pattern PIECE_LOG = Pattern.compile("[0-9a-f]{16}-[0-9a-f]{16}\\.log");

    private DiskRot() {}

    /// Flips all bits of one byte in every 16 KiB of every log of a node.
    ///
    /// @return how many bytes were flipped
    static long flipPieceBytes(Path nodeFolder) throws IOException {
        List<Path> logs;
        try (var files = Files.walk(nodeFolder)) {
            logs = files.filter(Files::isRegularFile)
                    .filter(file ->
                            PIECE_LOG.matcher(file.getFileName().toString()).matches())
                    .toList();
        }
        long flipped = 0;
        for (Path log : logs) {
            try (var channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                var one = ByteBuffer.allocate(1);
                for (long offset = FIRST_OFFSET; offset < channel.size(); offset += EVERY_BYTES) {
                    one.clear();
                    channel.read(one, offset);
                    one.put(0, (byte) ~one.get(0)).rewind();
                    channel.write(one, offset);
                    flipped++;
                }
            }
        }
        return flipped;
    }
}
