package network.cairn.client.ledger;

import network.cairn.proofs.codec.CanonicalWriter;

/// Stands for the validator set no longer. The sets already chosen stand: it serves to the end of the
/// next epoch.
public record LeaveValidators() implements TransactionBody {
    static final int CODE = 8;

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        // The sender is all there is to say.
    }
}
