package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Which of {@value #EPOCHS} epochs a provider has proven.
///
/// @param bits the lowest stands for the first of them
public record ProvenEpochs(long bits) {
    /// Epochs in one record: as many as a canonical number has bits for, but for three.
    public static final int EPOCHS = 60;

    /// None of them.
    public static final ProvenEpochs NONE = new ProvenEpochs(0);

    /// The number of the record an epoch is in.
    public static long era(long epoch) {
        return epoch / EPOCHS;
    }

    /// Whether an epoch of this record is proven.
    public boolean has(long epoch) {
        return (bits >> (epoch % EPOCHS) & 1) == 1;
    }

    public ProvenEpochs with(long epoch) {
        return new ProvenEpochs(bits | 1L << (epoch % EPOCHS));
    }

    public byte[] encode() {
        return new CanonicalWriter().u64(bits).toBytes();
    }

    public static ProvenEpochs decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var proven = new ProvenEpochs(reader.u64("proven epochs"));
        reader.end();
        return proven;
    }
}
