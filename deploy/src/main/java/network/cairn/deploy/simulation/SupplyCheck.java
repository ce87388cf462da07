package network.cairn.deploy.simulation;

import network.cairn.chain.state.LedgerStore;
import network.cairn.chain.state.StorageTotals;
import network.cairn.chain.state.Tables;
import network.cairn.chain.state.Totals;
import network.cairn.chain.state.Unbonding;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Validator;
import network.cairn.proofs.codec.CodecException;

/// Counts all the money there is from a ledger's records, without the state machine's help: what accounts hold,
/// what is staked, what is leaving stake, what is in deals, channels and providers' accounts, the repair fund, fees
/// not shared out, and what was burned.
final class SupplyCheck {
    private static final int ACCOUNTS = 1;
    private static final int VALIDATORS = 3;
    private static final int TOTALS = Tables.totals().toBytes()[0];
    private static final int UNBONDING = Tables.unbonding(0).toBytes()[0];
    private static final int DEALS = 32;
    private static final int PROVIDER_ACCOUNTS = 33;
    private static final int CHANNELS = 34;
    private static final int STORAGE_TOTALS = Tables.storageTotals().toBytes()[0];

    private Amount total = Amount.ZERO;

    private SupplyCheck() {}

    static Amount total(LedgerStore ledger) {
        var check = new SupplyCheck();
        ledger.forEachRecord(check::add);
        return check.total;
    }

    private void add(StateKey key, byte[] value) {
        try {
            total = total.plusExact(money(key, value));
        } catch (CodecException | ArithmeticException e) {
            throw new SimulationFailure("the state's money cannot be counted: " + e.getMessage(), e);
        }
    }

    private static Amount money(StateKey key, byte[] value) throws CodecException {
        int table = key.toBytes()[0];
        if (table == ACCOUNTS) {
            return Account.decode(value).balance();
        }
        if (table == VALIDATORS) {
            return Validator.decode(value).stake();
        }
        if (table == UNBONDING) {
            return Unbonding.decode(value).amount();
        }
        if (table == TOTALS) {
            var totals = Totals.decode(value);
            return totals.feePool().plusExact(totals.burned());
        }
        if (table == DEALS) {
            return Deal.decode(value).money();
        }
        if (table == PROVIDER_ACCOUNTS) {
            return ProviderAccount.decode(value).total();
        }
        if (table == CHANNELS) {
            return Channel.decode(value).left();
        }
        if (table == STORAGE_TOTALS) {
            return StorageTotals.decode(value).repairFund();
        }
        return Amount.ZERO;
    }
}
