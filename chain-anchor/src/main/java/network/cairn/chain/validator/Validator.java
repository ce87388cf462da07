package network.cairn.chain.validator;

import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.beacon.Beacons;
import network.cairn.chain.consensus.ConsensusConfig;
import network.cairn.chain.consensus.ConsensusEffect;
import network.cairn.chain.consensus.ConsensusInput;
import network.cairn.chain.consensus.ConsensusState;
import network.cairn.chain.consensus.ConsensusTimer;
import network.cairn.chain.consensus.ConsensusTiming;
import network.cairn.chain.consensus.Simplex;
import network.cairn.chain.consensus.Step;
import network.cairn.chain.journal.Journal;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.snapshot.Snapshots;
import network.cairn.chain.state.BlockVerdict;
import network.cairn.chain.state.Ledger;
import network.cairn.chain.state.Tables;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.ValidatorSet;
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

    private final Signer self;
    private final ActorId id;
    private final SignatureVerifier verifier;
    private final Ledger ledger;
    private final ChainParameters parameters;
    private final Journal journal;
    private final ValidatorEnvironment environment;
    private final ValidatorOptions options;

    private final Outbox outbox;
    private final ConsensusTimers timers;
    private final PendingBlocks pending;
    private final Peers peers = new Peers();
    private final CatchUp catchUp;
    private final FinalisedService service;
    private final BeaconRound beacon;
    private final EarlyMessages early = new EarlyMessages();

    private final Deque<ConsensusInput> inputs = new ArrayDeque<>();
    private @Nullable Simplex simplex;
    private @Nullable ConsensusState state;
    private boolean feeding;
    private long epoch;
    private long journaledEpochMax = -1;
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
        this.self = self;
        this.id = self.publicIdentity().id();
        this.verifier = verifier;
        this.ledger = ledger;
        this.parameters = ledger.genesis().parameters();
        this.journal = journal;
        this.environment = environment;
        this.options = options;
        this.outbox = new Outbox(journal, environment);
        this.timers = new ConsensusTimers(environment);
        this.pending = new PendingBlocks(ledger);
        this.catchUp = new CatchUp(ledger, verifier, peers, environment, options);
        this.service = new FinalisedService(ledger, snapshots, peers, environment, options);
        this.beacon = new BeaconRound(beacons, id);
    }

    /// Takes up where the ledger and the journal end. Once, before anything else.
    public void start() {
        if (simplex != null) {
            throw new IllegalStateException("a validator is started once");
        }
        turn(() -> {
            journaledEpochMax = journal.records().stream()
                    .mapToLong(entry -> entry.round().epoch())
                    .max()
                    .orElse(-1);
            beginEpoch(parameters.epochOf(ledger.tip().height() + 1));
            feedQueued();
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
                case PeerMessage.SnapshotOffer _, PeerMessage.SnapshotPart _, PeerMessage.Transactions _ -> {}
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
            } else {
                Optional<ConsensusTimer> timer = timers.fired(name);
                if (timer.isPresent() && name.round().isPresent()) {
                    feed(new ConsensusInput.TimerFired(timer.get(), name.round().get(), environment.nowMillis()));
                }
            }
        });
    }

    public ValidatorStatus status() {
        BlockHeader tip = ledger.tip();
        Optional<String> notVoting = whyNotVoting();
        return new ValidatorStatus(
                tip.height(),
                tip.hash(),
                round(),
                notVoting.isEmpty(),
                notVoting,
                peers.standings(),
                catchUp.isUnderWay(),
                stoppedBecause != null);
    }

    private Optional<String> whyNotVoting() {
        String stopped = stoppedBecause;
        if (stopped != null) {
            return Optional.of("stopped: " + stopped);
        }
        if (epoch < options.votesFromEpoch()) {
            return Optional.of("its operator lets it vote from epoch " + options.votesFromEpoch() + " on");
        }
        return isMember() ? Optional.empty() : Optional.of("it is not in the set of epoch " + epoch);
    }

    private Round round() {
        ConsensusState now = state;
        return new Round(epoch, now == null ? 0 : now.view());
    }

    private boolean isMember() {
        return ledger.validators(epoch).flatMap(set -> set.position(id)).isPresent();
    }

    private PeerMessage.Standing standing() {
        return new PeerMessage.Standing(ledger.tip().height(), round());
    }

    /// Carries out one turn; a disk that fails in it stops the validator.
    private void turn(Runnable work) {
        if (stoppedBecause != null) {
            return;
        }
        try {
            work.run();
            outbox.flush();
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
        inputs.clear();
        outbox.clear();
        timers.cancelAll();
        environment.cancelTimer(STANDING);
        environment.cancelTimer(CatchUp.TIMER);
        environment.stopped(why);
    }

    private void beginEpoch(long next) {
        epoch = next;
        timers.cancelAll();
        inputs.clear();
        long startHeight = next == 0 ? 0 : parameters.lastHeight(next - 1);
        BlockHeader start = ledger.header(startHeight)
                .orElseThrow(() -> new IllegalStateException("the ledger has no header of height " + startHeight
                        + ", with which epoch " + next + " begins"));
        ValidatorSet set = ledger.validators(next)
                .orElseThrow(() -> new IllegalStateException("the ledger does not know the set of epoch " + next));
        boolean votes = next >= options.votesFromEpoch();
        var config = new ConsensusConfig(
                ledger.genesis().chainId(),
                next,
                set,
                votes ? Optional.of(self) : Optional.empty(),
                verifier,
                start,
                parameters.lastHeight(next),
                new ConsensusTiming(
                        parameters.blockTarget(), options.delayMin(), options.delayMax(), options.clockAheadMax()));
        var fresh = new Simplex(config);
        simplex = fresh;
        state = fresh.initial();
        if (next <= journaledEpochMax) {
            for (JournalRecord entry : journal.records()) {
                if (entry.round().epoch() == next) {
                    inputs.add(new ConsensusInput.Replayed(entry));
                }
            }
        }
        long now = environment.nowMillis();
        BlockHeader tip = ledger.tip();
        if (tip.height() > startHeight) {
            Certificate certificate = ledger.finalization(tip.height())
                    .orElseThrow(() -> new IllegalStateException("the ledger's tip has no certificate"));
            inputs.add(new ConsensusInput.CaughtUp(tip, certificate, now));
        }
        inputs.add(new ConsensusInput.Started(now));
        for (EarlyMessages.Early message : early.take()) {
            if (EarlyMessages.epoch(message.message()) == next) {
                inputs.add(new ConsensusInput.Received(message.from(), message.message(), now));
            }
        }
        boolean included = next > 0 && ledger.get(Tables.beacon(next - 1)) != null;
        beacon.epochBegins(next, included);
        beacon.toSay().ifPresent(outbox::broadcast);
        outbox.broadcast(standing());
    }

    private void feed(ConsensusInput input) {
        inputs.add(input);
        feedQueued();
    }

    /// Steps until nothing is queued: effects may queue inputs, and the end of an epoch begins another.
    private void feedQueued() {
        if (feeding) {
            return;
        }
        feeding = true;
        try {
            while (stoppedBecause == null) {
                ConsensusInput input = inputs.poll();
                Simplex consensus = simplex;
                ConsensusState before = state;
                if (input == null || consensus == null || before == null) {
                    return;
                }
                Step step = consensus.step(before, input);
                state = step.state();
                for (ConsensusEffect effect : step.effects()) {
                    carryOut(effect);
                }
                if (ledger.tip().height() >= consensus.config().lastHeight() && stoppedBecause == null) {
                    beginEpoch(epoch + 1);
                }
            }
        } finally {
            feeding = false;
        }
    }

    private void carryOut(ConsensusEffect effect) {
        switch (effect) {
            case ConsensusEffect.Journal(var entry) -> outbox.write(entry);
            case ConsensusEffect.Broadcast(var message) -> outbox.broadcast(message);
            case ConsensusEffect.Send(var to, var message) -> outbox.send(to, message);
            case ConsensusEffect.SetTimer(var timer, var round, var delay) -> timers.set(timer, round, delay);
            case ConsensusEffect.CancelTimer(var timer) -> timers.cancel(timer);
            case ConsensusEffect.BuildBlock(var round, var parent) ->
                pending.build(
                                parent,
                                id,
                                environment.nowMillis(),
                                environment.transactions(parameters.blockBytesMax()),
                                beacon.toInclude())
                        .ifPresent(block ->
                                inputs.add(new ConsensusInput.BlockBuilt(round, block, environment.nowMillis())));
            case ConsensusEffect.VerifyBlock(var round, var block) -> verify(round, block);
            case ConsensusEffect.Finalised(var blocks, var certificate) -> {
                // The journal is never behind the ledger.
                outbox.flush();
                finalise(blocks, certificate);
            }
            case ConsensusEffect.Accuse(var equivocation) -> environment.accuse(equivocation);
            case ConsensusEffect.FallenBehind(var peer, var round) -> {
                peers.seenAhead(peer, round, ledger.tip().height() + 1, environment.nowMillis());
                catchUp.ask(ledger.tip().height() + 1);
            }
            case ConsensusEffect.Misbehaved(var peer, var what) -> environment.misbehaved(peer, what);
            case ConsensusEffect.Refused(var asked, var given) ->
                LOG.warn("validator {} was asked for {} after it gave {}, and did not sign", id, asked, given);
            case ConsensusEffect.SafetyLost(var what) -> stop("the chain's safety is lost: " + what, null);
        }
    }

    private void verify(Round round, Block block) {
        BlockVerdict verdict = pending.verify(block);
        switch (verdict) {
            case BlockVerdict.Valid() ->
                inputs.add(new ConsensusInput.BlockVerified(round, block.hash(), true, environment.nowMillis()));
            case BlockVerdict.Invalid(var reason) -> {
                LOG.info("block {} in view {} is invalid: {}", block.hash(), round, reason);
                inputs.add(new ConsensusInput.BlockVerified(round, block.hash(), false, environment.nowMillis()));
            }
            case BlockVerdict.UnknownParent() ->
                LOG.warn("the parent of block {} in view {} is not known any more", block.hash(), round);
        }
    }

    private void finalise(List<Block> blocks, Certificate certificate) {
        ledger.finalise(blocks, certificate);
        journal.dropBefore(certificate.vote().round());
        pending.finalised(ledger.tip().height());
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
        long of = EarlyMessages.epoch(message);
        long now = environment.nowMillis();
        if (of < epoch) {
            helpOn(from);
            return;
        }
        if (of == epoch + 1) {
            early.keep(from, message);
        }
        feed(new ConsensusInput.Received(from, message, now));
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
        if (height > own && (round.epoch() > epoch || height > own + LAG_BLOCKS || !isMember())) {
            catchUp.ask(own + 1);
        } else if (round.epoch() < epoch && height < own) {
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

    /// Asks on while somebody has more; one that does not vote asks for the next block also when nobody has it yet.
    private void askForMore() {
        long own = ledger.tip().height();
        if (peers.heightMax() > own) {
            catchUp.ask(own + 1);
        } else if (!isMember()) {
            catchUp.ask(own);
        }
    }

    private void onFinalised(ActorId from, PeerMessage.FinalisedResponse response) {
        switch (catchUp.check(from, response)) {
            case CatchUp.Checked.Wrong(var what) -> environment.misbehaved(from, what);
            case CatchUp.Checked.Stale() -> {}
            case CatchUp.Checked.Final(var batch) -> {
                outbox.flush();
                finalise(batch.blocks(), batch.finalization());
                feed(new ConsensusInput.CaughtUp(ledger.tip(), batch.finalization(), environment.nowMillis()));
            }
        }
        askForMore();
    }
}
