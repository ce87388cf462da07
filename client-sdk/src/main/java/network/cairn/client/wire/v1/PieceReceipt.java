package network.cairn.client.wire.v1;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.Signature;

/// A node's signed word that it has a piece on disk.
///
/// @param node the public key of the node that signs
/// @param client the client whose order it filled
/// @param storedAt when, to the millisecond
public record PieceReceipt(
        PublicIdentity node,
        ActorId client,
        PieceId piece,
        long lengthBytes,
        PieceRoot root,
        Instant storedAt,
        Signature signature) {
    private static final byte[] DOMAIN = Domains.of("cairn.receipt.v1");

    public PieceReceipt {
        storedAt = storedAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /// The receipt, signed by the node.
    public static PieceReceipt sign(
            Identity node, ActorId client, PieceId piece, long lengthBytes, PieceRoot root, Instant storedAt) {
        byte[] body = body(node.publicIdentity(), client, piece, lengthBytes, root, storedAt);
        return new PieceReceipt(
                node.publicIdentity(),
                client,
                piece,
                lengthBytes,
                root,
                storedAt,
                node.sign(Domains.join(DOMAIN, body)));
    }

    public boolean isSignedByItsNode() {
        byte[] body = body(node, client, piece, lengthBytes, root, storedAt);
        return node.verify(Domains.join(DOMAIN, body), signature);
    }

    public byte[] encode() {
        return new CanonicalWriter()
                .fixed(body(node, client, piece, lengthBytes, root, storedAt))
                .id(signature)
                .toBytes();
    }

    public static PieceReceipt decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var receipt = new PieceReceipt(
                Domains.publicIdentity(reader, "receipt node"),
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "receipt client")),
                PieceId.of(reader.fixed(PieceId.LENGTH_BYTES, "receipt piece")),
                reader.u64("receipt length"),
                PieceRoot.of(reader.fixed(PieceRoot.LENGTH_BYTES, "receipt root")),
                Domains.instant(reader, "receipt time"),
                Signature.of(reader.fixed(Signature.LENGTH_BYTES, "receipt signature")));
        reader.end();
        return receipt;
    }

    private static byte[] body(
            PublicIdentity node, ActorId client, PieceId piece, long lengthBytes, PieceRoot root, Instant storedAt) {
        return new CanonicalWriter()
                .fixed(node.toBytes())
                .id(client)
                .id(piece)
                .u64(lengthBytes)
                .id(root)
                .u64(storedAt.toEpochMilli())
                .toBytes();
    }
}
