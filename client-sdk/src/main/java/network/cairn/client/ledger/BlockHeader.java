package network.cairn.client.ledger;

import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.StateRoot;

/// What a block commits to. Votes and certificates name its hash.
///
/// @param chain the chain it is of
/// @param height how many blocks were before it; genesis has height 0
/// @param epoch the epoch it is in: `(height - 1) / epochBlocks`, and 0 for genesis
/// @param parent the hash of the header before it; zeros for genesis
/// @param timestampMillis milliseconds since 1970 by its proposer's clock, more than its parent's
/// @param proposer who made it; for genesis, zeros
/// @param transactions root of the tree over its transactions, see {@link TransactionsRoot}
/// @param outcomes what became of each transaction, see {@link Outcome#digest}
/// @param state root of the authenticated state after it
/// @param validators the set of its epoch, whose certificate makes it final
/// @param nextValidators the set of the next epoch
/// @param beacon the beacon of the epoch before, in the first block whose proposer had it
public record BlockHeader(
        ChainId chain,
        long height,
        long epoch,
        BlockHash parent,
        long timestampMillis,
        ActorId proposer,
        Digest transactions,
        Digest outcomes,
        StateRoot state,
        Digest validators,
        Digest nextValidators,
        Optional<BeaconSignature> beacon) {
    public static final int ENCODED_BYTES_MAX = 512;

    public BlockHeader {
        if (height < 0 || epoch < 0 || timestampMillis < 0) {
            throw new IllegalArgumentException("no number in a header is negative");
        }
    }

    /// SHA-256 of the domain byte `09` and the encoding.
    public BlockHash hash() {
        return BlockHash.of(LedgerDomain.hash(LedgerDomain.HEADER, encode()));
    }

    public byte[] encode() {
        var writer = new CanonicalWriter()
                .id(chain)
                .u64(height)
                .u64(epoch)
                .id(parent)
                .u64(timestampMillis)
                .id(proposer)
                .id(transactions)
                .id(outcomes)
                .id(state)
                .id(validators)
                .id(nextValidators)
                .bool(beacon.isPresent());
        beacon.ifPresent(writer::id);
        return writer.toBytes();
    }

    /// Whether it names that header as its parent and may in height, epoch, time and chain.
    public boolean follows(BlockHeader that) {
        return chain.equals(that.chain)
                && height == that.height + 1
                && epoch >= that.epoch
                && timestampMillis > that.timestampMillis
                && parent.equals(that.hash());
    }

    public static BlockHeader decode(byte[] encoded) throws CodecException {
        return read(new CanonicalReader(encoded));
    }

    /// Reads a header that is all there is left to read.
    static BlockHeader read(CanonicalReader reader) throws CodecException {
        var header = new BlockHeader(
                ChainId.of(reader.fixed(ChainId.LENGTH_BYTES, "header chain")),
                reader.u64("header height"),
                reader.u64("header epoch"),
                BlockHash.of(reader.fixed(BlockHash.LENGTH_BYTES, "header parent")),
                reader.u64("header timestamp"),
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "header proposer")),
                Digest.of(reader.fixed(Digest.LENGTH_BYTES, "header transactions")),
                Digest.of(reader.fixed(Digest.LENGTH_BYTES, "header outcomes")),
                StateRoot.of(reader.fixed(StateRoot.LENGTH_BYTES, "header state")),
                Digest.of(reader.fixed(Digest.LENGTH_BYTES, "header validators")),
                Digest.of(reader.fixed(Digest.LENGTH_BYTES, "header next validators")),
                reader.bool("header has beacon")
                        ? Optional.of(BeaconSignature.of(reader.fixed(BeaconSignature.LENGTH_BYTES, "header beacon")))
                        : Optional.empty());
        reader.end();
        return header;
    }
}
