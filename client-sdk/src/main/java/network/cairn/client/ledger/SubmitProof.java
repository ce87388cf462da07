package network.cairn.client.ledger;

import java.util.Arrays;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.EpochProof;

/// Shows that the sender, a provider, held at the end of an epoch all that its deals said: in the epoch after it.
///
/// @param epoch the epoch
/// @param proof a {@link network.cairn.proofs.deal.EpochProof}, at most {@link EpochProof#PROOF_BYTES_MAX} bytes
public record SubmitProof(long epoch, byte[] proof) implements StorageOrder {
    static final int CODE = 36;

    public SubmitProof {
        if (epoch < 0 || proof.length > EpochProof.PROOF_BYTES_MAX) {
            throw new IllegalArgumentException("a proof is of an epoch from 0 on and at most "
                    + EpochProof.PROOF_BYTES_MAX + " bytes, not of " + epoch + " and " + proof.length + " bytes");
        }
        proof = proof.clone();
    }

    @Override
    public byte[] proof() {
        return proof.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SubmitProof that && epoch == that.epoch && Arrays.equals(proof, that.proof);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(epoch) + Arrays.hashCode(proof);
    }

    @Override
    public String toString() {
        return "SubmitProof[epoch=" + epoch + ", proof=" + proof.length + " bytes]";
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.u64(epoch).bytes(proof);
    }

    static SubmitProof read(CanonicalReader reader) throws CodecException {
        return new SubmitProof(reader.u64("epoch"), reader.bytes(EpochProof.PROOF_BYTES_MAX, "proof"));
    }
}
