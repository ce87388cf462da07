package network.cairn.deploy.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.light.TransactionResult;
import network.cairn.deploy.chain.ChainAccess;
import network.cairn.deploy.chain.LedgerRecords;
import network.cairn.deploy.config.Credits;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// An account on the chain that something else may use at the same time, as a running node uses its own.
///
/// Where both give an order with one nonce, only one is carried out. An order from here that was not is given again
/// with the next nonce. What is ordered must do no harm when it is done twice: an answer that is lost may hide that
/// it was done.
final class SharedAccount {
    private static final Duration POLL = Duration.ofMillis(100);

    private final ChainAccess chain;
    private final LedgerRecords records;
    private final Identity owner;
    private final Duration timeout;
    private final long deadlineNanos;

    /// @param timeout how long all orders from here may take together, from now on
    SharedAccount(ChainAccess chain, Identity owner, Duration timeout) {
        this.chain = chain;
        this.records = new LedgerRecords(chain);
        this.owner = owner;
        this.timeout = timeout;
        this.deadlineNanos = System.nanoTime() + timeout.toNanos();
    }

    /// An order that was carried out.
    ///
    /// @param height of the final block that it is in
    record Done(Transaction transaction, long height) {}

    /// Gives an order at the chain's price, and waits until it was carried out.
    ///
    /// @throws CommandFailure with `REFUSED` where the chain does not do it, with `TEMPORARY_FAILURE` where that is
    ///     not known in time
    Done order(TransactionBody body) throws CommandFailure, InterruptedException {
        while (true) {
            long nonce = records.account(owner.id()).nonce();
            Transaction transaction = ChainOrders.sign(chain, owner, nonce, null, body);
            Optional<Rejection> rejection = chain.submit(transaction);
            if (rejection.isPresent() && !mayPass(rejection.get().reason())) {
                throw new CommandFailure(Exit.REFUSED, "the node did not take the transaction: " + rejection.get());
            }
            if (rejection.isEmpty()) {
                Optional<Done> done = await(transaction);
                if (done.isPresent()) {
                    return done.get();
                }
            }
            pause(
                    transaction,
                    rejection
                            .map(why -> "the node does not take it: " + why)
                            .orElse("another order of the same account had its nonce"));
        }
    }

    /// Whether it is in the way only for the moment: another order of the account, or many others. The fee is the
    /// chain's price, and so too low only beside another order of the same nonce.
    private static boolean mayPass(Rejection.Reason reason) {
        return switch (reason) {
            case NONCE_USED, NONCE_AHEAD, FEE_TOO_LOW, MEMPOOL_FULL -> true;
            default -> false;
        };
    }

    /// Waits until a transaction is final; nothing where another took its nonce.
    private Optional<Done> await(Transaction transaction) throws CommandFailure, InterruptedException {
        while (true) {
            // In this order: what used the nonce before the look is found by it, if it was this transaction.
            boolean used = records.account(owner.id()).nonce() > transaction.nonce();
            Optional<TransactionResult> result = chain.result(transaction.id());
            if (result.isPresent()) {
                return Optional.of(done(transaction, result.get()));
            }
            if (used) {
                return Optional.empty();
            }
            pause(transaction, "it may still become so: ask with 'cairn chain transaction'");
        }
    }

    private static Done done(Transaction transaction, TransactionResult result) throws CommandFailure {
        if (!result.isApplied()) {
            throw new CommandFailure(
                    Exit.REFUSED,
                    "transaction " + transaction.id() + " is final in block "
                            + result.header().height() + ", its fee of " + Credits.write(transaction.fee())
                            + " was taken, but it was not carried out: "
                            + ChainJson.result(transaction.id(), result)
                                    .get("outcome")
                                    .asText());
        }
        return new Done(transaction, result.header().height());
    }

    private void pause(Transaction transaction, String why) throws CommandFailure, InterruptedException {
        if (System.nanoTime() > deadlineNanos) {
            throw new CommandFailure(
                    Exit.TEMPORARY_FAILURE,
                    "transaction " + transaction.id() + " was not final within " + timeout.toSeconds() + " s; " + why);
        }
        boolean _ = new CountDownLatch(1).await(POLL.toMillis(), TimeUnit.MILLISECONDS);
    }
}
