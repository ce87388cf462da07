package network.cairn.proofs.piece;

import static java.lang.Integer.rotateRight;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// The compression function of BLAKE3 (O'Connor, Aumasson, Neves, Wilcox-O'Hearn: "BLAKE3, one function,
/// fast everywhere", 2020), in its default hash mode, and the two kinds of tree node made of it.
///
/// The seven rounds are written out with the message schedule already applied: the words then stay in
/// local variables and the JIT compiles one straight line. Chaining values are kept as their 32 bytes
/// (words little-endian), so two neighbours in an array are a parent's block without being copied.
final class Blake3 {
    static final int BLOCK_BYTES = 64;
    static final int CHUNK_BYTES = 1024;
    static final int CHAINING_VALUE_BYTES = 32;

    static final int CHAINING_VALUE_WORDS = 8;
    static final int CHUNK_START = 1;
    static final int CHUNK_END = 1 << 1;
    private static final int PARENT = 1 << 2;
    private static final int ROOT = 1 << 3;

    // The initial chaining value, which BLAKE3 shares with SHA-256.
    private static final int IV0 = 0x6a09e667;
    private static final int IV1 = 0xbb67ae85;
    private static final int IV2 = 0x3c6ef372;
    private static final int IV3 = 0xa54ff53a;
    private static final int IV4 = 0x510e527f;
    private static final int IV5 = 0x9b05688c;
    private static final int IV6 = 0x1f83d9ab;
    private static final int IV7 = 0x5be0cd19;
    private static final int[] IV = {IV0, IV1, IV2, IV3, IV4, IV5, IV6, IV7};

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] words = new int[CHAINING_VALUE_WORDS];

    /// Writes the chaining value of a whole chunk that is not the root.
    void chunk(byte[] bytes, int offset, long counter, byte[] into, int intoOffset) {
        initialise();
        int last = offset + CHUNK_BYTES - BLOCK_BYTES;
        compress(words, bytes, offset, counter, BLOCK_BYTES, CHUNK_START);
        for (int block = offset + BLOCK_BYTES; block < last; block += BLOCK_BYTES) {
            compress(words, bytes, block, counter, BLOCK_BYTES, 0);
        }
        compress(words, bytes, last, counter, BLOCK_BYTES, CHUNK_END);
        write(into, intoOffset);
    }

    /// Writes the chaining value of the last chunk of a subtree, 0 to 1,024 bytes at the start of
    /// `bytes`. What follows them in their last block must be zero.
    void lastChunk(byte[] bytes, int lengthBytes, long counter, boolean root, byte[] into, int intoOffset) {
        initialise();
        int flags = CHUNK_START;
        int offset = 0;
        for (; lengthBytes - offset > BLOCK_BYTES; offset += BLOCK_BYTES) {
            compress(words, bytes, offset, counter, BLOCK_BYTES, flags);
            flags = 0;
        }
        compress(words, bytes, offset, counter, lengthBytes - offset, flags | CHUNK_END | (root ? ROOT : 0));
        write(into, intoOffset);
    }

    /// Writes the chaining value of the node above two neighbours, whose chaining values are the 64 bytes
    /// at `offset`. It may be written over them.
    void parent(byte[] children, int offset, boolean root, byte[] into, int intoOffset) {
        initialise();
        compress(words, children, offset, 0, BLOCK_BYTES, PARENT | (root ? ROOT : 0));
        write(into, intoOffset);
    }

    /// A word of the initial chaining value.
    static int initialWord(int index) {
        return IV[index];
    }

    static void setWord(byte[] bytes, int offset, int value) {
        WORD.set(bytes, offset, value);
    }

    private void initialise() {
        System.arraycopy(IV, 0, words, 0, CHAINING_VALUE_WORDS);
    }

    private void write(byte[] into, int offset) {
        for (int i = 0; i < CHAINING_VALUE_WORDS; i++) {
            setWord(into, offset + i * Integer.BYTES, words[i]);
        }
    }

    static int word(byte[] bytes, int offset) {
        return (int) WORD.get(bytes, offset);
    }

    private static void compress(int[] words, byte[] block, int offset, long counter, int lengthBytes, int flags) {
        int m0 = word(block, offset);
        int m1 = word(block, offset + 4);
        int m2 = word(block, offset + 8);
        int m3 = word(block, offset + 12);
        int m4 = word(block, offset + 16);
        int m5 = word(block, offset + 20);
        int m6 = word(block, offset + 24);
        int m7 = word(block, offset + 28);
        int m8 = word(block, offset + 32);
        int m9 = word(block, offset + 36);
        int m10 = word(block, offset + 40);
        int m11 = word(block, offset + 44);
        int m12 = word(block, offset + 48);
        int m13 = word(block, offset + 52);
        int m14 = word(block, offset + 56);
        int m15 = word(block, offset + 60);
        int v0 = words[0];
        int v1 = words[1];
        int v2 = words[2];
        int v3 = words[3];
        int v4 = words[4];
        int v5 = words[5];
        int v6 = words[6];
        int v7 = words[7];
        int v8 = IV0;
        int v9 = IV1;
        int v10 = IV2;
        int v11 = IV3;
        int v12 = (int) counter;
        int v13 = (int) (counter >>> 32);
        int v14 = lengthBytes;
        int v15 = flags;

        // Round 1: columns, then diagonals.
        v12 = rotateRight(v12 ^ (v0 += v4 + m0), 16);
        v4 = rotateRight(v4 ^ (v8 += v12), 12);
        v12 = rotateRight(v12 ^ (v0 += v4 + m1), 8);
        v4 = rotateRight(v4 ^ (v8 += v12), 7);
        v13 = rotateRight(v13 ^ (v1 += v5 + m2), 16);
        v5 = rotateRight(v5 ^ (v9 += v13), 12);
        v13 = rotateRight(v13 ^ (v1 += v5 + m3), 8);
        v5 = rotateRight(v5 ^ (v9 += v13), 7);
        v14 = rotateRight(v14 ^ (v2 += v6 + m4), 16);
        v6 = rotateRight(v6 ^ (v10 += v14), 12);
        v14 = rotateRight(v14 ^ (v2 += v6 + m5), 8);
        v6 = rotateRight(v6 ^ (v10 += v14), 7);
        v15 = rotateRight(v15 ^ (v3 += v7 + m6), 16);
        v7 = rotateRight(v7 ^ (v11 += v15), 12);
        v15 = rotateRight(v15 ^ (v3 += v7 + m7), 8);
        v7 = rotateRight(v7 ^ (v11 += v15), 7);
        v15 = rotateRight(v15 ^ (v0 += v5 + m8), 16);
        v5 = rotateRight(v5 ^ (v10 += v15), 12);
        v15 = rotateRight(v15 ^ (v0 += v5 + m9), 8);
        v5 = rotateRight(v5 ^ (v10 += v15), 7);
        v12 = rotateRight(v12 ^ (v1 += v6 + m10), 16);
        v6 = rotateRight(v6 ^ (v11 += v12), 12);
        v12 = rotateRight(v12 ^ (v1 += v6 + m11), 8);
        v6 = rotateRight(v6 ^ (v11 += v12), 7);
        v13 = rotateRight(v13 ^ (v2 += v7 + m12), 16);
        v7 = rotateRight(v7 ^ (v8 += v13), 12);
        v13 = rotateRight(v13 ^ (v2 += v7 + m13), 8);
        v7 = rotateRight(v7 ^ (v8 += v13), 7);
        v14 = rotateRight(v14 ^ (v3 += v4 + m14), 16);
        v4 = rotateRight(v4 ^ (v9 += v14), 12);
        v14 = rotateRight(v14 ^ (v3 += v4 + m15), 8);
        v4 = rotateRight(v4 ^ (v9 += v14), 7);

        // Round 2: columns, then diagonals.
        v12 = rotateRight(v12 ^ (v0 += v4 + m2), 16);
        v4 = rotateRight(v4 ^ (v8 += v12), 12);
        v12 = rotateRight(v12 ^ (v0 += v4 + m6), 8);
        v4 = rotateRight(v4 ^ (v8 += v12), 7);
        v13 = rotateRight(v13 ^ (v1 += v5 + m3), 16);
        v5 = rotateRight(v5 ^ (v9 += v13), 12);
        v13 = rotateRight(v13 ^ (v1 += v5 + m10), 8);
        v5 = rotateRight(v5 ^ (v9 += v13), 7);
        v14 = rotateRight(v14 ^ (v2 += v6 + m7), 16);
        v6 = rotateRight(v6 ^ (v10 += v14), 12);
        v14 = rotateRight(v14 ^ (v2 += v6 + m0), 8);
        v6 = rotateRight(v6 ^ (v10 += v14), 7);
        v15 = rotateRight(v15 ^ (v3 += v7 + m4), 16);
        v7 = rotateRight(v7 ^ (v11 += v15), 12);
        v15 = rotateRight(v15 ^ (v3 += v7 + m13), 8);
        v7 = rotateRight(v7 ^ (v11 += v15), 7);
        v15 = rotateRight(v15 ^ (v0 += v5 + m1), 16);
        v5 = rotateRight(v5 ^ (v10 += v15), 12);
        v15 = rotateRight(v15 ^ (v0 += v5 + m11), 8);
        v5 = rotateRight(v5 ^ (v10 += v15), 7);
        v12 = rotateRight(v12 ^ (v1 += v6 + m12), 16);
        v6 = rotateRight(v6 ^ (v11 += v12), 12);
        v12 = rotateRight(v12 ^ (v1 += v6 + m5), 8);
        v6 = rotateRight(v6 ^ (v11 += v12), 7);
        v13 = rotateRight(v13 ^ (v2 += v7 + m9), 16);
        v7 = rotateRight(v7 ^ (v8 += v13), 12);
        v13 = rotateRight(v13 ^ (v2 += v7 + m14), 8);
        v7 = rotateRight(v7 ^ (v8 += v13), 7);
        v14 = rotateRight(v14 ^ (v3 += v4 + m15), 16);
        v4 = rotateRight(v4 ^ (v9 += v14), 12);
        v14 = rotateRight(v14 ^ (v3 += v4 + m8), 8);
        v4 = rotateRight(v4 ^ (v9 += v14), 7);

        // Round 3: columns, then diagonals.
        v12 = rotateRight(v12 ^ (v0 += v4 + m3), 16);
        v4 = rotateRight(v4 ^ (v8 += v12), 12);
        v12 = rotateRight(v12 ^ (v0 += v4 + m4), 8);
        v4 = rotateRight(v4 ^ (v8 += v12), 7);
        v13 = rotateRight(v13 ^ (v1 += v5 + m10), 16);
        v5 = rotateRight(v5 ^ (v9 += v13), 12);
        v13 = rotateRight(v13 ^ (v1 += v5 + m12), 8);
        v5 = rotateRight(v5 ^ (v9 += v13), 7);
        v14 = rotateRight(v14 ^ (v2 += v6 + m13), 16);
        v6 = rotateRight(v6 ^ (v10 += v14), 12);
        v14 = rotateRight(v14 ^ (v2 += v6 + m2), 8);
        v6 = rotateRight(v6 ^ (v10 += v14), 7);
        v15 = rotateRight(v15 ^ (v3 += v7 + m7), 16);
        v7 = rotateRight(v7 ^ (v11 += v15), 12);
        v15 = rotateRight(v15 ^ (v3 += v7 + m14), 8);
        v7 = rotateRight(v7 ^ (v11 += v15), 7);
        v15 = rotateRight(v15 ^ (v0 += v5 + m6), 16);
        v5 = rotateRight(v5 ^ (v10 += v15), 12);
        v15 = rotateRight(v15 ^ (v0 += v5 + m5), 8);
        v5 = rotateRight(v5 ^ (v10 += v15), 7);
        v12 = rotateRight(v12 ^ (v1 += v6 + m9), 16);
        v6 = rotateRight(v6 ^ (v11 += v12), 12);
        v12 = rotateRight(v12 ^ (v1 += v6 + m0), 8);
        v6 = rotateRight(v6 ^ (v11 += v12), 7);
        v13 = rotateRight(v13 ^ (v2 += v7 + m11), 16);
        v7 = rotateRight(v7 ^ (v8 += v13), 12);
        v13 = rotateRight(v13 ^ (v2 += v7 + m15), 8);
        v7 = rotateRight(v7 ^ (v8 += v13), 7);
        v14 = rotateRight(v14 ^ (v3 += v4 + m8), 16);
        v4 = rotateRight(v4 ^ (v9 += v14), 12);
        v14 = rotateRight(v14 ^ (v3 += v4 + m1), 8);
        v4 = rotateRight(v4 ^ (v9 += v14), 7);

        // Round 4: columns, then diagonals.
        v12 = rotateRight(v12 ^ (v0 += v4 + m10), 16);
        v4 = rotateRight(v4 ^ (v8 += v12), 12);
        v12 = rotateRight(v12 ^ (v0 += v4 + m7), 8);
        v4 = rotateRight(v4 ^ (v8 += v12), 7);
        v13 = rotateRight(v13 ^ (v1 += v5 + m12), 16);
        v5 = rotateRight(v5 ^ (v9 += v13), 12);
        v13 = rotateRight(v13 ^ (v1 += v5 + m9), 8);
        v5 = rotateRight(v5 ^ (v9 += v13), 7);
        v14 = rotateRight(v14 ^ (v2 += v6 + m14), 16);
        v6 = rotateRight(v6 ^ (v10 += v14), 12);
        v14 = rotateRight(v14 ^ (v2 += v6 + m3), 8);
        v6 = rotateRight(v6 ^ (v10 += v14), 7);
        v15 = rotateRight(v15 ^ (v3 += v7 + m13), 16);
        v7 = rotateRight(v7 ^ (v11 += v15), 12);
        v15 = rotateRight(v15 ^ (v3 += v7 + m15), 8);
        v7 = rotateRight(v7 ^ (v11 += v15), 7);
        v15 = rotateRight(v15 ^ (v0 += v5 + m4), 16);
        v5 = rotateRight(v5 ^ (v10 += v15), 12);
        v15 = rotateRight(v15 ^ (v0 += v5 + m0), 8);
        v5 = rotateRight(v5 ^ (v10 += v15), 7);
        v12 = rotateRight(v12 ^ (v1 += v6 + m11), 16);
        v6 = rotateRight(v6 ^ (v11 += v12), 12);
        v12 = rotateRight(v12 ^ (v1 += v6 + m2), 8);
        v6 = rotateRight(v6 ^ (v11 += v12), 7);
        v13 = rotateRight(v13 ^ (v2 += v7 + m5), 16);
        v7 = rotateRight(v7 ^ (v8 += v13), 12);
        v13 = rotateRight(v13 ^ (v2 += v7 + m8), 8);
        v7 = rotateRight(v7 ^ (v8 += v13), 7);
        v14 = rotateRight(v14 ^ (v3 += v4 + m1), 16);
        v4 = rotateRight(v4 ^ (v9 += v14), 12);
        v14 = rotateRight(v14 ^ (v3 += v4 + m6), 8);
        v4 = rotateRight(v4 ^ (v9 += v14), 7);

        // Round 5: columns, then diagonals.
        v12 = rotateRight(v12 ^ (v0 += v4 + m12), 16);
        v4 = rotateRight(v4 ^ (v8 += v12), 12);
        v12 = rotateRight(v12 ^ (v0 += v4 + m13), 8);
        v4 = rotateRight(v4 ^ (v8 += v12), 7);
        v13 = rotateRight(v13 ^ (v1 += v5 + m9), 16);
        v5 = rotateRight(v5 ^ (v9 += v13), 12);
        v13 = rotateRight(v13 ^ (v1 += v5 + m11), 8);
        v5 = rotateRight(v5 ^ (v9 += v13), 7);
        v14 = rotateRight(v14 ^ (v2 += v6 + m15), 16);
        v6 = rotateRight(v6 ^ (v10 += v14), 12);
        v14 = rotateRight(v14 ^ (v2 += v6 + m10), 8);
        v6 = rotateRight(v6 ^ (v10 += v14), 7);
        v15 = rotateRight(v15 ^ (v3 += v7 + m14), 16);
        v7 = rotateRight(v7 ^ (v11 += v15), 12);
        v15 = rotateRight(v15 ^ (v3 += v7 + m8), 8);
        v7 = rotateRight(v7 ^ (v11 += v15), 7);
        v15 = rotateRight(v15 ^ (v0 += v5 + m7), 16);
        v5 = rotateRight(v5 ^ (v10 += v15), 12);
        v15 = rotateRight(v15 ^ (v0 += v5 + m2), 8);
        v5 = rotateRight(v5 ^ (v10 += v15), 7);
        v12 = rotateRight(v12 ^ (v1 += v6 + m5), 16);
        v6 = rotateRight(v6 ^ (v11 += v12), 12);
        v12 = rotateRight(v12 ^ (v1 += v6 + m3), 8);
        v6 = rotateRight(v6 ^ (v11 += v12), 7);
        v13 = rotateRight(v13 ^ (v2 += v7 + m0), 16);
        v7 = rotateRight(v7 ^ (v8 += v13), 12);
        v13 = rotateRight(v13 ^ (v2 += v7 + m1), 8);
        v7 = rotateRight(v7 ^ (v8 += v13), 7);
        v14 = rotateRight(v14 ^ (v3 += v4 + m6), 16);
        v4 = rotateRight(v4 ^ (v9 += v14), 12);
        v14 = rotateRight(v14 ^ (v3 += v4 + m4), 8);
        v4 = rotateRight(v4 ^ (v9 += v14), 7);

        // Round 6: columns, then diagonals.
        v12 = rotateRight(v12 ^ (v0 += v4 + m9), 16);
        v4 = rotateRight(v4 ^ (v8 += v12), 12);
        v12 = rotateRight(v12 ^ (v0 += v4 + m14), 8);
        v4 = rotateRight(v4 ^ (v8 += v12), 7);
        v13 = rotateRight(v13 ^ (v1 += v5 + m11), 16);
        v5 = rotateRight(v5 ^ (v9 += v13), 12);
        v13 = rotateRight(v13 ^ (v1 += v5 + m5), 8);
        v5 = rotateRight(v5 ^ (v9 += v13), 7);
        v14 = rotateRight(v14 ^ (v2 += v6 + m8), 16);
        v6 = rotateRight(v6 ^ (v10 += v14), 12);
        v14 = rotateRight(v14 ^ (v2 += v6 + m12), 8);
        v6 = rotateRight(v6 ^ (v10 += v14), 7);
        v15 = rotateRight(v15 ^ (v3 += v7 + m15), 16);
        v7 = rotateRight(v7 ^ (v11 += v15), 12);
        v15 = rotateRight(v15 ^ (v3 += v7 + m1), 8);
        v7 = rotateRight(v7 ^ (v11 += v15), 7);
        v15 = rotateRight(v15 ^ (v0 += v5 + m13), 16);
        v5 = rotateRight(v5 ^ (v10 += v15), 12);
        v15 = rotateRight(v15 ^ (v0 += v5 + m3), 8);
        v5 = rotateRight(v5 ^ (v10 += v15), 7);
        v12 = rotateRight(v12 ^ (v1 += v6 + m0), 16);
        v6 = rotateRight(v6 ^ (v11 += v12), 12);
        v12 = rotateRight(v12 ^ (v1 += v6 + m10), 8);
        v6 = rotateRight(v6 ^ (v11 += v12), 7);
        v13 = rotateRight(v13 ^ (v2 += v7 + m2), 16);
        v7 = rotateRight(v7 ^ (v8 += v13), 12);
        v13 = rotateRight(v13 ^ (v2 += v7 + m6), 8);
        v7 = rotateRight(v7 ^ (v8 += v13), 7);
        v14 = rotateRight(v14 ^ (v3 += v4 + m4), 16);
        v4 = rotateRight(v4 ^ (v9 += v14), 12);
        v14 = rotateRight(v14 ^ (v3 += v4 + m7), 8);
        v4 = rotateRight(v4 ^ (v9 += v14), 7);

        // Round 7: columns, then diagonals.
        v12 = rotateRight(v12 ^ (v0 += v4 + m11), 16);
        v4 = rotateRight(v4 ^ (v8 += v12), 12);
        v12 = rotateRight(v12 ^ (v0 += v4 + m15), 8);
        v4 = rotateRight(v4 ^ (v8 += v12), 7);
        v13 = rotateRight(v13 ^ (v1 += v5 + m5), 16);
        v5 = rotateRight(v5 ^ (v9 += v13), 12);
        v13 = rotateRight(v13 ^ (v1 += v5 + m0), 8);
        v5 = rotateRight(v5 ^ (v9 += v13), 7);
        v14 = rotateRight(v14 ^ (v2 += v6 + m1), 16);
        v6 = rotateRight(v6 ^ (v10 += v14), 12);
        v14 = rotateRight(v14 ^ (v2 += v6 + m9), 8);
        v6 = rotateRight(v6 ^ (v10 += v14), 7);
        v15 = rotateRight(v15 ^ (v3 += v7 + m8), 16);
        v7 = rotateRight(v7 ^ (v11 += v15), 12);
        v15 = rotateRight(v15 ^ (v3 += v7 + m6), 8);
        v7 = rotateRight(v7 ^ (v11 += v15), 7);
        v15 = rotateRight(v15 ^ (v0 += v5 + m14), 16);
        v5 = rotateRight(v5 ^ (v10 += v15), 12);
        v15 = rotateRight(v15 ^ (v0 += v5 + m10), 8);
        v5 = rotateRight(v5 ^ (v10 += v15), 7);
        v12 = rotateRight(v12 ^ (v1 += v6 + m2), 16);
        v6 = rotateRight(v6 ^ (v11 += v12), 12);
        v12 = rotateRight(v12 ^ (v1 += v6 + m12), 8);
        v6 = rotateRight(v6 ^ (v11 += v12), 7);
        v13 = rotateRight(v13 ^ (v2 += v7 + m3), 16);
        v7 = rotateRight(v7 ^ (v8 += v13), 12);
        v13 = rotateRight(v13 ^ (v2 += v7 + m4), 8);
        v7 = rotateRight(v7 ^ (v8 += v13), 7);
        v14 = rotateRight(v14 ^ (v3 += v4 + m7), 16);
        v4 = rotateRight(v4 ^ (v9 += v14), 12);
        v14 = rotateRight(v14 ^ (v3 += v4 + m13), 8);
        v4 = rotateRight(v4 ^ (v9 += v14), 7);

        words[0] = v0 ^ v8;
        words[1] = v1 ^ v9;
        words[2] = v2 ^ v10;
        words[3] = v3 ^ v11;
        words[4] = v4 ^ v12;
        words[5] = v5 ^ v13;
        words[6] = v6 ^ v14;
        words[7] = v7 ^ v15;
    }
}
