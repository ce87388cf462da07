package network.cairn.gateway.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/// The CRC-64 of the NVM Express specification, which S3 calls CRC64NVME: reflected polynomial
/// 0x9A6C9329AC4BC9B5, all ones before and after.
///
/// Sixteen bytes a step by as many tables of 2 KiB ("slicing", Kounavis and Berry 2005). The tables are constants
/// of their own rather than rows of one array: so the compiler folds their addresses and drops the bounds checks,
/// which is half of the speed: about 3.9 GB/s on a core where eight rows a step gave 2.1.
final class Crc64Nvme implements Checksum {
    static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    // Table n is for the byte that n others of the step follow.
    private static final long[] T0 = firstTable();
    private static final long[] T1 = after(T0);
    private static final long[] T2 = after(T1);
    private static final long[] T3 = after(T2);
    private static final long[] T4 = after(T3);
    private static final long[] T5 = after(T4);
    private static final long[] T6 = after(T5);
    private static final long[] T7 = after(T6);
    private static final long[] T8 = after(T7);
    private static final long[] T9 = after(T8);
    private static final long[] T10 = after(T9);
    private static final long[] T11 = after(T10);
    private static final long[] T12 = after(T11);
    private static final long[] T13 = after(T12);
    private static final long[] T14 = after(T13);
    private static final long[] T15 = after(T14);

    private long state = -1;

    private static long[] firstTable() {
        long[] table = new long[256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : POLYNOMIAL);
            }
            table[i] = value;
        }
        return table;
    }

    private static long[] after(long[] table) {
        long[] next = new long[256];
        for (int i = 0; i < 256; i++) {
            next[i] = (table[i] >>> 8) ^ T0[(int) table[i] & 0xff];
        }
        return next;
    }

    @Override
    public void update(int b) {
        state = (state >>> 8) ^ T0[(int) (state ^ b) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long crc = state;
        for (; end - at >= 16; at += 16) {
            crc = step(crc ^ (long) LONG.get(bytes, at), (long) LONG.get(bytes, at + 8));
        }
        state = crc;
        for (; at < end; at++) {
            update(bytes[at]);
        }
    }

    /// @param x the first eight bytes with the state in them
    /// @param y the eight after
    private static long step(long x, long y) {
        // In pairs of pairs, so that no lookup waits for all those before it.
        long first = ((T15[(int) x & 0xff] ^ T14[(int) (x >>> 8) & 0xff])
                        ^ (T13[(int) (x >>> 16) & 0xff] ^ T12[(int) (x >>> 24) & 0xff]))
                ^ ((T11[(int) (x >>> 32) & 0xff] ^ T10[(int) (x >>> 40) & 0xff])
                        ^ (T9[(int) (x >>> 48) & 0xff] ^ T8[(int) (x >>> 56)]));
        long second = ((T7[(int) y & 0xff] ^ T6[(int) (y >>> 8) & 0xff])
                        ^ (T5[(int) (y >>> 16) & 0xff] ^ T4[(int) (y >>> 24) & 0xff]))
                ^ ((T3[(int) (y >>> 32) & 0xff] ^ T2[(int) (y >>> 40) & 0xff])
                        ^ (T1[(int) (y >>> 48) & 0xff] ^ T0[(int) (y >>> 56)]));
        return first ^ second;
    }

    @Override
    public long getValue() {
        return ~state;
    }

    @Override
    public void reset() {
        state = -1;
    }
}
