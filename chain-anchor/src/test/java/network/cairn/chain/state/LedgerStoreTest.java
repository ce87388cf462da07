package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import network.cairn.client.kv.InMemoryKeyValueStore;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateSubtree;
import network.cairn.proofs.tree.StateVerdict;
import org.junit.jupiter.api.Test;

class LedgerStoreTest {
    private static final BlockVerdict VALID = new BlockVerdict.Valid();

    @Test
    void open_isTheSameForEverybody() {
        var chain = new TestChain(4, 100);
        try (var one = chain.ledger();
                var other = new TestChain(4, 100).ledger()) {
            assertThat(one.tip()).isEqualTo(other.tip());
            assertThat(one.tip().height()).isZero();
            assertThat(one.tip().timestampMillis()).isEqualTo(TestChain.TIME);
            assertThat(one.validators(0)).contains(chain.genesis.validatorSet());
            assertThat(one.validators(1)).contains(chain.genesis.validatorSet());
            assertThat(one.validators(2)).isEmpty();
            assertThat(one.oldestHeight()).isEqualTo(1);
            assertThat(one.header(0)).contains(one.tip());
            assertThat(one.height(one.tip().hash())).contains(0L);
            assertThat(one.block(0)).isEmpty();
        }
    }

    @Test
    void open_anotherChainsStore_isRefused() {
        var store = new InMemoryKeyValueStore();
        new TestChain(4, 100).ledger(store);
        var other = new TestChain(5, 100);
        assertThatThrownBy(() -> other.ledger(store))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("chain");
    }

    @Test
    void finalise_randomBlocks_isAsAnotherSeesThem_andAsComputedAnew() {
        for (long seed = 0; seed < 12; seed++) {
            var random = new Random(seed);
            var chain = new TestChain(6, 40, 5);
            var store = new InMemoryKeyValueStore();
            try (var builder = chain.ledger();
                    var verifier = chain.ledger(store)) {
                for (int i = 0; i < 14; i++) {
                    var block = chain.next(builder, transfers(chain, random));
                    assertThat(verifier.verify(block)).as("seed %d", seed).isEqualTo(VALID);
                    var certificate = chain.finalization(block);
                    verifier.finalise(List.of(block), certificate);
                    builder.finalise(List.of(block), certificate);
                    assertThat(verifier.tip()).isEqualTo(builder.tip()).isEqualTo(block.header());
                    assertThat(naiveRoot(store))
                            .as("seed %d", seed)
                            .isEqualTo(block.header().state());
                    checkProof(verifier, TestChain.idle(random.nextInt(60)));
                }
            }
        }
    }

    private static List<Transaction> transfers(TestChain chain, Random random) {
        var transactions = new ArrayList<Transaction>();
        for (int i = random.nextInt(20); i > 0; i--) {
            transactions.add(chain.transfer(random.nextInt(6), TestChain.idle(random.nextInt(60)), random.nextInt(5)));
        }
        return transactions;
    }

    private static void checkProof(Ledger ledger, ActorId account) {
        var key = StateKey.account(account);
        var proven = ledger.prove(key);
        assertThat(proven.header()).isEqualTo(ledger.tip());
        assertThat(proven.proof().verify(proven.header().state(), key.path(), Optional.ofNullable(proven.value())))
                .isEqualTo(proven.value() == null ? new StateVerdict.Absent() : new StateVerdict.Present());
    }

    /// The state root from nothing but the records.
    static StateRoot naiveRoot(KeyValueStore store) {
        var leaves = new ArrayList<StateNode.Leaf>();
        try (var rows = store.scan(LedgerRows.recordsFrom((byte) 0), LedgerRows.recordsTo((byte) 0))) {
            while (rows.hasNext()) {
                var row = rows.next();
                var path = LedgerRows.recordKey(row.value()).path();
                assertThat(LedgerRows.path(row.key())).isEqualTo(path);
                leaves.add(new StateNode.Leaf(path, StateNode.valueHash(LedgerRows.recordValue(row.value()))));
            }
        }
        return StateSubtree.of(0, leaves).root();
    }

    @Test
    void verify_anyFieldWrong_isInvalid() {
        var chain = new TestChain(4, 100);
        try (var ledger = chain.ledger();
                var builder = chain.ledger()) {
            var first = chain.extend(builder, List.of());
            ledger.finalise(List.of(first), chain.finalization(first));
            var right = chain.next(builder, List.of(chain.transfer(0, TestChain.idle(1), 5)));
            for (Block wrong : WrongBlocks.of(chain, right)) {
                assertThat(ledger.verify(wrong)).as("%s", wrong.header()).isInstanceOf(BlockVerdict.Invalid.class);
            }
            assertThat(ledger.verify(WrongBlocks.withParent(right, BlockHash.of(new byte[32]))))
                    .isEqualTo(new BlockVerdict.UnknownParent());
            assertThat(ledger.verify(right)).isEqualTo(VALID);
            for (Block wrong : WrongBlocks.of(chain, right)) {
                assertThat(ledger.verify(wrong)).isInstanceOf(BlockVerdict.Invalid.class);
            }
            assertThat(ledger.verify(new Block(right.header(), List.of()))).isInstanceOf(BlockVerdict.Invalid.class);
            assertThat(ledger.verify(right)).isEqualTo(VALID);
        }
    }

