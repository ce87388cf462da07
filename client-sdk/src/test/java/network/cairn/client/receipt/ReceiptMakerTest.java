package network.cairn.client.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.ChainSource;
import network.cairn.client.light.ChainSourceException;
import network.cairn.client.receipt.ReceiptVerdict.Accepted;
import network.cairn.proofs.id.TransactionId;
import org.junit.jupiter.api.Test;

class ReceiptMakerTest {
    private final SmallNetwork network = new SmallNetwork();

    private static Map<PieceStatus, Long> statuses(Accepted accepted) {
        return accepted.segments().stream()
                .flatMap(segment -> segment.pieces().stream())
                .collect(Collectors.groupingBy(PieceState::status, TreeMap::new, Collectors.counting()));
    }

    private static PieceState.InDeal inDeal(Accepted accepted, int piece) {
        return accepted.segments().getFirst().pieces().get(piece).deal().orElseThrow();
    }

    @Test
    void make_everythingProven_showsAllAlive() throws Exception {
        network.pass(3);
        var made = network.make();

        assertThat(network.verifier().verify(made.receipt().encode())).isEqualTo(made);
        assertThat(statuses(made)).isEqualTo(Map.of(PieceStatus.ALIVE, 12L));
        var summary = made.summary();
        assertThat(summary.isWhole()).isTrue();
        assertThat(summary.epoch()).isEqualTo(4);
        assertThat(summary.block())
                .isEqualTo(network.chain.headerAt(network.chain.tip()).hash());
        assertThat(summary.durability())
                .isEqualTo(new Durability(
                        6, 2, new Spread(6, 1, 2), new Spread(4, 2, 1), new Spread(2, 3, 0), new Spread(6, 1, 2)));
        assertThat(summary.durability().isReadable()).isTrue();
        assertThat(inDeal(made, 3).lastProven()).contains(3L);
        assertThat(inDeal(made, 3).providerProven()).contains(3L);
        assertThat(inDeal(made, 3).terms()).isEqualTo(network.nodes.get(3).terms);
        assertThat(made.receipt().records())
                .as("of six deals and six providers, each once")
                .hasSize(6 + 3 * 6);
        assertThat(made.receipt().encode()).hasSizeLessThan(64 << 10);
    }

    @Test
    void make_readerAtACheckpoint_holdsNoHeadersBefore() throws Exception {
        network.pass(6);
        var fromGenesis = network.make();
        var fromFive = network.maker(network.chain).make(SmallNetwork.SUBJECT, network.segments, 5);
        assertThat(fromFive.receipt().headers())
                .hasSizeLessThan(fromGenesis.receipt().headers().size());
        var checkpoint = Optional.of(network.chain.checkpoint(22));
        assertThat(network.verifier(checkpoint).verify(fromFive.receipt().encode()))
                .isEqualTo(fromFive);
        assertThat(network.verifier(checkpoint).verify(fromGenesis.receipt().encode()))
                .isEqualTo(fromGenesis);
        assertThat(ReceiptVerifierTest.rejected(
                        network.verifier().verify(fromFive.receipt().encode())))
                .isEqualTo(ReceiptVerdict.Reason.HEADER_MISSING);
    }

    /// Blocks come while the maker asks, so its records are of many headers.
    @Test
    void make_chainThatMoves_holdsTheHeadersOfItsRecords() throws Exception {
        network.pass(3);
        var moving = new MovingSource();
        var made = network.maker(moving).make(SmallNetwork.SUBJECT, network.segments, 0);
        assertThat(statuses(made)).isEqualTo(Map.of(PieceStatus.ALIVE, 12L));
        assertThat(made.summary().provenFrom()).isBefore(made.summary().provenTo());
        assertThat(network.verifier().verify(made.receipt().encode())).isEqualTo(made);
    }

