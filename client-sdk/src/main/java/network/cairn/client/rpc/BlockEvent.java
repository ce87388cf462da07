package network.cairn.client.rpc;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import network.cairn.client.ledger.Block;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;

/// A block that became final, as a node's stream of events tells it: news to act on only after a light
/// client has checked it.
///
/// On the wire it is a server-sent event: `event: block`, `id:` the height, `data:` the JSON object of
/// {@link #toJson} on one line. A client that names the last height it saw in `Last-Event-ID` is told
/// the blocks after it, as far as the node still has them.
///
/// @param transactions the block's transactions and what became of each, in order
public record BlockEvent(
        long height,
        BlockHash hash,
        long epoch,
        long timestampMillis,
        ActorId proposer,
        List<TransactionEvent> transactions) {
    /// The name of the server-sent event.
    public static final String NAME = "block";

    /// The longest event line there is.
    public static final int LINE_BYTES_MAX = 4 << 20;

    /// A transaction of the block.
    ///
    /// @param outcome {@link network.cairn.client.ledger.Outcome#code()}
    public record TransactionEvent(TransactionId id, int outcome) {}

    public BlockEvent {
        transactions = List.copyOf(transactions);
        if (transactions.size() > Block.TRANSACTIONS_MAX) {
            throw new IllegalArgumentException(
                    "a block has at most " + Block.TRANSACTIONS_MAX + " transactions, not " + transactions.size());
        }
    }

    /// The JSON object on one line, as {@link #toJson} describes it.
    public String toJsonLine() {
        return toJson().encode();
    }

    /// `{"height": 7, "hash": "…", "epoch": 0, "timestampMillis": …, "proposer": "cairn1…",
    /// "transactions": [{"id": "…", "outcome": 0}]}`.
    public JsonObject toJson() {
        var array = new JsonArray();
        for (TransactionEvent transaction : transactions) {
            array.add(new JsonObject().put("id", transaction.id().toHex()).put("outcome", transaction.outcome()));
        }
        return new JsonObject()
                .put("height", height)
                .put("hash", hash.toHex())
                .put("epoch", epoch)
                .put("timestampMillis", timestampMillis)
                .put("proposer", proposer.toString())
                .put("transactions", array);
    }

    public static BlockEvent fromJson(String json) throws CodecException {
        try {
            var object = new JsonObject(json);
            var transactions = new ArrayList<TransactionEvent>();
            var array = require(object.getJsonArray("transactions"), "transactions");
            for (int i = 0; i < array.size(); i++) {
                var transaction = require(array.getJsonObject(i), "transaction");
                transactions.add(new TransactionEvent(
                        TransactionId.fromHex(require(transaction.getString("id"), "id")),
                        require(transaction.getInteger("outcome"), "outcome")));
            }
            return new BlockEvent(
                    require(object.getLong("height"), "height"),
                    BlockHash.fromHex(require(object.getString("hash"), "hash")),
                    require(object.getLong("epoch"), "epoch"),
                    require(object.getLong("timestampMillis"), "timestampMillis"),
                    ActorId.parse(require(object.getString("proposer"), "proposer")),
                    transactions);
        } catch (DecodeException | ClassCastException | IllegalArgumentException e) {
            throw new CodecException("not an event of a block: " + e.getMessage(), e);
        }
    }

    private static <T> T require(@Nullable T value, String field) throws CodecException {
        if (value == null) {
            throw new CodecException("an event of a block has no " + field);
        }
        return value;
    }
}
