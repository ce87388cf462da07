package network.cairn.client.erasure;

/// Multiplication of shares by one fixed matrix, ready for many stripes.
///
/// Up to eight outputs are computed at once: for each input and each of its 256 values a `long` holds the eight
/// products side by side, so one lookup and one XOR serve eight outputs. A block of accumulators and the tables of four
/// inputs stay in the first-level cache together.
final class MatrixProduct {
    private static final int LANES = Long.BYTES;
    private static final int BLOCK_BYTES = 1024;

    private final int inputs;
    private final int outputs;

    /// By group of eight outputs, then by input: products of every byte value.
    private final long[][][] tables;

    MatrixProduct(Matrix matrix) {
        this.inputs = matrix.columns();
        this.outputs = matrix.rows();
        this.tables = new long[(outputs + LANES - 1) / LANES][inputs][];
        for (int group = 0; group < tables.length; group++) {
            for (int input = 0; input < inputs; input++) {
                tables[group][input] = table(matrix, group * LANES, input);
            }
        }
    }

    /// Bytes of tables that a matrix of this shape needs.
    static long tableBytes(int outputs, int inputs) {
        return (long) (outputs + LANES - 1) / LANES * inputs * 256 * Long.BYTES;
    }

    private static long[] table(Matrix matrix, int firstOutput, int input) {
        int lanes = Math.min(LANES, matrix.rows() - firstOutput);
        long[] table = new long[256];
        for (int bit = 1; bit < 256; bit <<= 1) {
            long packed = 0;
            for (int lane = 0; lane < lanes; lane++) {
                packed |= (long) Galois.multiply(matrix.at(firstOutput + lane, input), bit) << (8 * lane);
            }
            table[bit] = packed;
        }
        // Multiplication distributes over XOR: the products of single bits give all others.
        for (int value = 1; value < 256; value++) {
            table[value] = table[value & -value] ^ table[value & (value - 1)];
        }
        return table;
    }

    /// Writes to each output array the sum of the inputs times its row, over one range of all arrays.
    void apply(byte[][] in, byte[][] out, int offset, int lengthBytes) {
        long[] sums = new long[Math.min(BLOCK_BYTES, lengthBytes)];
        for (int done = 0; done < lengthBytes; done += BLOCK_BYTES) {
            int block = Math.min(BLOCK_BYTES, lengthBytes - done);
            for (int group = 0; group < tables.length; group++) {
                sum(tables[group], in, offset + done, block, sums);
                int firstOutput = group * LANES;
                for (int lane = 0; lane < LANES && firstOutput + lane < outputs; lane++) {
                    unpack(sums, 8 * lane, out[firstOutput + lane], offset + done, block);
                }
            }
        }
    }

    private void sum(long[][] table, byte[][] in, int offset, int length, long[] sums) {
        int input = 0;
        if (inputs >= 4) {
            set4(table, in, offset, length, sums);
            input = 4;
        } else {
            set1(table[0], in[0], offset, length, sums);
            input = 1;
        }
        for (; input + 4 <= inputs; input += 4) {
            add4(table, in, input, offset, length, sums);
        }
        for (; input < inputs; input++) {
            add1(table[input], in[input], offset, length, sums);
        }
    }

    private static void set4(long[][] table, byte[][] in, int offset, int length, long[] sums) {
        long[] t0 = table[0];
        long[] t1 = table[1];
        long[] t2 = table[2];
        long[] t3 = table[3];
        byte[] a = in[0];
        byte[] b = in[1];
        byte[] c = in[2];
        byte[] d = in[3];
        for (int i = 0; i < length; i++) {
            sums[i] = t0[a[offset + i] & 0xff]
                    ^ t1[b[offset + i] & 0xff]
                    ^ t2[c[offset + i] & 0xff]
                    ^ t3[d[offset + i] & 0xff];
        }
    }

    private static void add4(long[][] table, byte[][] in, int input, int offset, int length, long[] sums) {
        long[] t0 = table[input];
        long[] t1 = table[input + 1];
        long[] t2 = table[input + 2];
        long[] t3 = table[input + 3];
        byte[] a = in[input];
        byte[] b = in[input + 1];
        byte[] c = in[input + 2];
        byte[] d = in[input + 3];
        for (int i = 0; i < length; i++) {
            sums[i] ^= t0[a[offset + i] & 0xff]
                    ^ t1[b[offset + i] & 0xff]
                    ^ t2[c[offset + i] & 0xff]
                    ^ t3[d[offset + i] & 0xff];
        }
    }

    private static void set1(long[] table, byte[] in, int offset, int length, long[] sums) {
        for (int i = 0; i < length; i++) {
            sums[i] = table[in[offset + i] & 0xff];
        }
    }

    private static void add1(long[] table, byte[] in, int offset, int length, long[] sums) {
        for (int i = 0; i < length; i++) {
            sums[i] ^= table[in[offset + i] & 0xff];
        }
    }

    private static void unpack(long[] sums, int shift, byte[] out, int offset, int length) {
        for (int i = 0; i < length; i++) {
            out[offset + i] = (byte) (sums[i] >>> shift);
        }
    }
}
