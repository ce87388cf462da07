package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.cairn.client.GoldenVectors;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.FixedBytes;
import org.junit.jupiter.api.Test;

class LedgerHashesTest {
    private static final GoldenVectors VECTORS = GoldenVectors.load("ledger.properties");

    private static void assertFrozen(FixedBytes hash, String name) {
        assertThat(hash.toBytes()).as(name).isEqualTo(VECTORS.bytes("hash." + name));
    }

    @Test
    void hash_everyKind_isItsGoldenVector() {
        var ids = LedgerSamples.block().transactions().stream()
                .map(Transaction::id)
                .toList();
        assertFrozen(
                LedgerSamples.transaction(new Transfer(LedgerSamples.actor(0x21), Amount.credits(12)))
                        .id(),
                "transaction");
        assertFrozen(TransactionsRoot.of(ids), "transactions-root");
        assertFrozen(TransactionsRoot.of(List.of()), "transactions-root-empty");
        assertFrozen(LedgerSamples.block().hash(), "header");
        assertFrozen(LedgerSamples.set().digest(), "set");
        assertFrozen(LedgerSamples.genesis().chainId(), "genesis");
        assertFrozen(StateKey.account(LedgerSamples.actor(0x21)).path(), "account-path");
        assertFrozen(
                StateKey.delegation(LedgerSamples.actor(0x22), LedgerSamples.actor(0x21))
                        .path(),
                "delegation-path");
        assertFrozen(outcomes(), "outcomes");
    }

    private static Digest outcomes() {
        return Outcome.digest(List.of(
                new Outcome.Applied(),
                new Outcome.Charged(new Rejection(Rejection.Reason.BALANCE_TOO_LOW, "1 of 2")),
                new Outcome.Charged(new Rejection(Rejection.Reason.ALREADY_PUNISHED, "at height 3"))));
    }
}
