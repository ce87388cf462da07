package network.cairn.deploy.endtoend;

import java.io.InputStream;
import java.util.SplittableRandom;

/// Bytes that a seed and a length give again at any time, so that no test holds a large object in memory.
final class SeededBytes extends InputStream {
    private final SplittableRandom random;
    private final byte[] block = new byte[8192];
    private int blockPosition = block.length;
    private long left;

    SeededBytes(long seed, long lengthBytes) {
        this.random = new SplittableRandom(seed);
        this.left = lengthBytes;
    }

    static byte[] array(long seed, int lengthBytes) {
        byte[] bytes = new byte[lengthBytes];
        int read = new SeededBytes(seed, lengthBytes).read(bytes, 0, lengthBytes);
        if (read != lengthBytes && lengthBytes > 0) {
            throw new IllegalStateException("made " + read + " bytes of " + lengthBytes);
        }
        return bytes;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int lengthBytes) {
        if (left == 0) {
            return -1;
        }
        int wanted = (int) Math.min(lengthBytes, left);
        int done = 0;
        while (done < wanted) {
            if (blockPosition == block.length) {
                random.nextBytes(block);
                blockPosition = 0;
            }
            int step = Math.min(wanted - done, block.length - blockPosition);
            System.arraycopy(block, blockPosition, bytes, offset + done, step);
            blockPosition += step;
            done += step;
        }
        left -= done;
        return done;
    }
}
