package network.cairn.chain;

import java.util.Optional;
import network.cairn.chain.mempool.AccountBook;
import network.cairn.chain.state.Ledger;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// The accounts as the ledger has them.
record LedgerAccounts(Ledger ledger) implements AccountBook {
    @Override
    public Account account(ActorId id) {
        byte[] record = ledger.get(StateKey.account(id));
        if (record == null) {
            return Account.EMPTY;
        }
        try {
            return Account.decode(record);
        } catch (CodecException e) {
            throw new IllegalStateException("the state's record of account " + id + " is damaged", e);
        }
    }

    @Override
    public Optional<Rejection> check(Transaction transaction, int pendingBefore) {
        return ledger.check(transaction, pendingBefore);
    }
}
