package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Signature;

/// A quorum's signatures over one vote: a notarization, a nullification or a finalization.
///
/// @param vote what was voted
/// @param signers the places of the signers in the round's validator set, as a bitmap
/// @param signatures one for each bit that is set, in order
public record Certificate(Vote vote, BitSet signers, List<Signature> signatures) {
    public static final int ENCODED_BYTES_MAX = 8 << 10;

    private static final int VOTE_BYTES_MAX = 64;
    private static final int BITMAP_BYTES_MAX = (ValidatorSet.MEMBERS_MAX + 7) / 8;

    public Certificate {
        signers = (BitSet) signers.clone();
        signatures = List.copyOf(signatures);
        if (signers.length() > ValidatorSet.MEMBERS_MAX) {
            throw new IllegalArgumentException("a certificate has at most " + ValidatorSet.MEMBERS_MAX + " signers");
        }
        if (signers.cardinality() != signatures.size()) {
            throw new IllegalArgumentException(
                    "a certificate of " + signers.cardinality() + " signers has " + signatures.size() + " signatures");
        }
    }

    /// A copy of the bitmap.
    @Override
    public BitSet signers() {
        return (BitSet) signers.clone();
    }

    /// The certificate these votes make.
    ///
    /// @param signatures of the same vote, by validator; those of no member are left out
    public static Certificate of(Vote vote, ValidatorSet set, Map<ActorId, Signature> signatures) {
        var byPlace = new TreeMap<Integer, Signature>();
        signatures.forEach(
                (validator, signature) -> set.position(validator).ifPresent(place -> byPlace.put(place, signature)));
        var signers = new BitSet();
        byPlace.keySet().forEach(signers::set);
        return new Certificate(vote, signers, List.copyOf(byPlace.values()));
    }

    /// Whether it holds: its signers are of this set and a quorum of it, and every signature is right.
    /// The power is counted before any signature is checked.
    public boolean holds(ChainId chain, ValidatorSet set, SignatureVerifier verifier) {
        if (signers.length() > set.size()) {
            return false;
        }
        long power = signers.stream()
                .mapToLong(place -> set.members().get(place).power())
                .sum();
        if (!set.isQuorum(power)) {
            return false;
        }
        byte[] signed = vote.signedBytes(chain);
        int next = 0;
        for (int place = signers.nextSetBit(0); place >= 0; place = signers.nextSetBit(place + 1)) {
            if (!verifier.verify(set.members().get(place).key(), signed, signatures.get(next++))) {
                return false;
            }
        }
        return true;
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().bytes(vote.encode()).bytes(signers.toByteArray());
        signatures.forEach(writer::id);
        return writer.toBytes();
    }

    public static Certificate decode(byte[] encoded) throws CodecException {
        return read(new CanonicalReader(encoded));
    }

    /// Reads a certificate that is all there is left to read.
    static Certificate read(CanonicalReader reader) throws CodecException {
        var vote = Vote.decode(reader.bytes(VOTE_BYTES_MAX, "certificate's vote"));
        byte[] bitmap = reader.bytes(BITMAP_BYTES_MAX, "certificate's signers");
        if (bitmap.length > 0 && bitmap[bitmap.length - 1] == 0) {
            throw new CodecException("a certificate's bitmap ends with an empty byte");
        }
        var signers = BitSet.valueOf(bitmap);
        var signatures = new ArrayList<Signature>();
        for (int i = signers.cardinality(); i > 0; i--) {
            signatures.add(Signature.of(reader.fixed(Signature.LENGTH_BYTES, "certificate's signature")));
        }
        reader.end();
        return LedgerDomain.checked("certificate", () -> new Certificate(vote, signers, signatures));
    }
}
