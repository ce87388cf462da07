package network.cairn.gateway.auth;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.zip.Checksum;

/// The CRC-64 of the NVM Express specification, which S3 calls CRC64NVME: reflected polynomial
/// 0x9A6C9329AC4BC9B5, all ones before and after. Eight bytes a step by tables.
final class Crc64Nvme implements Checksum {
    private static final long POLYNOMIAL = 0x9A6C9329AC4BC9B5L;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long[][] TABLES = tables();

    private long state = -1;

    private static long[][] tables() {
        long[][] tables = new long[8][256];
        for (int i = 0; i < 256; i++) {
            long value = i;
            for (int bit = 0; bit < 8; bit++) {
                value = (value >>> 1) ^ ((value & 1) == 0 ? 0 : POLYNOMIAL);
            }
            tables[0][i] = value;
        }
        for (int i = 0; i < 256; i++) {
            for (int table = 1; table < 8; table++) {
                long before = tables[table - 1][i];
                tables[table][i] = (before >>> 8) ^ tables[0][(int) before & 0xff];
            }
        }
        return tables;
    }

    @Override
    public void update(int b) {
        state = (state >>> 8) ^ TABLES[0][(int) (state ^ b) & 0xff];
    }

    @Override
    public void update(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        long crc = state;
        for (; end - at >= 8; at += 8) {
            crc ^= (long) LONG.get(bytes, at);
            crc = TABLES[7][(int) crc & 0xff]
                    ^ TABLES[6][(int) (crc >>> 8) & 0xff]
                    ^ TABLES[5][(int) (crc >>> 16) & 0xff]
                    ^ TABLES[4][(int) (crc >>> 24) & 0xff]
                    ^ TABLES[3][(int) (crc >>> 32) & 0xff]
                    ^ TABLES[2][(int) (crc >>> 40) & 0xff]
                    ^ TABLES[1][(int) (crc >>> 48) & 0xff]
                    ^ TABLES[0][(int) (crc >>> 56)];
        }
        state = crc;
        for (; at < end; at++) {
            update(bytes[at]);
        }
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
