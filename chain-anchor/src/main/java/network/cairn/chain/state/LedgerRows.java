package network.cairn.chain.state;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import network.cairn.chain.tree.PageKey;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.TransactionId;

/// The keys under which a ledger's rows are kept, and the form of its records.
///
/// A row's first byte says its kind, heights and epochs are eight bytes, the highest first.
final class LedgerRows {
    /// The header of the newest finalised block.
    static final byte[] TIP = meta("tip");
    /// The lowest height from which on every block is kept.
    static final byte[] OLDEST_HEIGHT = meta("oldest");
    /// The chain's id.
    static final byte[] CHAIN = meta("chain");
    /// The version of these rows.
    static final byte[] FORMAT = meta("format");
    /// The header of block 0.
    static final byte[] GENESIS = meta("genesis");
    /// Which of two generations of records and pages is the state.
    static final byte[] GENERATION = meta("generation");
    /// A generation that may have rows and is not the state.
    static final byte[] STALE_GENERATION = meta("stale");
    /// The lowest height that may have rows to be pruned.
    static final byte[] PRUNED_TO = meta("pruned");

    private static final byte RECORD = 'r';
    private static final byte PAGE = 'p';
    private static final int PATH_AT = 2;
    private static final int KEY_LENGTH_BYTES = 1;

    private LedgerRows() {}

    private static byte[] meta(String name) {
        return ("m" + name).getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] row(char kind, byte[] key) {
        byte[] row = new byte[1 + key.length];
        row[0] = (byte) kind;
        System.arraycopy(key, 0, row, 1, key.length);
        return row;
    }

    private static byte[] row(char kind, long number) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put((byte) kind)
                .putLong(number)
                .array();
    }

    static byte[] block(long height) {
        return row('b', height);
    }

    static byte[] outcomes(long height) {
        return row('o', height);
    }

    static byte[] certificate(long height) {
        return row('c', height);
    }

    static byte[] epochEnd(long epoch) {
        return row('e', epoch);
    }

    static byte[] height(BlockHash block) {
        return row('h', block.toBytes());
    }

    static byte[] transaction(TransactionId id) {
        return row('t', id.toBytes());
    }

    static byte[] page(byte generation, PageKey key) {
        return row(PAGE, generation, key.toBytes());
    }

    static byte[] record(byte generation, Digest path) {
        return row(RECORD, generation, path.toBytes());
    }

    private static byte[] row(byte kind, byte generation, byte[] key) {
        byte[] row = new byte[2 + key.length];
        row[0] = kind;
        row[1] = generation;
        System.arraycopy(key, 0, row, 2, key.length);
        return row;
    }

    /// Where a generation's records begin; they are in the order of their paths.
    static byte[] recordsFrom(byte generation) {
        return new byte[] {RECORD, generation};
    }

    /// The first row after a generation's records.
    static byte[] recordsTo(byte generation) {
        return recordsFrom((byte) (generation + 1));
    }

    /// Where a generation's pages begin.
    static byte[] pagesFrom(byte generation) {
        return new byte[] {PAGE, generation};
    }

    /// The first row after a generation's pages.
    static byte[] pagesTo(byte generation) {
        return pagesFrom((byte) (generation + 1));
    }

    /// The path of a record's row.
    static Digest path(byte[] row) {
        return Digest.of(Arrays.copyOfRange(row, PATH_AT, row.length));
    }

    /// A record's row holds its key too, so that a scan can name what it finds.
    static byte[] recordRow(StateKey key, byte[] value) {
        byte[] name = key.toBytes();
        byte[] row = new byte[KEY_LENGTH_BYTES + name.length + value.length];
        row[0] = (byte) name.length;
        System.arraycopy(name, 0, row, KEY_LENGTH_BYTES, name.length);
        System.arraycopy(value, 0, row, KEY_LENGTH_BYTES + name.length, value.length);
        return row;
    }

    static StateKey recordKey(byte[] row) {
        return StateKey.ofBytes(Arrays.copyOfRange(row, KEY_LENGTH_BYTES, valueAt(row)));
    }

    static byte[] recordValue(byte[] row) {
        return Arrays.copyOfRange(row, valueAt(row), row.length);
    }

    private static int valueAt(byte[] row) {
        return KEY_LENGTH_BYTES + (row[0] & 0xff);
    }
}
