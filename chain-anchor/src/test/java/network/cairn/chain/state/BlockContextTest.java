package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

/// What a block says of itself, and how much one holds.
class BlockContextTest {
    private final MachineChain chain = MachineChain.publicChain();

    private void refuses(long height, long epoch, long time, ActorId proposer) {
        assertThat(chain.machine.execute(
                        chain.view(), new BlockContext(height, epoch, time, proposer, Optional.empty()), List.of()))
                .isInstanceOf(ExecutionResult.ContextRefused.class);
    }

    @Test
    void context_thatDoesNotFollow_isRefused() {
        var good = chain.next();
        refuses(2, 0, good.timestampMillis(), good.proposer());
        refuses(0, 0, good.timestampMillis(), good.proposer());
        refuses(Long.MAX_VALUE, 0, good.timestampMillis(), good.proposer());
        refuses(1, 1, good.timestampMillis(), good.proposer());
        refuses(1, 0, chain.timeMillis, good.proposer());
        refuses(1, 0, good.timestampMillis(), TestActors.signer(9).id());
        assertThat(chain.machine.objection(chain.view(), good)).isEmpty();
    }

    @Test
    void context_atTheEndOfTime_isTaken() {
        var next = chain.next();
        var last = new BlockContext(1, 0, Long.MAX_VALUE - 1, next.proposer(), Optional.empty());
        chain.block(last, List.of(chain.sign(TestActors.signer(10), chain.equivocation(TestActors.signer(0), 0))));
        assertThat(chain.validator(TestActors.signer(0)).jailedUntilMillis()).isEqualTo(Long.MAX_VALUE);
        assertThat(chain.machine.check(chain.view(), transfers(1).getFirst(), 0))
                .isEmpty();
    }

    private List<Transaction> transfers(int count) {
        var sender = TestActors.signer(11);
        var list = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            list.add(chain.sign(sender, i, new Transfer(TestActors.signer(12).id(), Amount.units(1))));
        }
        return list;
    }

    @Test
    void block_beyondItsBytes_isRefused_andSelectedUpToThem() {
        var many = transfers(400);
        assertThat(chain.machine.execute(chain.view(), chain.next(), many))
                .isInstanceOf(ExecutionResult.ContextRefused.class);
        int each = StateMachine.TRANSACTION_OVERHEAD_BYTES + many.getFirst().encode().length;
        var full = chain.machine.select(chain.view(), chain.next(), many, Integer.MAX_VALUE);
        assertThat(full.transactions())
                .hasSize(((64 << 10) - StateMachine.BLOCK_OVERHEAD_BYTES) / each)
                .hasSizeLessThan(400);
        assertThat(chain.machine.execute(chain.view(), chain.next(), full.transactions()))
                .isInstanceOf(ExecutionResult.Executed.class);
        assertThat(chain.machine
                        .select(chain.view(), chain.next(), many, 3 * each + 1)
                        .transactions())
                .hasSize(3);
        assertThat(chain.machine.select(chain.view(), chain.next(), many, 0).transactions())
                .isEmpty();
    }

    @Test
    void block_ofOneBadTransaction_saysWhich() {
        var list = new ArrayList<>(transfers(5));
        list.remove(2);
        assertThat(chain.machine.execute(chain.view(), chain.next(), list))
                .isInstanceOfSatisfying(
                        ExecutionResult.Refused.class,
                        refused -> assertThat(refused.index()).isEqualTo(2));
    }

    @Test
    void check_ofWaitingTransactions_countsThoseBefore() {
        var list = transfers(3);
        assertThat(chain.machine.check(chain.view(), list.get(2), 2)).isEmpty();
        assertThat(chain.machine.check(chain.view(), list.get(2), 1)).isPresent();
    }
}
