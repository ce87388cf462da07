package network.cairn.client.receipt;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.tree.StateProof;

/// A record of the ledger's state in a receipt, or its absence.
///
/// @param header which of the receipt's headers it is proven against, from 0
/// @param key which record
/// @param value its bytes, at most {@value #VALUE_BYTES_MAX}; empty where the state has none
/// @param proof of either, under that header's state root
record ReceiptRecord(int header, StateKey key, Optional<byte[]> value, StateProof proof) {
    /// More than the longest of the records a receipt is made of, a provider's terms.
    static final int VALUE_BYTES_MAX = 4 << 10;

    ReceiptRecord {
        value = value.map(byte[]::clone);
        if (header < 0) {
            throw new IllegalArgumentException("a receipt has no header " + header);
        }
        if (value.isPresent() && value.get().length > VALUE_BYTES_MAX) {
            throw new IllegalArgumentException("record " + key + " is longer than " + VALUE_BYTES_MAX + " bytes");
        }
    }

    /// A copy of the value.
    @Override
    public Optional<byte[]> value() {
        return value.map(byte[]::clone);
    }

    void write(CanonicalWriter writer) {
        writer.u16(header).bytes(key.toBytes()).bool(value.isPresent());
        value.ifPresent(writer::bytes);
        writer.bytes(proof.encode());
    }

    static ReceiptRecord read(CanonicalReader reader) throws CodecException {
        int header = reader.u16("record's header");
        var key = StateKey.ofBytes(reader.bytes(StateKey.LENGTH_BYTES_MAX, "record's key"));
        Optional<byte[]> value = reader.bool("record is there")
                ? Optional.of(reader.bytes(VALUE_BYTES_MAX, "record"))
                : Optional.empty();
        var proof = StateProof.decode(reader.bytes(StateProof.ENCODED_BYTES_MAX, "record's proof"));
        return new ReceiptRecord(header, key, value, proof);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ReceiptRecord that
                && header == that.header
                && key.equals(that.key)
                && Arrays.equals(value.orElse(null), that.value.orElse(null))
                && proof.equals(that.proof);
    }

    @Override
    public int hashCode() {
        return key.hashCode() * 31 + header;
    }
}
