package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.proofs.id.ActorId;

/// One transaction's body being carried out, its fee already taken. A rule checks all it needs before it
/// changes anything: what it rejects has changed nothing.
///
/// @param sender its sender's key, which is not known to be of full order
/// @param nonce its own
record TransactionRun(
        WorkingState state, ChainParameters parameters, BlockContext block, PublicIdentity sender, long nonce) {
    ActorId senderId() {
        return sender.id();
    }

    static Optional<Rejection> rejected(Reason reason, String detail) {
        return Optional.of(new Rejection(reason, detail));
    }

    /// Why the sender cannot pay this amount for something; empty if it can.
    Optional<Rejection> cannotPay(Amount amount) {
        if (amount.isZero()) {
            return rejected(Reason.AMOUNT_TOO_SMALL, "an amount of nothing");
        }
        Amount balance = state.account(senderId()).balance();
        return balance.compareTo(amount) < 0
                ? rejected(Reason.BALANCE_TOO_LOW, amount + " units from an account with " + balance)
                : Optional.empty();
    }

    /// Takes from the sender what {@link #cannotPay} has found there.
    void pay(Amount amount) {
        Account account = state.account(senderId());
        state.put(senderId(), new Account(account.nonce(), account.balance().minusExact(amount)));
    }
}
