package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import org.junit.jupiter.api.Test;

class VerifiedTransactionsTest {
    private final AtomicInteger checks = new AtomicInteger();
    private final SignatureVerifier counting = (signer, message, signature) -> {
        checks.incrementAndGet();
        return TestSigner.VERIFIER.verify(signer, message, signature);
    };
    private final MachineChain chain = MachineChain.publicChain();

    private List<Transaction> transactions(int count) {
        var list = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            list.add(chain.sign(
                    TestActors.signer(3), i, new Transfer(TestActors.signer(4).id(), Amount.units(1))));
        }
        return list;
    }

    private Transaction forged(int nonce) {
        var good = chain.sign(
                TestActors.signer(3), nonce, new Transfer(TestActors.signer(4).id(), Amount.units(1)));
        return new Transaction(
                good.chain(),
                good.sender(),
                good.nonce(),
                good.fee(),
                new Transfer(TestActors.signer(4).id(), Amount.units(2)),
                good.signature());
    }

    @Test
    void signed_checksNothingTwice() {
        var verified = VerifiedTransactions.serial(counting, 100);
        var list = transactions(50);
        assertThat(verified.isSigned(list.getFirst())).isTrue();
        assertThat(verified.signed(list).cardinality()).isEqualTo(50);
        assertThat(verified.signed(list).cardinality()).isEqualTo(50);
        assertThat(checks).hasValue(50);
    }

    @Test
    void signed_forgetsTheOldest_andChecksThemAnew() {
        var verified = VerifiedTransactions.serial(counting, 10);
        var list = transactions(11);
        verified.signed(list);
        assertThat(verified.isSigned(list.get(10))).isTrue();
        assertThat(checks).hasValue(11);
        assertThat(verified.isSigned(list.getFirst())).isTrue();
        assertThat(checks).hasValue(12);
    }

    @Test
    void signed_onAPool_findsTheSameAsOneAfterTheOther() {
        var list = transactions(500);
        for (int i = 7; i < 500; i += 37) {
            list.set(i, forged(i));
        }
        var expected = VerifiedTransactions.serial(TestSigner.VERIFIER, 1000).signed(list);
        assertThat(expected.cardinality()).isEqualTo(500 - 14);
        try (var pool = Executors.newFixedThreadPool(3)) {
            var verified = VerifiedTransactions.parallel(counting, 1000, pool, 3);
            assertThat(verified.signed(list)).isEqualTo(expected);
            assertThat(verified.signed(list)).isEqualTo(expected);
        }
        // Only what is wrong is checked again.
        assertThat(checks).hasValue(500 + 14);
    }
}
