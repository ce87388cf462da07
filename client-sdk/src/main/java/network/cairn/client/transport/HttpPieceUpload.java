package network.cairn.client.transport;

import java.time.Duration;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;

/// A piece on its way to a node as the body of one PUT.
final class HttpPieceUpload implements StorageNode.PieceUpload {
    private static final int RECEIPT_BYTES_MAX = 1024;

    private final Exchange exchange;
    private final ActorId node;
    private final PublicIdentity client;
    private final PieceId piece;
    private final long lengthBytes;
    private final Duration stallTimeout;
    private long sentBytes;

    HttpPieceUpload(
            Exchange exchange,
            ActorId node,
            PublicIdentity client,
            PieceId piece,
            long lengthBytes,
            Duration stallTimeout) {
        this.exchange = exchange;
        this.node = node;
        this.client = client;
        this.piece = piece;
        this.lengthBytes = lengthBytes;
        this.stallTimeout = stallTimeout;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws NodeException, InterruptedException {
        if (length > lengthBytes - sentBytes) {
            throw new IllegalArgumentException((sentBytes + length) + " bytes for a piece of " + lengthBytes);
        }
        exchange.send(bytes, offset, length);
        sentBytes += length;
    }

    @Override
    public PieceReceipt finish() throws NodeException, InterruptedException {
        if (sentBytes != lengthBytes) {
            throw new IllegalStateException(sentBytes + " bytes of a piece of " + lengthBytes + " were written");
        }
        exchange.endBody();
        Exchange.Answer answer = exchange.answer(stallTimeout);
        byte[] encoded = exchange.readAll(answer, RECEIPT_BYTES_MAX, stallTimeout);
        if (answer.status() != 201) {
            throw exchange.violation("status " + answer.status() + " for a stored piece");
        }
        PieceReceipt receipt;
        try {
            receipt = PieceReceipt.decode(encoded);
        } catch (CodecException e) {
            throw exchange.violation("no receipt: " + e.getMessage());
        }
        check(receipt);
        return receipt;
    }

    private void check(PieceReceipt receipt) throws NodeException {
        if (!receipt.node().id().equals(node) || !receipt.client().equals(client.id())) {
            throw exchange.violation("a receipt by " + receipt.node() + " for " + receipt.client());
        }
        if (!receipt.piece().equals(piece) || receipt.lengthBytes() != lengthBytes) {
            throw exchange.violation("a receipt for piece " + receipt.piece() + " of " + receipt.lengthBytes()
                    + " bytes instead of " + piece + " of " + lengthBytes);
        }
        if (!receipt.isSignedByItsNode()) {
            throw exchange.violation("a receipt with a wrong signature");
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}
