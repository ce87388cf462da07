package network.cairn.client.rpc;

import java.util.Optional;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;

/// How a node says it stands.
///
/// @param chain the chain it runs
/// @param name the chain's name, as its genesis gives it
/// @param validator who it signs as; empty where it only follows
/// @param height its newest final block
/// @param tip that block's hash
/// @param tipTimeMillis that block's timestamp
/// @param oldestHeight the oldest block it still has
/// @param round the consensus round it is in
/// @param peers how many other nodes it is connected to
/// @param pendingTransactions how many transactions wait in its mempool
/// @param pendingBytes how many bytes of them
public record ChainStatus(
        ChainId chain,
        String name,
        Optional<ActorId> validator,
        long height,
        BlockHash tip,
        long tipTimeMillis,
        long oldestHeight,
        Round round,
        int peers,
        int pendingTransactions,
        long pendingBytes) {
    private static final int NAME_BYTES_MAX = 64;
    public static final int ENCODED_BYTES_MAX = 512;

    public byte[] encode() {
        var writer = new CanonicalWriter().id(chain).text(name).bool(validator.isPresent());
        validator.ifPresent(writer::id);
        return writer.u64(height)
                .id(tip)
                .u64(tipTimeMillis)
                .u64(oldestHeight)
                .u64(round.epoch())
                .u64(round.view())
                .u32(peers)
                .u32(pendingTransactions)
                .u64(pendingBytes)
                .toBytes();
    }

    public static ChainStatus decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var status = new ChainStatus(
                ChainId.of(reader.fixed(ChainId.LENGTH_BYTES, "chain")),
                reader.text(NAME_BYTES_MAX, "chain name"),
                reader.bool("node is a validator")
                        ? Optional.of(ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "validator")))
                        : Optional.empty(),
                reader.u64("height"),
                BlockHash.of(reader.fixed(BlockHash.LENGTH_BYTES, "tip")),
                reader.u64("tip time"),
                reader.u64("oldest height"),
                new Round(reader.u64("epoch"), reader.u64("view")),
                reader.u32("peers"),
                reader.u32("pending transactions"),
                reader.u64("pending bytes"));
        reader.end();
        return status;
    }
}
