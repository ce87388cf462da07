package network.cairn.proofs.piece;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The incremental hash of one subtree of a piece's BLAKE3 tree: a group, or any power of two of chunks
/// at a multiple of itself, or what the end of the piece leaves of one.
///
/// A chunk is hashed only when a byte after it arrives, because only then is it known not to be the last;
/// the stack holds one chaining value for each bit set in the number of chunks hashed. Not thread-safe.
final class SubtreeHasher {
    /// One more than the levels of a subtree of 2^31 bytes, the longest that an array can hold.
    private static final int STACK_LENGTH_MAX = 23;

    private final Blake3 blake3 = new Blake3();
    private final byte[] stack = new byte[STACK_LENGTH_MAX * Blake3.CHAINING_VALUE_BYTES];
    private final byte[] chunk = new byte[Blake3.CHUNK_BYTES];

    /// Made when first enough chunks come at once: most proofs and small pieces never need it.
    private @Nullable ChunkLanes lanes;

    private int chunkBytes;
    private int stackBytes;
    private long firstChunk;
    private int chunks;

    /// Starts on the subtree whose first chunk has this index in the piece.
    void start(long firstChunkIndex) {
        firstChunk = firstChunkIndex;
        chunks = 0;
        chunkBytes = 0;
        stackBytes = 0;
    }

    void update(byte[] bytes, int offset, int lengthBytes) {
        int position = offset;
        int end = offset + lengthBytes;
        if (chunkBytes > 0) {
            int taken = Math.min(lengthBytes, Blake3.CHUNK_BYTES - chunkBytes);
            keep(bytes, position, taken);
            position += taken;
            if (position == end) {
                return;
            }
            add(chunk, 0);
            chunkBytes = 0;
        }
        position = addWhole(bytes, position, end);
        keep(bytes, position, end - position);
    }

    /// Writes the subtree's chaining value; as the root of the piece if that is what the subtree is.
    void finish(boolean root, byte[] into, int intoOffset) {
        Arrays.fill(chunk, chunkBytes, Blake3.CHUNK_BYTES, (byte) 0);
        blake3.lastChunk(chunk, chunkBytes, firstChunk + chunks, root && stackBytes == 0, stack, stackBytes);
        while (stackBytes > 0) {
            stackBytes -= Blake3.CHAINING_VALUE_BYTES;
            blake3.parent(stack, stackBytes, root && stackBytes == 0, stack, stackBytes);
        }
        System.arraycopy(stack, 0, into, intoOffset, Blake3.CHAINING_VALUE_BYTES);
    }

    private void keep(byte[] bytes, int offset, int lengthBytes) {
        System.arraycopy(bytes, offset, chunk, chunkBytes, lengthBytes);
        chunkBytes += lengthBytes;
    }

    /// Adds the chunks that bytes follow before `end`, and returns where the rest starts.
    private int addWhole(byte[] bytes, int offset, int end) {
        int position = offset;
        while (end - position > Blake3.CHUNK_BYTES) {
            int whole = (end - position - 1) / Blake3.CHUNK_BYTES;
            if (whole < ChunkLanes.LANES_MIN) {
                add(bytes, position);
                position += Blake3.CHUNK_BYTES;
            } else {
                int taken = Math.min(whole, ChunkLanes.LANES_MAX);
                addLanes(bytes, position, taken);
                position += taken * Blake3.CHUNK_BYTES;
            }
        }
        return position;
    }

    private void addLanes(byte[] bytes, int offset, int taken) {
        if (lanes == null) {
            lanes = new ChunkLanes();
        }
        lanes.hash(bytes, offset, firstChunk + chunks, taken);
        for (int lane = 0; lane < taken; lane++) {
            lanes.write(lane, stack, stackBytes);
            push();
        }
    }

    private void add(byte[] bytes, int offset) {
        blake3.chunk(bytes, offset, firstChunk + chunks, stack, stackBytes);
        push();
    }

    /// Counts the chaining value just written behind the stack in, and merges what it completes.
    private void push() {
        chunks++;
        for (int level = chunks; (level & 1) == 0; level >>>= 1) {
            stackBytes -= Blake3.CHAINING_VALUE_BYTES;
            blake3.parent(stack, stackBytes, false, stack, stackBytes);
        }
        stackBytes += Blake3.CHAINING_VALUE_BYTES;
    }
}
