package network.cairn.client.ledger;

import java.util.Arrays;
import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.TransactionId;

/// That a transaction is in a final block, and what became of it, as a node answers it.
///
/// @param header the block's header and why it is final
/// @param proof the transaction's place in the block
/// @param outcomes one byte for each of the block's transactions, {@link Outcome#code()}
public record TransactionInclusion(CertifiedHeader header, TransactionProof proof, byte[] outcomes) {
    public static final int ENCODED_BYTES_MAX =
            CertifiedHeader.ENCODED_BYTES_MAX + TransactionProof.ENCODED_BYTES_MAX + 4 + Block.TRANSACTIONS_MAX;

    public TransactionInclusion {
        outcomes = outcomes.clone();
        if (outcomes.length != proof.count()) {
            throw new IllegalArgumentException(
                    "a block of " + proof.count() + " transactions has " + outcomes.length + " outcomes");
        }
    }

    /// A copy of the outcomes' codes.
    @Override
    public byte[] outcomes() {
        return outcomes.clone();
    }

    /// What became of the transaction: 0 where it was carried out, else a {@link Rejection.Reason#code()}.
    public int outcomeCode() {
        return outcomes[proof.index()] & 0xff;
    }

    /// Why it was charged and not carried out; empty where it was carried out, or where the code is of a
    /// later version of the ledger.
    public Optional<Rejection.Reason> rejection() {
        return Rejection.Reason.ofCode(outcomeCode());
    }

    /// Whether, given that its header is of the chain, this transaction is in the block and the outcomes
    /// are the block's.
    public boolean shows(TransactionId id) {
        return proof.shows(id, header.header().transactions())
                && Outcome.digestOfCodes(outcomes).equals(header.header().outcomes());
    }

    public byte[] encode() {
        var writer = new CanonicalWriter();
        header.write(writer);
        proof.write(writer);
        return writer.bytes(outcomes).toBytes();
    }

    public static TransactionInclusion decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var header = CertifiedHeader.read(reader);
        var proof = TransactionProof.read(reader);
        byte[] outcomes = reader.bytes(Block.TRANSACTIONS_MAX, "outcomes");
        reader.end();
        return LedgerDomain.checked("inclusion", () -> new TransactionInclusion(header, proof, outcomes));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TransactionInclusion that
                && header.equals(that.header)
                && proof.equals(that.proof)
                && Arrays.equals(outcomes, that.outcomes);
    }

    @Override
    public int hashCode() {
        return proof.hashCode();
    }
}
