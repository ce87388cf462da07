package network.cairn.node.store;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.PieceTree;
import org.jspecify.annotations.Nullable;

/// The layout of a log, version 1. Integers are big-endian, checksums CRC-32C.
///
/// A log is a header of 128 bytes and records, each at a multiple of 64:
///
/// ```
/// log header   "CAIRNLOG" u64, version u8, zeros 7, number u64, mark u64, zeros, CRC u32 at 124
/// record       header 128 bytes; a piece has after it: data, piece tree,
///              CRC of each 64 KiB of data u32 each, footer 96 bytes, zeros to a multiple of 64
/// header       mark u64, version u8, type u8, zeros 6, sequence u64, piece id 32, length u64,
///              created u64 (ms), zeros, CRC u32 at 124
/// footer       mark inverted u64, sequence u64, root 32, length u64, CRC of the tree u32,
///              CRC of the CRCs u32, zeros, CRC u32 at 92
/// ```
///
/// The mark is random for each log and part of its file name. Whoever stores a piece does not know it, so
/// data made to look like records is not taken for them when a damaged header makes recovery search for the
/// next.
final class RecordFormat {
    static final int ALIGNMENT_BYTES = 64;
    static final int HEADER_BYTES = 128;
    static final int FOOTER_BYTES = 96;
    static final int LOG_HEADER_BYTES = 128;
    static final int BLOCK_BYTES = 64 << 10;

    private static final long LOG_MAGIC = 0x434149524e4c4f47L;
    private static final int VERSION = 1;
    private static final int HEADER_CRC_AT = HEADER_BYTES - Integer.BYTES;
    private static final int FOOTER_CRC_AT = FOOTER_BYTES - Integer.BYTES;

    private RecordFormat() {}

    /// What a record is.
    enum Type {
        PIECE(1),
        /// The piece is deleted, whatever lower sequence it was stored under.
        TOMBSTONE(2),
        /// The last record of a log: everything before it was made durable.
        SEAL(3),
        /// A record that failed, made void before the log goes on.
        VOID(4);

        private final int code;

        Type(int code) {
            this.code = code;
        }

        static @Nullable Type of(int code) {
            for (Type type : values()) {
                if (type.code == code) {
                    return type;
                }
            }
            return null;
        }
    }

    /// The head of a record.
    ///
    /// @param sequence orders the records of one piece over all logs; copies made by compaction keep it
    record Header(Type type, long sequence, PieceId piece, long lengthBytes, long createdMillis) {
        long extentBytes() {
            return type == Type.PIECE ? pieceExtentBytes(lengthBytes) : HEADER_BYTES;
        }

        ByteBuffer encode(long mark) {
            ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES)
                    .putLong(mark)
                    .put((byte) VERSION)
                    .put((byte) type.code)
                    .position(16)
                    .putLong(sequence)
                    .put(piece.toBytes())
                    .putLong(lengthBytes)
                    .putLong(createdMillis);
            return bytes.putInt(HEADER_CRC_AT, crc(bytes, HEADER_CRC_AT)).rewind();
        }

        /// The header at the start of these bytes, or null if there is none of this log.
        static @Nullable Header decode(byte[] bytes, long mark) {
            ByteBuffer in = ByteBuffer.wrap(bytes);
            if (bytes.length < HEADER_BYTES
                    || in.getLong() != mark
                    || in.getInt(HEADER_CRC_AT) != crc(in, HEADER_CRC_AT)
                    || in.get() != VERSION) {
                return null;
            }
            Type type = Type.of(in.get());
            in.position(16);
            long sequence = in.getLong();
            byte[] piece = new byte[PieceId.LENGTH_BYTES];
            in.get(piece);
            long lengthBytes = in.getLong();
            long createdMillis = in.getLong();
            if (type == null || sequence < 0 || lengthBytes < 0 || lengthBytes > PieceTree.PIECE_BYTES_MAX) {
                return null;
            }
            return new Header(type, sequence, PieceId.of(piece), lengthBytes, createdMillis);
        }
    }

    /// The commit mark of a piece.
    record Footer(long sequence, PieceRoot root, long lengthBytes, int treeCrc, int blockCrcsCrc) {
        ByteBuffer encode(long mark) {
            ByteBuffer bytes = ByteBuffer.allocate(FOOTER_BYTES)
                    .putLong(~mark)
                    .putLong(sequence)
                    .put(root.toBytes())
                    .putLong(lengthBytes)
                    .putInt(treeCrc)
                    .putInt(blockCrcsCrc);
            return bytes.putInt(FOOTER_CRC_AT, crc(bytes, FOOTER_CRC_AT)).rewind();
        }

        /// The footer in these bytes from `offset` on, or null if it is not that of this record.
        static @Nullable Footer decode(byte[] bytes, int offset, long mark, long sequence, long lengthBytes) {
            ByteBuffer in = ByteBuffer.wrap(bytes, offset, FOOTER_BYTES).slice();
            if (in.getLong() != ~mark
                    || in.getLong() != sequence
                    || in.getInt(FOOTER_CRC_AT) != crc(in, FOOTER_CRC_AT)) {
                return null;
            }
            byte[] root = new byte[PieceRoot.LENGTH_BYTES];
            in.get(root);
            if (in.getLong() != lengthBytes) {
                return null;
            }
            return new Footer(sequence, PieceRoot.of(root), lengthBytes, in.getInt(), in.getInt());
        }
    }

    static ByteBuffer encodeLogHeader(long number, long mark) {
        ByteBuffer bytes = ByteBuffer.allocate(LOG_HEADER_BYTES)
                .putLong(LOG_MAGIC)
                .put((byte) VERSION)
                .position(16)
                .putLong(number)
                .putLong(mark);
        return bytes.putInt(HEADER_CRC_AT, crc(bytes, HEADER_CRC_AT)).rewind();
    }

    /// The version a log header names, or 0 if it is no log header.
    static int logVersion(byte[] header) {
        ByteBuffer in = ByteBuffer.wrap(header);
        return in.getLong() == LOG_MAGIC && in.getInt(HEADER_CRC_AT) == crc(in, HEADER_CRC_AT) ? in.get() & 0xff : 0;
    }

    static boolean isReadable(int logVersion) {
        return logVersion <= VERSION;
    }

    static int blocks(long lengthBytes) {
        return Math.toIntExact((lengthBytes + BLOCK_BYTES - 1) / BLOCK_BYTES);
    }

    /// Bytes of the table of block checksums.
    static int crcsBytes(long lengthBytes) {
        return Integer.BYTES * blocks(lengthBytes);
    }

    static int treeBytes(long lengthBytes) {
        return Math.toIntExact(PieceTree.encodedBytes(lengthBytes));
    }

    /// Where a piece's footer is, from the start of its record.
    static long footerOffset(long lengthBytes) {
        return HEADER_BYTES + lengthBytes + treeBytes(lengthBytes) + crcsBytes(lengthBytes);
    }

    /// What a piece takes in a log, everything included.
    static long pieceExtentBytes(long lengthBytes) {
        return align(footerOffset(lengthBytes) + FOOTER_BYTES);
    }

    static long align(long offset) {
        return (offset + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    }

    static int crc(byte[] bytes, int offset, int lengthBytes) {
        var crc = new CRC32C();
        crc.update(bytes, offset, lengthBytes);
        return (int) crc.getValue();
    }

    private static int crc(ByteBuffer bytes, int lengthBytes) {
        return crc(bytes.array(), bytes.arrayOffset(), lengthBytes);
    }
}
