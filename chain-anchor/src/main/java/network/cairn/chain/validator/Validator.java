package network.cairn.chain.validator;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.beacon.Beacons;
import network.cairn.chain.consensus.ConsensusState;
import network.cairn.chain.journal.Journal;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.snapshot.Snapshots;
import network.cairn.chain.state.Ledger;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A validator whole, but for its clock, disk and network.
///
/// Single-threaded and deterministic: what it does follows from its ledger, its journal, what its environment
/// tells it and in which order. Its owner calls it from one thread at a time and sees to timers and messages.
///
/// It runs the consensus of one epoch after the other, each from the last final block of the one before. What a
/// turn writes down is on the disk before anything of that turn is said, see {@link Outbox}; a final block is in
/// the ledger before its records leave the journal. So a restart, after any number of these writes, finds what was
/// said, and says nothing against it. One that is not in the epoch's set follows the chain and does not vote; one
/// whose disk fails stops for good.
public final class Validator {
    private static final Logger LOG = LoggerFactory.getLogger(Validator.class);

    private static final ValidatorEnvironment.TimerName STANDING =
            new ValidatorEnvironment.TimerName("standing", Optional.empty());

    /// How many blocks a peer may be ahead before consensus is not left to close the gap alone.
    private static final long LAG_BLOCKS = 4;

    private final ActorId id;
    private final Ledger ledger;
    private final Journal journal;
    private final ValidatorEnvironment environment;
    private final ValidatorOptions options;

    private final Peers peers = new Peers();
    private final Outbox outbox;
    private final BeaconRound beacon;
    private final EpochRunner consensus;
    private final CatchUp catchUp;
    private final SnapshotJoin snapshotJoin;
    private final FinalisedService service;
    private long heightAtLastStanding = -1;
    private @Nullable String stoppedBecause;

    public Validator(
            Signer self,
            SignatureVerifier verifier,
            Ledger ledger,
            Journal journal,
            Snapshots snapshots,
            Beacons beacons,
            ValidatorEnvironment environment,
            ValidatorOptions options) {
        this.id = self.publicIdentity().id();
        this.ledger = ledger;
        this.journal = journal;
        this.environment = environment;
        this.options = options;
        this.outbox = new Outbox(journal, environment);
        this.beacon = new BeaconRound(beacons, id);
        this.consensus = new EpochRunner(
                self, verifier, ledger, journal, outbox, beacon, environment, options, new ConsensusHost());
        this.catchUp = new CatchUp(ledger, verifier, peers, environment, options);
        this.snapshotJoin = new SnapshotJoin(ledger, verifier, peers, environment, options);
        this.service = new FinalisedService(ledger, snapshots, peers, environment, options);
    }

    /// Takes up where the ledger and the journal end. Once, before anything else.
    public void start() {
        if (consensus.isStarted()) {
            throw new IllegalStateException("a validator is started once");
        }
        turn(() -> {
            consensus.start();
            environment.setTimer(STANDING, options.standingInterval());
        });
    }

    /// A connection to a peer stands.
    public void onConnected(ActorId peer) {
        turn(() -> environment.send(peer, standing()));
    }

    /// A peer's message; who sent it is known from the connection, and nothing in it has been checked.
    /// {@link PeerMessage.Transactions} are the mempool's and not for here.
    public void onMessage(ActorId from, PeerMessage message) {
        if (from.equals(id)) {
            return;
        }
        turn(() -> {
            switch (message) {
                case PeerMessage.ForConsensus forConsensus -> onConsensusMessage(from, forConsensus);
                case PeerMessage.Standing(long height, Round round) -> onStanding(from, height, round);
                case PeerMessage.FinalisedRequest(long fromHeight) -> service.asked(from, fromHeight);
                case PeerMessage.FinalisedResponse response -> onFinalised(from, response);
                case PeerMessage.SnapshotRequest request -> service.partAsked(from, request);
                case PeerMessage.SnapshotOffer(long height) -> {
                    if (catchUp.offered(from)) {
                        snapshotJoin.offered(from, height);
                    }
                }
                case PeerMessage.SnapshotPart part -> onSnapshotPart(from, part);
                case PeerMessage.Transactions _ -> {}
                case PeerMessage.BeaconShare share ->
                    beacon.take(from, share).ifPresent(what -> environment.misbehaved(from, what));
            }
        });
    }

    /// A timer has run out.
    public void onTimer(ValidatorEnvironment.TimerName name) {
        turn(() -> {
            if (name.equals(STANDING)) {
                onStandingTimer();
            } else if (name.equals(CatchUp.TIMER)) {
                catchUp.timedOut();
                askForMore();
            } else if (name.equals(SnapshotJoin.TIMER)) {
                snapshotJoin.timedOut();
                askForMore();
            } else {
                consensus.onTimer(name);
            }
        });
    }

    /// What its consensus knows, for those who watch that it keeps its limits; empty before the start.
    public Optional<ConsensusState> consensus() {
        return consensus.state();
    }

    /// Where it stands now; called by the same thread as everything else.
    public ValidatorStatus status() {
        BlockHeader tip = ledger.tip();
        Optional<String> notVoting = whyNotVoting();
        return new ValidatorStatus(
                tip.height(),
                tip.hash(),
                consensus.round(),
                notVoting.isEmpty(),
                notVoting,
                peers.standings(),
                catchUp.isUnderWay() || snapshotJoin.isUnderWay(),
                stoppedBecause != null);
    }

    private Optional<String> whyNotVoting() {
        String stopped = stoppedBecause;
        if (stopped != null) {
            return Optional.of("stopped: " + stopped);
        }
        if (consensus.epoch() < options.votesFromEpoch()) {
            return Optional.of("its operator lets it vote from epoch " + options.votesFromEpoch() + " on");
        }
        return isMember() ? Optional.empty() : Optional.of("it is not in the set of epoch " + consensus.epoch());
    }

