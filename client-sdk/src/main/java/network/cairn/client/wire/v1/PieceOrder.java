package network.cairn.client.wire.v1;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Nonce;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.Signature;

/// A client's signed leave for one operation on one piece at one node, once, until it expires.
///
/// @param operation what is allowed
/// @param node the node it is for
/// @param client the public key of the client that signs
/// @param piece the piece it is for
/// @param offset first byte of a GET or PROVE, 0 otherwise
/// @param lengthBytes bytes of a PUT, or of the range of a GET or PROVE; 0 otherwise
/// @param issuedAt when it was signed, to the millisecond
/// @param expiresAt from when it is void
/// @param nonce 16 random bytes that make it unique
public record PieceOrder(
        PieceOperation operation,
        ActorId node,
        PublicIdentity client,
        PieceId piece,
        long offset,
        long lengthBytes,
        Instant issuedAt,
        Instant expiresAt,
        Nonce nonce,
        Signature signature) {
    private static final byte[] DOMAIN = Domains.of("cairn.order.v1");

    public PieceOrder {
        issuedAt = issuedAt.truncatedTo(ChronoUnit.MILLIS);
        expiresAt = expiresAt.truncatedTo(ChronoUnit.MILLIS);
    }

    /// The order, signed by the client.
    public static PieceOrder sign(
            Identity client,
            PieceOperation operation,
            ActorId node,
            PieceId piece,
            long offset,
            long lengthBytes,
            Instant issuedAt,
            Instant expiresAt,
            Nonce nonce) {
        var unsigned = new PieceOrder(
                operation,
                node,
                client.publicIdentity(),
                piece,
                offset,
                lengthBytes,
                issuedAt,
                expiresAt,
                nonce,
                Signature.of(new byte[Signature.LENGTH_BYTES]));
        return new PieceOrder(
                operation,
                node,
                client.publicIdentity(),
                piece,
                offset,
                lengthBytes,
                issuedAt,
                expiresAt,
                nonce,
                client.sign(Domains.join(DOMAIN, unsigned.body())));
    }

    public boolean isSignedByItsClient() {
        return client.verify(Domains.join(DOMAIN, body()), signature);
    }

    public byte[] encode() {
        return new CanonicalWriter().fixed(body()).id(signature).toBytes();
    }

    public static PieceOrder decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var order = new PieceOrder(
                operation(reader.u8("operation")),
                ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "order node")),
                Domains.publicIdentity(reader, "order client"),
                PieceId.of(reader.fixed(PieceId.LENGTH_BYTES, "order piece")),
                reader.u64("order offset"),
                reader.u64("order length"),
                Domains.instant(reader, "order issue time"),
                Domains.instant(reader, "order expiry"),
                Nonce.of(reader.fixed(Nonce.LENGTH_BYTES, "order nonce")),
                Signature.of(reader.fixed(Signature.LENGTH_BYTES, "order signature")));
        reader.end();
        return order;
    }

    private static PieceOperation operation(int code) throws CodecException {
        for (PieceOperation operation : PieceOperation.values()) {
            if (operation.code() == code) {
                return operation;
            }
        }
        throw new CodecException("there is no piece operation " + code);
    }

    private byte[] body() {
        return new CanonicalWriter()
                .u8(operation.code())
                .id(node)
                .fixed(client.toBytes())
                .id(piece)
                .u64(offset)
                .u64(lengthBytes)
                .u64(issuedAt.toEpochMilli())
                .u64(expiresAt.toEpochMilli())
                .id(nonce)
                .toBytes();
    }
}
