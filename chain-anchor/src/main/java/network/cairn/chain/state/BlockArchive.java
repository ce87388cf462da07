package network.cairn.chain.state;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.snapshot.EpochEnd;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;

/// The finalised blocks in the store, what became of their transactions, their certificates, and where to
/// find each; old ones go a few at a time.
final class BlockArchive {
    private static final int PLACE_BYTES = Long.BYTES + Integer.BYTES;

    /// Heights looked at in one go where a snapshot has left a gap between old blocks and new.
    private static final int PRUNED_HEIGHTS_MAX = 1000;

    private final KeyValueStore store;

    BlockArchive(KeyValueStore store) {
        this.store = store;
    }

    static void write(WriteBatch batch, Block block, List<Outcome> outcomes) {
        long height = block.header().height();
        byte[] heightBytes = number(height);
        batch.put(LedgerRows.block(height), block.encode());
        batch.put(LedgerRows.outcomes(height), OutcomesCodec.encode(outcomes));
        batch.put(LedgerRows.height(block.hash()), heightBytes);
        for (int i = 0; i < block.transactions().size(); i++) {
            batch.put(
                    LedgerRows.transaction(block.transactions().get(i).id()),
                    ByteBuffer.allocate(PLACE_BYTES).putLong(height).putInt(i).array());
        }
    }

    /// Deletes blocks from a height on in a batch, the end not among them, but a bounded number of them.
    ///
    /// @param blocksMax how many at most
    /// @return the first height that is still to be looked at
    long prune(WriteBatch batch, long from, long end, int blocksMax) {
        int blocks = 0;
        long height = from;
        while (height < end && blocks < blocksMax && height - from < PRUNED_HEIGHTS_MAX) {
            byte[] encoded = store.get(LedgerRows.block(height));
            if (encoded != null) {
                prune(batch, height, encoded);
                blocks++;
            }
            height++;
        }
        if (height != from) {
            batch.put(LedgerRows.PRUNED_TO, number(height));
        }
        return height;
    }

    private static void prune(WriteBatch batch, long height, byte[] encoded) {
        batch.delete(LedgerRows.block(height));
        batch.delete(LedgerRows.outcomes(height));
        batch.delete(LedgerRows.certificate(height));
        try {
            // Read as bytes: making points of all the senders' keys again would take most of the time.
            var reader = new CanonicalReader(encoded);
            var header = BlockHeader.decode(reader.bytes(BlockHeader.ENCODED_BYTES_MAX, "block header"));
            batch.delete(LedgerRows.height(header.hash()));
            for (int i = reader.count(Block.TRANSACTIONS_MAX, "block transactions"); i > 0; i--) {
                byte[] transaction = reader.bytes(Transaction.ENCODED_BYTES_MAX, "block transaction");
                batch.delete(LedgerRows.transaction(Transaction.idOf(transaction)));
            }
        } catch (CodecException e) {
            throw damaged("block " + height, e);
        }
    }

    Optional<Block> block(long height) {
        return read(LedgerRows.block(height), "block " + height, Block::decode);
    }

    /// The header of a block, without looking at its transactions.
    Optional<BlockHeader> header(long height) {
        return height == 0
                ? read(LedgerRows.GENESIS, "the genesis header", BlockHeader::decode)
                : read(
                        LedgerRows.block(height),
                        "block " + height,
                        encoded -> BlockHeader.decode(
                                new CanonicalReader(encoded).bytes(BlockHeader.ENCODED_BYTES_MAX, "block header")));
    }

    Optional<List<Outcome>> outcomes(long height) {
        return read(LedgerRows.outcomes(height), "the outcomes of block " + height, OutcomesCodec::decode);
    }

    Optional<Certificate> certificate(long height) {
        return read(LedgerRows.certificate(height), "the certificate of block " + height, Certificate::decode);
    }

    Optional<EpochEnd> epochEnd(long epoch) {
        return read(LedgerRows.epochEnd(epoch), "the end of epoch " + epoch, EpochEnd::decode);
    }

    Optional<BlockHeader> tip() {
        return read(LedgerRows.TIP, "the newest header", BlockHeader::decode);
    }

    Optional<Long> height(BlockHash block) {
        return Optional.ofNullable(store.get(LedgerRows.height(block))).map(BlockArchive::number);
    }

    long oldestHeight() {
        return number(LedgerRows.OLDEST_HEIGHT, 1);
    }

    long prunedTo() {
        return number(LedgerRows.PRUNED_TO, 1);
    }

    private long number(byte[] row, long otherwise) {
        byte[] bytes = store.get(row);
        return bytes == null ? otherwise : number(bytes);
    }

    Optional<Ledger.TransactionPlace> transaction(TransactionId id) {
        byte[] place = store.get(LedgerRows.transaction(id));
        if (place == null) {
            return Optional.empty();
        }
        var buffer = ByteBuffer.wrap(place);
        return Optional.of(new Ledger.TransactionPlace(buffer.getLong(), buffer.getInt()));
    }

    static byte[] number(long number) {
        return ByteBuffer.allocate(Long.BYTES).putLong(number).array();
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    private interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    private <T> Optional<T> read(byte[] row, String what, Decoding<T> decoding) {
        byte @Nullable [] encoded = store.get(row);
        if (encoded == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(decoding.decode(encoded));
        } catch (CodecException e) {
            throw damaged(what, e);
        }
    }

    private static IllegalStateException damaged(String what, CodecException cause) {
        return new IllegalStateException(
                "the store is damaged: " + what + " cannot be read; restore this validator from a snapshot", cause);
    }
}
