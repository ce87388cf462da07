package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Stands for the validator set, anew after a time in jail, or with a new endpoint or commission: from
/// the epoch after next the candidates with the most stake are in it.
///
/// @param endpoint where the other validators reach it
/// @param commissionBasisPoints what it keeps of its delegators' rewards, in hundredths of a percent, 0
///     .. 10,000
public record JoinValidators(Endpoint endpoint, int commissionBasisPoints) implements TransactionBody {
    static final int CODE = 7;
    public static final int BASIS_POINTS = 10_000;

    public JoinValidators {
        checkCommission(commissionBasisPoints);
    }

    static void checkCommission(int basisPoints) {
        if (basisPoints < 0 || basisPoints > BASIS_POINTS) {
            throw new IllegalArgumentException(
                    "a commission is in 0 .. " + BASIS_POINTS + " basis points, not " + basisPoints);
        }
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        endpoint.write(writer);
        writer.u16(commissionBasisPoints);
    }

    static JoinValidators read(CanonicalReader reader) throws CodecException {
        var endpoint = Endpoint.read(reader, "validator endpoint");
        int commission = reader.u16("validator commission");
        return LedgerDomain.checked("validator commission", () -> new JoinValidators(endpoint, commission));
    }
}
