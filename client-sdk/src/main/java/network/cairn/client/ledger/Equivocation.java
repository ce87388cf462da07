package network.cairn.client.ledger;

import java.util.Arrays;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;

/// Two votes of one validator in one round that contradict each other: two notarizes or two finalizes
/// that differ, or a nullify and a finalize.
///
/// A notarize and a nullify do not: a validator may notarize and then see its timer fire. Nor do a
/// notarize of one block and a finalize of another: where the leader proposed two, it may see the other
/// one notarized.
///
/// @param first the one whose encoding comes first in the order of unsigned bytes, so that one pair has
///     one encoding
public record Equivocation(SignedVote first, SignedVote second) {
    public Equivocation {
        if (!first.validator().equals(second.validator())) {
            throw new IllegalArgumentException("the votes are of two validators");
        }
        if (!contradict(first.vote(), second.vote())) {
            throw new IllegalArgumentException("the votes do not contradict each other");
        }
        if (Arrays.compareUnsigned(first.encode(), second.encode()) >= 0) {
            throw new IllegalArgumentException("the votes are not in the order of their encodings");
        }
    }

    /// The evidence that these two votes are, in the order it needs.
    ///
    /// @throws IllegalArgumentException unless they are of one validator and contradict each other
    public static Equivocation of(SignedVote one, SignedVote other) {
        return Arrays.compareUnsigned(one.encode(), other.encode()) < 0
                ? new Equivocation(one, other)
                : new Equivocation(other, one);
    }

    /// Whether no honest validator signs both of these.
    public static boolean contradict(Vote one, Vote other) {
        if (!one.round().equals(other.round())) {
            return false;
        }
        return switch (one) {
            case Vote.Notarize _ -> other instanceof Vote.Notarize && !other.equals(one);
            case Vote.Nullify _ -> other instanceof Vote.Finalize;
            case Vote.Finalize _ ->
                other instanceof Vote.Nullify || (other instanceof Vote.Finalize && !other.equals(one));
        };
    }

    public boolean isSignedWith(PublicIdentity key, ChainId chain, SignatureVerifier verifier) {
        return first.isSignedWith(key, chain, verifier) && second.isSignedWith(key, chain, verifier);
    }

    void write(CanonicalWriter writer) {
        first.write(writer);
        second.write(writer);
    }

    static Equivocation read(CanonicalReader reader) throws CodecException {
        var first = SignedVote.read(reader);
        var second = SignedVote.read(reader);
        return LedgerDomain.checked("evidence", () -> new Equivocation(first, second));
    }
}
