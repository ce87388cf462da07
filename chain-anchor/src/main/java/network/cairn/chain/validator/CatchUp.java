package network.cairn.chain.validator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.state.Ledger;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// Fetches finalised blocks from peers that have more of them, one request at a time, from one peer after the other.
///
/// What they send is believed only as far as a certificate of the epoch's own set makes it final, so it makes no
/// difference who sends it. A batch never goes beyond its epoch: the ledger knows the set of each epoch that it has
/// reached, and thereby follows changes of the set on its own.
final class CatchUp {
    static final ValidatorEnvironment.TimerName TIMER =
            new ValidatorEnvironment.TimerName("catch-up", Optional.empty());

    private final Ledger ledger;
    private final SignatureVerifier verifier;
    private final Peers peers;
    private final ValidatorEnvironment environment;
    private final ValidatorOptions options;

    private @Nullable Asked asked;
    private Optional<ActorId> lastAsked = Optional.empty();

    /// A request without an answer.
    private record Asked(ActorId peer, long fromHeight) {}

    /// Blocks that follow the tip and are final.
    record Batch(List<Block> blocks, Certificate finalization) {}

    /// What a response came to.
    sealed interface Checked {
        record Final(Batch batch) implements Checked {}

        /// Nothing that is not here already.
        record Stale() implements Checked {}

        record Wrong(String what) implements Checked {}
    }

    CatchUp(
            Ledger ledger,
            SignatureVerifier verifier,
            Peers peers,
            ValidatorEnvironment environment,
            ValidatorOptions options) {
        this.ledger = ledger;
        this.verifier = verifier;
        this.peers = peers;
        this.environment = environment;
        this.options = options;
    }

    boolean isUnderWay() {
        return asked != null;
    }

    /// Asks a peer for what follows the tip, unless one is being asked.
    ///
    /// @param heightMin only of peers that say they have a block of this height
    void ask(long heightMin) {
        if (asked != null) {
            return;
        }
        long now = environment.nowMillis();
        Duration failureMemory = options.responseTimeout().multipliedBy(8);
        peers.ahead(heightMin, lastAsked, now, failureMemory).ifPresent(peer -> {
            long from = ledger.tip().height() + 1;
            asked = new Asked(peer, from);
            lastAsked = Optional.of(peer);
            environment.setTimer(TIMER, options.responseTimeout());
            environment.send(peer, new PeerMessage.FinalisedRequest(from));
        });
    }

    /// The peer that was asked offers a snapshot in place of blocks. Whether it was asked.
    boolean offered(ActorId from) {
        Asked open = asked;
        if (open == null || !open.peer().equals(from)) {
            return false;
        }
        ended();
        return true;
    }

    /// The peer did not answer in time.
    void timedOut() {
        Asked late = asked;
        if (late != null) {
            asked = null;
            // A peer that has nothing newer, as one that is asked for the next block has, did not fail.
            if (peers.height(late.peer()) >= late.fromHeight()) {
                peers.failed(late.peer(), environment.nowMillis());
            }
        }
    }

    /// The tip has moved: what was asked for may be here.
    void moved() {
        Asked open = asked;
        if (open != null && open.fromHeight() <= ledger.tip().height()) {
            ended();
        }
    }

    private void ended() {
        asked = null;
        environment.cancelTimer(TIMER);
    }

    /// Looks through a response. The cheap checks come first.
    Checked check(ActorId from, PeerMessage.FinalisedResponse response) {
        Checked checked = check(response.blocks(), response.finalization());
        Asked open = asked;
        if (open != null && open.peer().equals(from)) {
            ended();
            if (checked instanceof Checked.Wrong) {
                peers.failed(from, environment.nowMillis());
            }
        }
        return checked;
    }

    private Checked check(List<Block> all, Certificate certificate) {
        if (all.isEmpty()) {
            return new Checked.Wrong("sent no finalised blocks");
        }
        long next = ledger.tip().height() + 1;
        long first = all.getFirst().header().height();
        long last = all.getLast().header().height();
        if (last < next || first > next) {
            return new Checked.Stale();
        }
        if (last - first != all.size() - 1) {
            return new Checked.Wrong("sent finalised blocks with gaps");
        }
        List<Block> blocks = all.subList((int) (next - first), all.size());
        Optional<String> wrong = wrong(blocks, certificate);
        return wrong.<Checked>map(Checked.Wrong::new)
                .orElseGet(() -> new Checked.Final(new Batch(List.copyOf(blocks), certificate)));
    }

    private Optional<String> wrong(List<Block> blocks, Certificate certificate) {
        long height = ledger.tip().height();
        long epoch = ledger.genesis().parameters().epochOf(height + 1);
        BlockHash parent = ledger.tip().hash();
        if (!(certificate.vote() instanceof Vote.Finalize vote) || vote.round().epoch() != epoch) {
            return Optional.of("sent finalised blocks without a finalization of epoch " + epoch);
        }
        for (Block block : blocks) {
            height++;
            if (block.header().height() != height
                    || !block.header().chain().equals(ledger.genesis().chainId())
                    || ledger.genesis().parameters().epochOf(height) != epoch
                    || !block.header().parent().equals(parent)) {
                return Optional.of("sent a finalised block that does not follow height " + (height - 1));
            }
            parent = block.hash();
            if (options.checkpoint().isPresent()
                    && options.checkpoint().get().height() == height
                    && !options.checkpoint().get().block().equals(parent)) {
                return Optional.of("sent block " + parent + " of the checkpoint's height " + height
                        + ", where the operator vouches for "
                        + options.checkpoint().get().block());
            }
        }
        if (!vote.block().equals(parent)) {
            return Optional.of("sent a finalization of another block than the last");
        }
        Optional<ValidatorSet> set = ledger.validators(epoch);
        if (set.isEmpty() || !certificate.holds(ledger.genesis().chainId(), set.get(), verifier)) {
            return Optional.of("sent a finalization of height " + height + " that does not hold");
        }
        for (Block block : blocks) {
            if (!block.isWhole()) {
                return Optional.of("sent a finalised block with other transactions than its header's");
            }
        }
        return Optional.empty();
    }
}
