package network.cairn.chain.state;

import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.codec.CanonicalWriter;

/// The keys of the records that are the ledger's own affair. Those of accounts, providers, validators,
/// delegations and of deals are {@link StateKey}'s.
public final class Tables {
    private static final int TOTALS = 5;
    private static final int CANDIDATES = 6;
    private static final int VALIDATOR_SET = 7;
    private static final int EPOCH = 8;
    private static final int UNBONDING = 9;
    private static final int STORAGE_TOTALS = 39;

    private Tables() {}

    /// The {@link Totals}, one record.
    public static StateKey totals() {
        return StateKey.of(TOTALS, new byte[0]);
    }

    /// The {@link Candidates}, one record.
    public static StateKey candidates() {
        return StateKey.of(CANDIDATES, new byte[0]);
    }

    /// The {@link network.cairn.client.ledger.ValidatorSet} of an epoch.
    public static StateKey validatorSet(long epoch) {
        return numbered(VALIDATOR_SET, epoch);
    }

    /// The {@link EpochRecord} of an epoch.
    public static StateKey epoch(long epoch) {
        return numbered(EPOCH, epoch);
    }

    /// An entry of the queue of {@link Unbonding} stake.
    public static StateKey unbonding(long number) {
        return numbered(UNBONDING, number);
    }

    /// The {@link StorageTotals}, one record.
    public static StateKey storageTotals() {
        return StateKey.of(STORAGE_TOTALS, new byte[0]);
    }

    private static StateKey numbered(int table, long number) {
        return StateKey.of(table, new CanonicalWriter().u64(number).toBytes());
    }
}
