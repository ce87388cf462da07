package network.cairn.deploy.simulation;

import java.util.Arrays;
import network.cairn.chain.state.Tables;
import network.cairn.chain.state.Totals;
import network.cairn.chain.state.Unbonding;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Validator;
import network.cairn.proofs.codec.CodecException;

/// Counts all the money there is from the records of a ledger's store, without the state machine's help:
/// what accounts hold, what is staked, what is leaving stake, fees not shared out, and what was burned.
final class SupplyCheck {
    /// The rows of records start with this; then comes the length of the key, the key and the record.
    private static final byte[] RECORDS_FROM = {'r'};

    private static final byte[] RECORDS_TO = {'r' + 1};
    private static final int ACCOUNTS = 1;
    private static final int VALIDATORS = 3;
    private static final int TOTALS = Tables.totals().toBytes()[0];
    private static final int UNBONDING = Tables.unbonding(0).toBytes()[0];

    private SupplyCheck() {}

    static Amount total(KeyValueStore store) {
        Amount total = Amount.ZERO;
        try (var rows = store.scan(RECORDS_FROM, RECORDS_TO)) {
            while (rows.hasNext()) {
                byte[] row = rows.next().value();
                int keyEnd = 1 + (row[0] & 0xff);
                var key = StateKey.ofBytes(Arrays.copyOfRange(row, 1, keyEnd));
                total = total.plusExact(money(key, Arrays.copyOfRange(row, keyEnd, row.length)));
            }
        } catch (CodecException | ArithmeticException e) {
            throw new SimulationFailure("the state's money cannot be counted: " + e.getMessage(), e);
        }
        return total;
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
        return Amount.ZERO;
    }
}