    @Test
    void make_pageOfSegments() throws Exception {
        network.pass(3);
        var second = network.maker(network.chain)
                .make(new ReceiptSubject("a", 190_000, 2, 1), network.segments.subList(1, 2), 0);
        assertThat(second.summary().isWhole()).isFalse();
        assertThat(second.segments().getFirst().number()).isEqualTo(1);
        assertThatThrownBy(() ->
                        network.maker(network.chain).make(new ReceiptSubject("a", 190_000, 2, 1), network.segments, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> network.maker(network.chain)
                        .make(
                                new ReceiptSubject("a", 190_000, 2, 0),
                                List.of(network.segments.get(0), network.segments.get(0)),
                                0))
                .isInstanceOf(ReceiptException.class)
                .hasMessageContaining("twice");
    }

    @Test
    void make_nodesThatAreSilentOrLie_costTheirPiecesTheirPlace() throws Exception {
        network.pass(3);
        network.nodes.get(2).silent = true;
        var made = network.make();
        assertThat(statuses(made)).isEqualTo(Map.of(PieceStatus.ALIVE, 10L, PieceStatus.NOT_IN_DEAL, 2L));
        assertThat(made.summary().durability().spare()).isEqualTo(1);
        assertThat(made.summary().durability().operators()).isEqualTo(new Spread(3, 2, 0));
        network.nodes.get(2).silent = false;
        network.nodes.get(3).lies = true;
        assertThat(statuses(network.make())).isEqualTo(Map.of(PieceStatus.ALIVE, 10L, PieceStatus.NOT_IN_DEAL, 2L));
        network.nodes.forEach(node -> node.silent = true);
        var nothing = network.make();
        assertThat(statuses(nothing)).isEqualTo(Map.of(PieceStatus.NOT_IN_DEAL, 12L));
        assertThat(nothing.summary().durability().isReadable()).isFalse();
        assertThat(nothing.summary().durability().operators()).isEqualTo(new Spread(0, 0, 0));
        assertThat(network.verifier().verify(nothing.receipt().encode())).isEqualTo(nothing);
    }

    @Test
    void make_providerThatStopsProving_isNotAlive() throws Exception {
        network.pass(2);
        var quiet = network.nodes.get(4);
        for (int i = 0; i < 3; i++) {
            for (int block = 0; block < 4; block++) {
                network.chain.extend();
            }
            long past = network.epoch() - 1;
            network.nodes.stream().filter(node -> node != quiet).forEach(node -> network.prove(node, past));
            network.chain.extend();
        }
        var made = network.make();
        assertThat(made.segments().getFirst().pieces().get(4).status()).isEqualTo(PieceStatus.NOT_PROVEN_LATELY);
        assertThat(inDeal(made, 4).lastProven()).contains(2L);
        assertThat(made.summary().durability().alive()).isEqualTo(5);
    }

    @Test
    void make_failedProviderAndEndedDeal_areNotAlive() throws Exception {
        network.pass(3);
        var failed = network.nodes.get(1);
        failed.account = failed.account.withFailure(new ProviderAccount.Failure(4, 1, Amount.ZERO, Amount.ZERO));
        network.write(failed);
        var ended = network.nodes.get(5);
        network.replaceDeal(ended, ended.main().deal().ending(4));
        var ending = network.nodes.get(0);
        network.replaceDeal(ending, ending.main().deal().ending(5));
        network.chain.extend();
        var made = network.make();
        assertThat(statuses(made))
                .isEqualTo(Map.of(PieceStatus.ALIVE, 8L, PieceStatus.PROVIDER_FAILED, 2L, PieceStatus.DEAL_ENDED, 2L));
        assertThat(inDeal(made, 0).endsEpoch()).contains(5L);
        assertThat(made.summary().durability().spare()).isZero();
    }

    /// The newest list of a deal that has just changed was never proven; what it held before was.
    @Test
    void make_listThatHasJustChanged_isShownByTheEarlierList() throws Exception {
        network.pass(3);
        var busy = network.nodes.get(0);
        var grown = new ArrayList<>(busy.main().entries());
        grown.add(network.filler());
        network.revise(busy, 0, grown);
        network.chain.extend();
        var made = network.make();
        assertThat(made.receipt().earlier()).hasSize(1);
        assertThat(statuses(made)).isEqualTo(Map.of(PieceStatus.ALIVE, 12L));
        assertThat(inDeal(made, 0).lastProven()).contains(3L);
        assertThat(network.verifier().verify(made.receipt().encode())).isEqualTo(made);
    }

    /// The first answer is about a list that the ledger has no more by the time it comes.
    @Test
    void make_dealThatChangesMeanwhile_isAskedForAgain() throws Exception {
        network.pass(3);
        var busy = network.nodes.get(0);
        var changed = new AtomicBoolean();
        var source = new MovingSource();
        network.whenAsked = node -> {
            synchronized (source) {
                if (node == busy && changed.compareAndSet(false, true)) {
                    var grown = new ArrayList<>(busy.main().entries());
                    grown.add(network.filler());
                    network.revise(busy, 0, grown);
                    network.chain.extend();
                }
            }
        };
        var made = network.maker(source).make(SmallNetwork.SUBJECT, network.segments, 0);
        assertThat(statuses(made)).isEqualTo(Map.of(PieceStatus.ALIVE, 12L));
        assertThat(changed).isTrue();
    }

    @Test
    void make_questionsThatAreNeverAnswered_endInTime() {
        network.pass(3);
        network.whenAsked = _ -> {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        var hasty = new ReceiptOptions(4, Duration.ofMillis(200), 64, 3, Duration.ofMinutes(10));
        assertThatThrownBy(() -> network.maker(network.chain, hasty).make(SmallNetwork.SUBJECT, network.segments, 0))
                .isInstanceOf(ReceiptException.class)
                .hasMessageContaining("within");
    }

    @Test
    void make_pieceThatIsNew_awaitsItsFirstProof() throws Exception {
        network.pass(3);
        var node = network.nodes.get(0);
        var all = node.main().entries();
        var without = all.subList(0, 6);
        network.revise(node, 0, without);
        network.pass(1);
        network.revise(node, 0, all);
        network.chain.extend();
        var made = network.make();
        var first = made.segments().get(0).pieces().getFirst();
        var second = made.segments().get(1).pieces().getFirst();
        assertThat(first.status()).as("it was there all the time").isEqualTo(PieceStatus.ALIVE);
        assertThat(second.status()).isEqualTo(PieceStatus.AWAITING_PROOF);
        assertThat(second.deal().orElseThrow().lastProven()).isEmpty();
        assertThat(second.deal().orElseThrow().providerProven()).contains(4L);

        network.pass(1);
        assertThat(network.make().segments().get(1).pieces().getFirst().status())
                .isEqualTo(PieceStatus.ALIVE);
    }

    @Test
    void make_epochsOfTwoRecords_areBothRead() throws Exception {
        network.pass(61);
        var made = network.make();
        assertThat(made.summary().epoch()).isEqualTo(62);
        assertThat(inDeal(made, 0).lastProven()).contains(61L);
        assertThat(made.receipt().records()).hasSize(6 + 4 * 6);
        assertThat(network.verifier().verify(made.receipt().encode())).isEqualTo(made);
    }

    @Test
    void make_sourceThatFailsOrLies_makesNoReceipt() {
        network.pass(3);
        var failing = new MovingSource() {
            @Override
            public synchronized ProvenRecord prove(StateKey key) throws ChainSourceException {
                throw new ChainSourceException("no answer");
            }
        };
        assertThatThrownBy(() -> network.maker(failing).make(SmallNetwork.SUBJECT, network.segments, 0))
                .isInstanceOf(ReceiptException.class)
                .hasMessageContaining("no answer");
        var lying = new MovingSource() {
            @Override
            public synchronized ProvenRecord prove(StateKey key) throws ChainSourceException {
                var honest = super.prove(key);
                return new ProvenRecord(
                        honest.header(),
                        honest.finalization(),
                        honest.value().map(value -> {
                            value[value.length - 1] ^= 2;
                            return value;
                        }),
                        honest.proof());
            }
        };
        assertThatThrownBy(() -> network.maker(lying).make(SmallNetwork.SUBJECT, network.segments, 0))
                .isInstanceOf(ReceiptException.class);
    }

    /// The chain, growing by a block with every few questions.
    private class MovingSource implements ChainSource {
        private final AtomicInteger asked = new AtomicInteger();

        @Override
        public synchronized CertifiedHeader latest() throws ChainSourceException {
            return network.chain.latest();
        }

        @Override
        public synchronized CertifiedHeader certified(long height) throws ChainSourceException {
            return network.chain.certified(height);
        }

        @Override
        public synchronized ValidatorSet validators(long epoch) {
            return network.chain.validators(epoch);
        }

        @Override
        public synchronized ProvenRecord prove(StateKey key) throws ChainSourceException {
            if (asked.incrementAndGet() % 12 == 0) {
                network.chain.extend();
            }
            return network.chain.prove(key);
        }

        @Override
        public synchronized Optional<TransactionInclusion> inclusion(TransactionId id) {
            return Optional.empty();
        }

        @Override
        public synchronized Block block(long height) {
            return network.chain.block(height);
        }
    }
}
