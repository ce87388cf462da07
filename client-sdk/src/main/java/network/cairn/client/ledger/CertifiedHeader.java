package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A header and why it is final: a finalization of it, or of a descendant, and then the headers in between.
///
/// That the headers follow one another and that the certificate names the last of them is checked by
/// construction; that the certificate holds is {@link #isFinalBy}'s to check.
///
/// @param header the header
/// @param descendants its child, that one's child and so on, up to the one the certificate is for; none
///     where it is for the header itself
/// @param finalization a certificate over a {@link Vote.Finalize}
public record CertifiedHeader(BlockHeader header, List<BlockHeader> descendants, Certificate finalization) {
    public static final int DESCENDANTS_MAX = 1024;
    public static final int ENCODED_BYTES_MAX =
            8 + (DESCENDANTS_MAX + 1) * (4 + BlockHeader.ENCODED_BYTES_MAX) + 4 + Certificate.ENCODED_BYTES_MAX;

    public CertifiedHeader {
        descendants = List.copyOf(descendants);
        if (descendants.size() > DESCENDANTS_MAX) {
            throw new IllegalArgumentException("a certified header has at most " + DESCENDANTS_MAX
                    + " descendants with it, not " + descendants.size());
        }
        BlockHeader last = header;
        for (BlockHeader next : descendants) {
            if (!next.follows(last)) {
                throw new IllegalArgumentException(
                        "header " + next.height() + " does not follow header " + last.height());
            }
            last = next;
        }
        if (!(finalization.vote() instanceof Vote.Finalize vote)
                || !vote.block().equals(last.hash())) {
            throw new IllegalArgumentException("the certificate does not finalise header " + last.height());
        }
        if (vote.round().epoch() != last.epoch()) {
            throw new IllegalArgumentException("the certificate is of epoch "
                    + vote.round().epoch() + ", header " + last.height() + " of epoch " + last.epoch());
        }
    }

    /// A header that the certificate itself is for.
    public static CertifiedHeader of(BlockHeader header, Certificate finalization) {
        return new CertifiedHeader(header, List.of(), finalization);
    }

    /// The header that the certificate is for.
    public BlockHeader certified() {
        return descendants.isEmpty() ? header : descendants.getLast();
    }

    /// Whether this set, and no other, has made it final.
    public boolean isFinalBy(ValidatorSet set, SignatureVerifier verifier) {
        return certified().validators().equals(set.digest())
                && finalization.holds(certified().chain(), set, verifier);
    }

    public byte[] encode() {
        var writer = new CanonicalWriter();
        write(writer);
        return writer.toBytes();
    }

    void write(CanonicalWriter writer) {
        writer.bytes(header.encode()).u32(descendants.size());
        descendants.forEach(next -> writer.bytes(next.encode()));
        writer.bytes(finalization.encode());
    }

    public static CertifiedHeader decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var decoded = read(reader);
        reader.end();
        return decoded;
    }

    static CertifiedHeader read(CanonicalReader reader) throws CodecException {
        var header = readHeader(reader);
        int count = reader.count(DESCENDANTS_MAX, "descendants");
        var descendants = new ArrayList<BlockHeader>();
        for (int i = 0; i < count; i++) {
            descendants.add(readHeader(reader));
        }
        var finalization = Certificate.read(reader.nested(Certificate.ENCODED_BYTES_MAX, "finalization"));
        return LedgerDomain.checked("certified header", () -> new CertifiedHeader(header, descendants, finalization));
    }

    private static BlockHeader readHeader(CanonicalReader reader) throws CodecException {
        return BlockHeader.read(reader.nested(BlockHeader.ENCODED_BYTES_MAX, "header"));
    }
}