    @Test
    void build_leavesOutWhatHasNoPlace() {
        var chain = new TestChain(4, 100);
        try (var ledger = chain.ledger()) {
            var good = chain.transfer(0, TestChain.idle(1), 5);
            var again = chain.transfer(0, TestChain.idle(1), 5);
            var ahead = chain.transfer(1, TestChain.idle(1), 5);
            var tooMuch = chain.transfer(2, TestChain.idle(1), Long.MAX_VALUE);
            var late = chain.transfer(1, TestChain.idle(1), 5);
            var block = chain.extend(ledger, List.of(good, good, late, again, ahead, tooMuch));
            assertThat(block.transactions()).containsExactly(good, again, ahead, tooMuch);
            assertThat(ledger.outcomes(1).orElseThrow())
                    .extracting(Outcome::code)
                    .containsExactly(0, 0, 0, Rejection.Reason.BALANCE_TOO_LOW.code());
            assertThat(ledger.check(late, 0)).isEmpty();
            assertThat(ledger.check(good, 0)).map(Rejection::reason).contains(Rejection.Reason.NONCE_USED);
        }
    }

    @Test
    void build_parentUnknown_isRefused() {
        var chain = new TestChain(4, 100);
        try (var ledger = chain.ledger()) {
            assertThatThrownBy(() -> ledger.build(
                            BlockHash.of(new byte[32]),
                            chain.validators.getFirst().id(),
                            TestChain.TIME,
                            List.of(),
                            Optional.empty()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void build_clockBehindTheParents_isLaterAllTheSame() {
        var chain = new TestChain(4, 100);
        try (var ledger = chain.ledger()) {
            var block = ledger.build(
                    ledger.tip().hash(), chain.validators.getFirst().id(), 5, List.of(), Optional.empty());
            assertThat(block.header().timestampMillis()).isEqualTo(TestChain.TIME + 1);
        }
    }

    @Test
    void build_farAheadOfFinality_isEmpty() {
        var chain = new TestChain(4, 100);
        try (var ledger = chain.ledger()) {
            var blocks = chain(chain, ledger, 40);
            assertThat(blocks.get(LedgerStore.FULL_BLOCKS_AHEAD_MAX - 1).transactions())
                    .hasSize(1);
            assertThat(blocks.get(LedgerStore.FULL_BLOCKS_AHEAD_MAX).transactions())
                    .isEmpty();
            ledger.finalise(blocks, chain.finalization(blocks.getLast()));
            assertThat(ledger.tip()).isEqualTo(blocks.getLast().header());
            assertThat(chain.extend(ledger, List.of()).transactions()).isEmpty();
        }
    }

    /// Blocks one on the other, none final.
    private static List<Block> chain(TestChain chain, Ledger ledger, int count) {
        var blocks = new ArrayList<Block>();
        var parent = ledger.tip();
        for (int i = 0; i < count; i++) {
            var block = ledger.build(
                    parent.hash(),
                    chain.validators.getFirst().id(),
                    parent.timestampMillis() + 1000,
                    List.of(chain.transfer(0, TestChain.idle(i), 1)),
                    Optional.empty());
            blocks.add(block);
            parent = block.header();
        }
        return blocks;
    }

    @Test
    void finalise_oneOfTwoRivals_forgetsTheOther() {
        var chain = new TestChain(4, 100);
        try (var ledger = chain.ledger()) {
            var left = chain.next(ledger, List.of(chain.transfer(0, TestChain.idle(1), 5)));
            var right = chain.next(ledger, List.of(chain.transfer(1, TestChain.idle(1), 7)));
            var onLeft = child(chain, ledger, left);
            var onRight = child(chain, ledger, right);
            ledger.finalise(List.of(right), chain.finalization(right));
            assertThat(ledger.verify(onLeft)).isEqualTo(new BlockVerdict.UnknownParent());
            assertThat(ledger.verify(left)).isEqualTo(new BlockVerdict.UnknownParent());
            assertThat(ledger.verify(onRight)).isEqualTo(VALID);
            assertThat(ledger.verify(right)).isEqualTo(VALID);
            ledger.finalise(List.of(onRight), chain.finalization(onRight));
            assertThat(ledger.tip()).isEqualTo(onRight.header());
        }
    }

    private static Block child(TestChain chain, Ledger ledger, Block parent) {
        return ledger.build(
                parent.hash(),
                chain.validators.get(1).id(),
                parent.header().timestampMillis() + 1,
                List.of(),
                Optional.empty());
    }

    @Test
    void verify_manyRivals_keepsTheNewestChain() {
        var chain = new TestChain(4, 1000);
        try (var ledger = chain.ledger()) {
            var blocks = chain(chain, ledger, 3 * VerifiedBlocks.RIVALS_MAX);
            for (int i = 0; i < 2 * VerifiedBlocks.RIVALS_MAX; i++) {
                ledger.build(
                        blocks.get(50).hash(),
                        chain.validators.get(2).id(),
                        blocks.get(50).header().timestampMillis() + 2000 + i,
                        List.of(),
                        Optional.empty());
            }
            var next = child(chain, ledger, blocks.getLast());
            var all = new ArrayList<>(blocks);
            all.add(next);
            ledger.finalise(all, chain.finalization(next));
            assertThat(ledger.tip()).isEqualTo(next.header());
        }
    }

    @Test
    void finalise_blocksThatWereNotVerifiedBefore() {
        var chain = new TestChain(4, 100);
        var store = new InMemoryKeyValueStore();
        try (var builder = chain.ledger();
                var ledger = chain.ledger(store)) {
            var blocks = chain(chain, builder, 5);
            ledger.finalise(blocks, chain.finalization(blocks.getLast()));
            assertThat(ledger.tip()).isEqualTo(blocks.getLast().header());
            assertThat(naiveRoot(store)).isEqualTo(ledger.tip().state());
            for (Block block : blocks) {
                long height = block.header().height();
                assertThat(ledger.block(height)).contains(block);
                assertThat(ledger.header(height)).contains(block.header());
                assertThat(ledger.height(block.hash())).contains(height);
                assertThat(ledger.finalization(height)).contains(chain.finalization(blocks.getLast()));
                assertThat(ledger.transaction(block.transactions().getFirst().id()))
                        .contains(new Ledger.TransactionPlace(height, 0));
            }
            assertThat(ledger.finalization(6)).isEmpty();
            assertThat(ledger.block(6)).isEmpty();
        }
    }

    @Test
    void finalise_whatDoesNotFit_isRefusedAndChangesNothing() {
        var chain = new TestChain(4, 3);
        try (var builder = chain.ledger();
                var ledger = chain.ledger()) {
            var blocks = new ArrayList<Block>();
            for (int i = 0; i < 4; i++) {
                blocks.add(chain.extend(builder, List.of(chain.transfer(0, TestChain.idle(i), 1))));
            }
            var before = ledger.tip();
            var first = blocks.getFirst();
            var certificate = chain.finalization(first);
            assertThatThrownBy(() -> ledger.finalise(List.of(), certificate))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ledger.finalise(List.of(blocks.get(1)), chain.finalization(blocks.get(1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("does not follow");
            assertThatThrownBy(() -> ledger.finalise(List.of(first), chain.finalization(blocks.get(1))))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("certificate");
            var notarize = TestChain.unsigned(new Vote.Notarize(new Round(0, 1), 0, first.hash()));
            assertThatThrownBy(() -> ledger.finalise(List.of(first), notarize))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> ledger.finalise(blocks, chain.finalization(blocks.getLast())))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("epoch by epoch");
            var wrong = WrongBlocks.of(chain, first).getLast();
            assertThatThrownBy(() -> ledger.finalise(List.of(wrong), chain.finalization(wrong)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("breaks the rules");
            assertThat(ledger.tip()).isEqualTo(before);
            ledger.finalise(blocks.subList(0, 3), chain.finalization(blocks.get(2)));
            assertThat(ledger.tip()).isEqualTo(blocks.get(2).header());
        }
    }

    @Test
    void finalise_prunesOldBlocks_butNotTheEndsOfEpochs() {
        var chain = new TestChain(4, 4);
        var store = new InMemoryKeyValueStore();
        var settings = new LedgerSettings(6, 1 << 20);
        try (var ledger = LedgerStore.open(chain.genesis, chain.machine, store, settings)) {
            var blocks = new ArrayList<Block>();
            for (int i = 0; i < 21; i++) {
                blocks.add(chain.extend(ledger, List.of(chain.transfer(i % 4, TestChain.idle(i), 1))));
            }
            assertThat(ledger.oldestHeight()).isEqualTo(16);
            for (Block block : blocks) {
                long height = block.header().height();
                boolean kept = height >= 16;
                assertThat(ledger.block(height).isPresent()).isEqualTo(kept);
                assertThat(ledger.outcomes(height).isPresent()).isEqualTo(kept);
                assertThat(ledger.height(block.hash()).isPresent()).isEqualTo(kept);
                assertThat(ledger.transaction(block.transactions().getFirst().id())
                                .isPresent())
                        .isEqualTo(kept);
                assertThat(store.get(LedgerRows.transaction(
                                        block.transactions().getFirst().id()))
                                != null)
                        .isEqualTo(kept);
                assertThat(ledger.header(height).isPresent()).isEqualTo(kept || height % 4 == 0);
                long end = kept ? height : (height + 3) / 4 * 4;
                assertThat(ledger.finalization(height)).contains(chain.finalization(blocks.get((int) end - 1)));
            }
            for (long epoch = 0; epoch < 5; epoch++) {
                assertThat(ledger.epochEnd(epoch).orElseThrow().header().height())
                        .isEqualTo(4 * (epoch + 1));
            }
            assertThat(ledger.epochEnd(5)).isEmpty();
            assertThat(ledger.header(0)).isPresent();
        }
    }
}
