package network.cairn.client.ledger;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.tree.StateProof;

/// A record of the state, or its absence, with the proof of it under a header's state root, as a node
/// answers it. Nothing about it has been checked.
///
/// @param header the header whose {@link BlockHeader#state()} the proof leads to
/// @param finalization a certificate over a {@link Vote.Finalize} of that header; empty only for genesis
/// @param value the record's bytes; empty where there is none
public record ProvenRecord(
        BlockHeader header, Optional<Certificate> finalization, Optional<byte[]> value, StateProof proof) {
    public static final int VALUE_BYTES_MAX = 1 << 20;
    public static final int ENCODED_BYTES_MAX = VALUE_BYTES_MAX
            + BlockHeader.ENCODED_BYTES_MAX
            + Certificate.ENCODED_BYTES_MAX
            + StateProof.ENCODED_BYTES_MAX
            + 18;

    public ProvenRecord {
        value = value.map(byte[]::clone);
        if (value.isPresent() && value.get().length > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a record is at most " + VALUE_BYTES_MAX + " bytes, not " + value.get().length);
        }
        if (finalization.isEmpty() != (header.height() == 0)) {
            throw new IllegalArgumentException("every header but genesis' has a certificate, of height "
                    + header.height() + ": " + finalization.isPresent());
        }
    }

    /// A copy of the value.
    @Override
    public Optional<byte[]> value() {
        return value.map(byte[]::clone);
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().bytes(header.encode()).bool(finalization.isPresent());
        finalization.ifPresent(certificate -> writer.bytes(certificate.encode()));
        writer.bool(value.isPresent());
        value.ifPresent(writer::bytes);
        return writer.bytes(proof.encode()).toBytes();
    }

    public static ProvenRecord decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var header = BlockHeader.read(reader.nested(BlockHeader.ENCODED_BYTES_MAX, "header"));
        Optional<Certificate> finalization = reader.bool("record has a certificate")
                ? Optional.of(Certificate.read(reader.nested(Certificate.ENCODED_BYTES_MAX, "finalization")))
                : Optional.empty();
        Optional<byte[]> value = reader.bool("record is there")
                ? Optional.of(reader.bytes(VALUE_BYTES_MAX, "record"))
                : Optional.empty();
        var proof = StateProof.decode(reader.bytes(StateProof.ENCODED_BYTES_MAX, "proof"));
        reader.end();
        return LedgerDomain.checked("proven record", () -> new ProvenRecord(header, finalization, value, proof));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProvenRecord that
                && header.equals(that.header)
                && finalization.equals(that.finalization)
                && Arrays.equals(value.orElse(null), that.value.orElse(null))
                && proof.equals(that.proof);
    }

    @Override
    public int hashCode() {
        return header.hashCode() * 31 + proof.hashCode();
    }
}
