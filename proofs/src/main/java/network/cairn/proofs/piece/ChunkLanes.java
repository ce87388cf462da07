package network.cairn.proofs.piece;

import java.util.Arrays;

/// The hash of many neighbouring chunks at once: word `w` of every chunk's state lies in one array, a
/// lane for each chunk, so that each step of BLAKE3's rounds is a loop over lanes.
///
/// Such loops are what the JIT turns into vector instructions by itself; measured on AVX-512, 64 lanes
/// hash three times as fast as one chunk after the other. The steps must stay this plain: one loop a
/// method, over whole arrays, without calls. Not thread-safe.
final class ChunkLanes {
    /// Chunks of one group. More lanes gain little and leave the first-level cache.
    static final int LANES_MAX = 64;

    /// With fewer lanes than this the loops' scalar ends outweigh what vectors gain.
    static final int LANES_MIN = 32;

    private static final int ROUNDS = 7;
    private static final int STATE_WORDS = 16;
    private static final int BLOCKS = Blake3.CHUNK_BYTES / Blake3.BLOCK_BYTES;
    private static final int[] PERMUTATION = {2, 6, 3, 10, 7, 0, 4, 13, 1, 11, 12, 5, 9, 14, 15, 8};
    private static final int[][] SCHEDULE = schedule();

    private final int[][] state = new int[STATE_WORDS][LANES_MAX];
    private final int[][] message = new int[STATE_WORDS][LANES_MAX];
    private final int[][] chaining = new int[Blake3.CHAINING_VALUE_WORDS][LANES_MAX];

    /// Hashes `lanes` whole chunks, none of them the root; {@link #write} then gives their chaining
    /// values.
    void hash(byte[] bytes, int offset, long firstCounter, int lanes) {
        for (int word = 0; word < Blake3.CHAINING_VALUE_WORDS; word++) {
            Arrays.fill(chaining[word], 0, lanes, Blake3.initialWord(word));
        }
        for (int block = 0; block < BLOCKS; block++) {
            load(message, bytes, offset + block * Blake3.BLOCK_BYTES, lanes);
            int flags = block == 0 ? Blake3.CHUNK_START : block == BLOCKS - 1 ? Blake3.CHUNK_END : 0;
            compress(firstCounter, flags, lanes);
        }
    }

    /// Writes the chaining value of the chunk in this lane.
    void write(int lane, byte[] into, int intoOffset) {
        for (int word = 0; word < Blake3.CHAINING_VALUE_WORDS; word++) {
            Blake3.setWord(into, intoOffset + word * Integer.BYTES, chaining[word][lane]);
        }
    }

    private void compress(long firstCounter, int flags, int lanes) {
        for (int word = 0; word < Blake3.CHAINING_VALUE_WORDS; word++) {
            System.arraycopy(chaining[word], 0, state[word], 0, lanes);
        }
        for (int word = 0; word < 4; word++) {
            Arrays.fill(state[8 + word], 0, lanes, Blake3.initialWord(word));
        }
        for (int lane = 0; lane < lanes; lane++) {
            state[12][lane] = (int) (firstCounter + lane);
            state[13][lane] = (int) ((firstCounter + lane) >>> 32);
        }
        Arrays.fill(state[14], 0, lanes, Blake3.BLOCK_BYTES);
        Arrays.fill(state[15], 0, lanes, flags);
        for (int[] order : SCHEDULE) {
            round(order, lanes);
        }
        for (int word = 0; word < Blake3.CHAINING_VALUE_WORDS; word++) {
            fold(chaining[word], state[word], state[8 + word], lanes);
        }
    }

    private void round(int[] order, int lanes) {
        for (int column = 0; column < 4; column++) {
            mix(column, 4 + column, 8 + column, 12 + column, order, 2 * column, lanes);
        }
        for (int diagonal = 0; diagonal < 4; diagonal++) {
            int b = 4 + (diagonal + 1) % 4;
            int c = 8 + (diagonal + 2) % 4;
            int d = 12 + (diagonal + 3) % 4;
            mix(diagonal, b, c, d, order, 8 + 2 * diagonal, lanes);
        }
    }

    private void mix(int a, int b, int c, int d, int[] order, int first, int lanes) {
        int[] x = message[order[first]];
        int[] y = message[order[first + 1]];
        quarterRound(state[a], state[b], state[c], state[d], x, y, lanes);
    }

    private static void quarterRound(int[] a, int[] b, int[] c, int[] d, int[] x, int[] y, int lanes) {
        for (int i = 0; i < lanes; i++) {
            int va = a[i] + b[i] + x[i];
            int vd = Integer.rotateRight(d[i] ^ va, 16);
            int vc = c[i] + vd;
            int vb = Integer.rotateRight(b[i] ^ vc, 12);
            va = va + vb + y[i];
            vd = Integer.rotateRight(vd ^ va, 8);
            vc = vc + vd;
            vb = Integer.rotateRight(vb ^ vc, 7);
            a[i] = va;
            b[i] = vb;
            c[i] = vc;
            d[i] = vd;
        }
    }

    private static void fold(int[] into, int[] low, int[] high, int lanes) {
        for (int i = 0; i < lanes; i++) {
            into[i] = low[i] ^ high[i];
        }
    }

    private static void load(int[][] message, byte[] bytes, int offset, int lanes) {
        for (int word = 0; word < STATE_WORDS; word += 4) {
            int[] m0 = message[word];
            int[] m1 = message[word + 1];
            int[] m2 = message[word + 2];
            int[] m3 = message[word + 3];
            int from = offset + word * Integer.BYTES;
            for (int i = 0; i < lanes; i++, from += Blake3.CHUNK_BYTES) {
                m0[i] = Blake3.word(bytes, from);
                m1[i] = Blake3.word(bytes, from + 4);
                m2[i] = Blake3.word(bytes, from + 8);
                m3[i] = Blake3.word(bytes, from + 12);
            }
        }
    }

    /// Which message word each step of each round takes.
    private static int[][] schedule() {
        int[][] schedule = new int[ROUNDS][STATE_WORDS];
        Arrays.setAll(schedule[0], i -> i);
        for (int round = 1; round < ROUNDS; round++) {
            int[] before = schedule[round - 1];
            Arrays.setAll(schedule[round], i -> before[PERMUTATION[i]]);
        }
        return schedule;
    }
}
