package network.cairn.client.deal;

import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.PieceId;

/// What a provider answers to a proposal or an acceptance.
public sealed interface RevisionAnswer {
    /// The most bytes of an encoded answer.
    int ENCODED_BYTES_MAX = RevisionOffer.ENCODED_BYTES_MAX + 16;

    /// It has signed this, and waits for the client's signature.
    record Offered(RevisionOffer offer) implements RevisionAnswer {}

    /// Both have signed this, and it is what the provider holds.
    record Settled(SignedRevision agreed) implements RevisionAnswer {}

    /// It does not do it.
    ///
    /// @param detail what was wrong, with the value
    /// @param piece the piece that is in the way, where it is one
    record Refused(Reason reason, String detail, Optional<PieceId> piece) implements RevisionAnswer {
        static final int DETAIL_BYTES_MAX = 512;

        public Refused {
            detail = detail.length() <= DETAIL_BYTES_MAX / 4 ? detail : detail.substring(0, DETAIL_BYTES_MAX / 4);
        }
    }

    /// Why a provider refuses.
    enum Reason {
        /// The deal is another, or not one of this provider's.
        WRONG_DEAL(1),
        /// The client starts from a revision that a later one has replaced.
        STALE(2),
        /// The provider has never heard of the revision, or let its offer of it lapse.
        UNKNOWN_REVISION(3),
        /// The provider has signed another revision, which the client may still bring to the ledger.
        OFFER_PENDING(4),
        /// A piece that is to go is not there.
        NO_SUCH_PIECE(5),
        /// A piece is named twice, or is there already, or in another deal.
        PIECE_TWICE(6),
        /// The client's signature is not right.
        WRONG_SIGNATURE(7),
        /// A piece that is to come is not on the provider's disk, or has another length or root there.
        PIECE_NOT_STORED(8);

        private final int code;

        Reason(int code) {
            this.code = code;
        }

        /// Its byte on the wire, never reused.
        int code() {
            return code;
        }

        static Reason ofCode(int code) throws CodecException {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return reason;
                }
            }
            throw new CodecException("there is no reason " + code);
        }
    }

    /// A byte that says which, and its fields.
    default byte[] encode() {
        var writer = new CanonicalWriter();
        switch (this) {
            case Offered(var offer) -> writer.u8(1).bytes(offer.encode());
            case Settled(var agreed) -> {
                writer.u8(2);
                agreed.write(writer);
            }
            case Refused(var reason, var detail, var piece) -> {
                writer.u8(3).u8(reason.code()).text(detail).bool(piece.isPresent());
                piece.ifPresent(writer::id);
            }
        }
        return writer.toBytes();
    }

    /// @throws CodecException if the bytes are no answer
    static RevisionAnswer decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int kind = reader.u8("answer");
        RevisionAnswer answer = switch (kind) {
            case 1 -> new Offered(RevisionOffer.decode(reader.bytes(RevisionOffer.ENCODED_BYTES_MAX, "offer")));
            case 2 -> new Settled(SignedRevision.read(reader));
            case 3 -> refused(reader);
            default -> throw new CodecException("there is no answer of kind " + kind);
        };
        reader.end();
        return answer;
    }

    private static Refused refused(CanonicalReader reader) throws CodecException {
        Reason reason = Reason.ofCode(reader.u8("reason"));
        String detail = reader.text(Refused.DETAIL_BYTES_MAX, "detail");
        if (detail.length() > Refused.DETAIL_BYTES_MAX / 4) {
            throw new CodecException("a detail of " + detail.length() + " characters, at most "
                    + Refused.DETAIL_BYTES_MAX / 4 + " are sent");
        }
        return new Refused(
                reason,
                detail,
                reader.bool("names a piece")
                        ? Optional.of(PieceId.of(reader.fixed(PieceId.LENGTH_BYTES, "piece")))
                        : Optional.empty());
    }
}
