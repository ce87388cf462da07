package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.deploy.chain.ChainInMemory;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.junit.jupiter.api.Test;

final class SharedAccountTest {
    private static final Identity OWNER = ChainInMemory.identity(1);
    private static final WithdrawEarnings ORDER = new WithdrawEarnings(List.of());

    private final List<Transaction> submitted = new ArrayList<>();
    private final ChainInMemory chain = new ChainInMemory(this::take);

    /// What the chain does with the first, the second … transaction.
    private final List<Answer> answers = new ArrayList<>();

    private interface Answer {
        Optional<Rejection> to(Transaction transaction);
    }

    private Optional<Rejection> take(Transaction transaction) {
        submitted.add(transaction);
        return answers.get(submitted.size() - 1).to(transaction);
    }

    private void nonce(long next) {
        chain.put(StateKey.account(OWNER.id()), new Account(next, Amount.credits(1)).encode());
    }

    private Answer carriesOut() {
        return transaction -> {
            chain.finish(transaction, 0);
            nonce(transaction.nonce() + 1);
            return Optional.empty();
        };
    }

    private Answer givesItsNonceToAnother() {
        return transaction -> {
            nonce(transaction.nonce() + 1);
            return Optional.empty();
        };
    }

    private static Answer refuses(Rejection.Reason reason) {
        return _ -> Optional.of(new Rejection(reason, "as the test has it"));
    }

    private SharedAccount account(Duration timeout) {
        return new SharedAccount(chain, OWNER, timeout);
    }

    private static void assertExit(Throwable thrown, Exit exit) {
        assertThat(((CommandFailure) thrown).exit()).isEqualTo(exit);
    }

    @Test
    void order_thatIsTaken_isDoneOnceAtTheChainsPrice() throws Exception {
        nonce(5);
        answers.add(carriesOut());
        SharedAccount.Done done = account(Duration.ofMinutes(1)).order(ORDER);
        assertThat(submitted).containsExactly(done.transaction());
        assertThat(done.height()).isEqualTo(1);
        assertThat(done.transaction().nonce()).isEqualTo(5);
        assertThat(done.transaction().fee())
                .isEqualTo(Amount.units(10L * done.transaction().encode().length));
    }

    @Test
    void order_whoseNonceIsTakenByAnother_isGivenAgain() throws Exception {
        nonce(5);
        answers.add(givesItsNonceToAnother());
        answers.add(refuses(Rejection.Reason.FEE_TOO_LOW));
        answers.add(refuses(Rejection.Reason.NONCE_USED));
        answers.add(carriesOut());
        SharedAccount.Done done = account(Duration.ofMinutes(1)).order(ORDER);
        assertThat(submitted).extracting(Transaction::nonce).containsExactly(5L, 6L, 6L, 6L);
        assertThat(done.transaction().nonce()).isEqualTo(6);
    }

    @Test
    void order_thatTheChainDoesNotTake_isGivenOnce() {
        answers.add(refuses(Rejection.Reason.FEE_NOT_COVERED));
        assertThatThrownBy(() -> account(Duration.ofMinutes(1)).order(ORDER))
                .hasMessageContaining("FEE_NOT_COVERED")
                .satisfies(thrown -> assertExit(thrown, Exit.REFUSED));
        assertThat(submitted).hasSize(1);
    }

    @Test
    void order_thatIsChargedAndNotDone_saysWhatItCost() {
        answers.add(transaction -> {
            chain.finish(transaction, Rejection.Reason.NOT_A_PROVIDER.code());
            return Optional.empty();
        });
        assertThatThrownBy(() -> account(Duration.ofMinutes(1)).order(ORDER))
                .hasMessageContaining("was taken, but it was not carried out: NOT_A_PROVIDER")
                .satisfies(thrown -> assertExit(thrown, Exit.REFUSED));
    }

    @Test
    void order_thatIsNotFinalInTime_mayStillBecomeSo() {
        answers.add(_ -> Optional.empty());
        assertThatThrownBy(() -> account(Duration.ZERO).order(ORDER))
                .hasMessageContaining("was not final within 0 s; it may still become so")
                .satisfies(thrown -> assertExit(thrown, Exit.TEMPORARY_FAILURE));
    }
}