    private boolean isMember() {
        return ledger.validators(consensus.epoch())
                .flatMap(set -> set.position(id))
                .isPresent();
    }

    private PeerMessage.Standing standing() {
        return new PeerMessage.Standing(ledger.tip().height(), consensus.round());
    }

    /// Carries out one turn; a disk that fails in it stops the validator.
    private void turn(Runnable work) {
        if (stoppedBecause != null) {
            return;
        }
        try {
            work.run();
            if (stoppedBecause == null) {
                outbox.flush();
            }
        } catch (UncheckedIOException | KeyValueException e) {
            stop(String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            stop(e.toString(), e);
            throw e;
        }
    }

    private void stop(String why, @Nullable Exception cause) {
        stoppedBecause = why;
        LOG.error("validator {} has stopped: {}", id, why, cause);
        outbox.clear();
        consensus.stop();
        environment.cancelTimer(STANDING);
        environment.cancelTimer(CatchUp.TIMER);
        environment.cancelTimer(SnapshotJoin.TIMER);
        environment.stopped(why);
    }

    /// What consensus leaves to its validator.
    private final class ConsensusHost implements EpochRunner.Host {
        @Override
        public void finalise(List<Block> blocks, Certificate finalization) {
            Validator.this.finalise(blocks, finalization);
            long own = ledger.tip().height();
            if (peers.heightMax() > own + LAG_BLOCKS) {
                ask(own + 1);
            }
        }

        @Override
        public void fallenBehind(ActorId peer) {
            peers.reached(peer, ledger.tip().height() + 1, environment.nowMillis());
            ask(ledger.tip().height() + 1);
        }

        @Override
        public void stop(String why) {
            Validator.this.stop(why, null);
        }

        @Override
        public boolean isStopped() {
            return stoppedBecause != null;
        }

        @Override
        public void epochBegins(long epoch) {
            boolean included = epoch > 0 && ledger.get(StateKey.beacon(epoch - 1)) != null;
            beacon.epochBegins(epoch, included);
            beacon.toSay().ifPresent(outbox::broadcast);
            outbox.broadcast(new PeerMessage.Standing(ledger.tip().height(), new Round(epoch, 0)));
        }
    }

    /// Puts final blocks into the ledger. The journal is on the disk before, so it is never behind.
    private void finalise(List<Block> blocks, Certificate certificate) {
        outbox.flush();
        ledger.finalise(blocks, certificate);
        journal.dropBefore(certificate.vote().round());
        consensus.finalised();
        if (blocks.stream().anyMatch(block -> block.header().beacon().isPresent())) {
            beacon.included();
        }
        catchUp.moved();
        environment.finalised(blocks);
        service.finalised();
    }

    private void onConsensusMessage(ActorId from, PeerMessage.ForConsensus message) {
        if (message instanceof PeerMessage.BlockRequest request && service.blockAsked(from, request)) {
            return;
        }
        if (EarlyMessages.epoch(message) < consensus.epoch()) {
            helpOn(from);
        } else {
            consensus.receive(from, message);
        }
    }

    /// Tells a peer that is in an earlier epoch that there is more.
    private void helpOn(ActorId peer) {
        if (peers.mayHelp(peer, environment.nowMillis())) {
            outbox.send(peer, standing());
        }
    }

    private void onStanding(ActorId from, long height, Round round) {
        peers.heard(from, height, round, environment.nowMillis());
        long own = ledger.tip().height();
        if (height > own && (round.epoch() > consensus.epoch() || height > own + LAG_BLOCKS || !isMember())) {
            ask(own + 1);
        } else if (round.epoch() < consensus.epoch() && height < own) {
            helpOn(from);
        }
    }

    private void onStandingTimer() {
        environment.setTimer(STANDING, options.standingInterval());
        environment.broadcast(standing());
        beacon.toSay().ifPresent(environment::broadcast);
        long own = ledger.tip().height();
        boolean stuck = own == heightAtLastStanding;
        heightAtLastStanding = own;
        if (stuck) {
            askForMore();
        }
    }

    /// Asks on while somebody has more; one that does not vote asks for the next block also when nobody has it yet,
    /// and so whether or not somebody pretends to have it.
    private void askForMore() {
        long own = ledger.tip().height();
        if (!isMember()) {
            ask(own);
        } else if (peers.heightMax() > own) {
            ask(own + 1);
        }
    }

    private void ask(long heightMin) {
        if (!snapshotJoin.isUnderWay()) {
            catchUp.ask(heightMin);
        }
    }

    /// A part of a snapshot has come. With the last one the chain goes on after the snapshot's block, which is the
    /// last of its epoch.
    private void onSnapshotPart(ActorId from, PeerMessage.SnapshotPart part) {
        outbox.flush();
        if (snapshotJoin.take(from, part)) {
            journal.dropBefore(new Round(ledger.tip().epoch() + 1, 0));
            consensus.goOnAfterTip();
        }
        askForMore();
    }

    private void onFinalised(ActorId from, PeerMessage.FinalisedResponse response) {
        if (!response.blocks().isEmpty()) {
            peers.reached(from, response.blocks().getLast().header().height(), environment.nowMillis());
        }
        switch (catchUp.check(from, response)) {
            case CatchUp.Checked.Wrong(var what) -> environment.misbehaved(from, what);
            case CatchUp.Checked.Stale() -> {}
            case CatchUp.Checked.Final(var batch) -> {
                finalise(batch.blocks(), batch.finalization());
                consensus.caughtUp(batch.finalization());
            }
        }
        askForMore();
    }
}
