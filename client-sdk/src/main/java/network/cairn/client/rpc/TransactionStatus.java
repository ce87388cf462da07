package network.cairn.client.rpc;

import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What a node knows of a transaction. One it does not know is 404.
public sealed interface TransactionStatus {
    int ENCODED_BYTES_MAX = 1 + 4 + TransactionInclusion.ENCODED_BYTES_MAX;

    /// It waits in the node's mempool.
    record Pending() implements TransactionStatus {}

    /// It is in a final block.
    record Final(TransactionInclusion inclusion) implements TransactionStatus {}

    /// A byte, 1 where it is final, and then the inclusion.
    default byte[] encode() {
        return switch (this) {
            case Pending() -> new CanonicalWriter().bool(false).toBytes();
            case Final(var inclusion) ->
                new CanonicalWriter().bool(true).bytes(inclusion.encode()).toBytes();
        };
    }

    static TransactionStatus decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        TransactionStatus status = reader.bool("transaction is final")
                ? new Final(TransactionInclusion.decode(
                        reader.bytes(TransactionInclusion.ENCODED_BYTES_MAX, "transaction's inclusion")))
                : new Pending();
        reader.end();
        return status;
    }
}
