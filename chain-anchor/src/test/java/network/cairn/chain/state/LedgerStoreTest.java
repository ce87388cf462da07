package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.tree.StateVerdict;
import org.junit.jupiter.api.Test;

class LedgerStoreTest {
    @Test
    void finalise_blocksThatAnotherBuilt() {
        var chain = new TestChain(4, 100);
        try (var builder = chain.ledger();
                var verifier = chain.ledger()) {
            assertThat(builder.tip()).isEqualTo(verifier.tip());
            for (int i = 0; i < 5; i++) {
                var block = chain.next(
                        builder,
                        List.of(
                                chain.transfer(0, chain.accounts.get(1).id(), 5),
                                chain.transfer(2, chain.accounts.get(3).id(), 7)));
                assertThat(block.transactions()).hasSize(2);
                assertThat(verifier.verify(block)).isEqualTo(new BlockVerdict.Valid());
                var certificate = chain.finalization(block);
                verifier.finalise(List.of(block), certificate);
                builder.finalise(List.of(block), certificate);
                assertThat(verifier.tip()).isEqualTo(builder.tip()).isEqualTo(block.header());
                var key = StateKey.account(chain.accounts.get(1).id());
                var proven = verifier.prove(key);
                assertThat(proven.proof()
                                .verify(
                                        proven.header().state(),
                                        key.path(),
                                        java.util.Optional.ofNullable(proven.value())))
                        .isEqualTo(new StateVerdict.Present());
            }
        }
    }
}
