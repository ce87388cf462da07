package network.cairn.chain.validator;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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
import network.cairn.chain.state.BlockVerdict;
import network.cairn.chain.state.Ledger;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
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

/// Runs the consensus of one epoch after the other: feeds its step function, and carries out the effects in their
/// order.
///
/// An epoch's consensus begins with what the journal has of it, then the ledger's tip where that is in it, and only
/// then with anything that happens. It ends when its last block is in the ledger.
final class EpochRunner {
    private static final Logger LOG = LoggerFactory.getLogger(EpochRunner.class);

    /// What the runner leaves to its validator.
    interface Host {
        /// These blocks are final; they are in the ledger when this returns.
        void finalise(List<Block> blocks, Certificate finalization);

        /// A peer has shown that it is ahead.
        void fallenBehind(ActorId peer);

        /// Nothing may be done any more.
        void stop(String why);

        boolean isStopped();

        /// An epoch's consensus is about to begin.
        void epochBegins(long epoch);
    }

    private final Signer self;
    private final ActorId id;
    private final SignatureVerifier verifier;
    private final Ledger ledger;
    private final ChainParameters parameters;
    private final Journal journal;
    private final Outbox outbox;
    private final BeaconRound beacon;
    private final ValidatorEnvironment environment;
    private final ValidatorOptions options;
    private final Host host;

    private final ConsensusTimers timers;
    private final PendingBlocks pending;
    private final EarlyMessages early = new EarlyMessages();
    private final Deque<ConsensusInput> inputs = new ArrayDeque<>();
    private @Nullable Simplex simplex;
    private @Nullable ConsensusState state;
    private boolean running;
    private long epoch;
    private long journaledEpochMax = -1;

    EpochRunner(
            Signer self,
            SignatureVerifier verifier,
            Ledger ledger,
            Journal journal,
            Outbox outbox,
            BeaconRound beacon,
            ValidatorEnvironment environment,
            ValidatorOptions options,
            Host host) {
        this.self = self;
        this.id = self.publicIdentity().id();
        this.verifier = verifier;
        this.ledger = ledger;
        this.parameters = ledger.genesis().parameters();
        this.journal = journal;
        this.outbox = outbox;
        this.beacon = beacon;
        this.environment = environment;
        this.options = options;
        this.host = host;
        this.timers = new ConsensusTimers(environment);
        this.pending = new PendingBlocks(ledger);
    }

    boolean isStarted() {
        return simplex != null;
    }

    long epoch() {
        return epoch;
    }

    Optional<ConsensusState> state() {
        return Optional.ofNullable(state);
    }

    Round round() {
        ConsensusState now = state;
        return new Round(epoch, now == null ? 0 : now.view());
    }

    /// Takes up where the ledger and the journal end.
    void start() {
        journaledEpochMax = journal.records().stream()
                .mapToLong(entry -> entry.round().epoch())
                .max()
                .orElse(-1);
        goOnAfterTip();
    }

    /// Begins the epoch of the block after the ledger's tip.
    void goOnAfterTip() {
        pending.finalised(ledger.tip().height());
        begin(parameters.epochOf(ledger.tip().height() + 1));
        run();
    }

    void stop() {
        inputs.clear();
        timers.cancelAll();
    }

    /// Takes a peer's message of this epoch or a later one.
    void receive(ActorId from, PeerMessage.ForConsensus message) {
        if (EarlyMessages.epoch(message) == epoch + 1) {
            early.keep(from, message);
        }
        feed(new ConsensusInput.Received(from, message, environment.nowMillis()));
    }

    /// One of the environment's timers has run out, which may be a consensus timer.
    void onTimer(ValidatorEnvironment.TimerName name) {
        Optional<ConsensusTimer> timer = timers.fired(name);
        if (timer.isPresent() && name.round().isPresent()) {
            feed(new ConsensusInput.TimerFired(timer.get(), name.round().get(), environment.nowMillis()));
        }
    }

    /// The ledger has got blocks that consensus did not make final.
    void caughtUp(Certificate finalization) {
        feed(new ConsensusInput.CaughtUp(ledger.tip(), finalization, environment.nowMillis()));
    }

    /// Blocks have become final, by consensus or otherwise.
    void finalised() {
        pending.finalised(ledger.tip().height());
    }

    private void begin(long next) {
        epoch = next;
        timers.cancelAll();
        inputs.clear();
        host.epochBegins(next);
        ConsensusConfig config = config(next);
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
        if (tip.height() > config.start().height()) {
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
    }

    private ConsensusConfig config(long next) {
        long startHeight = next == 0 ? 0 : parameters.lastHeight(next - 1);
        BlockHeader start = ledger.header(startHeight)
                .orElseThrow(() -> new IllegalStateException("the ledger has no header of height " + startHeight
                        + ", with which epoch " + next + " begins"));
        ValidatorSet set = ledger.validators(next)
                .orElseThrow(() -> new IllegalStateException("the ledger does not know the set of epoch " + next));
        return new ConsensusConfig(
                ledger.genesis().chainId(),
                next,
                set,
                next >= options.votesFromEpoch() ? Optional.of(self) : Optional.empty(),
                verifier,
                start,
                parameters.lastHeight(next),
                new ConsensusTiming(
                        parameters.blockTarget(), options.delayMin(), options.delayMax(), options.clockAheadMax()));
    }

    private void feed(ConsensusInput input) {
        inputs.add(input);
        run();
    }

    /// Steps until nothing is queued: effects may queue inputs, and the end of an epoch begins another.
    private void run() {
        if (running) {
            return;
        }
        running = true;
        try {
            while (true) {
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
                    if (host.isStopped()) {
                        return;
                    }
                }
                if (ledger.tip().height() >= consensus.config().lastHeight()) {
                    begin(epoch + 1);
                }
            }
        } finally {
            running = false;
        }
    }

    private void carryOut(ConsensusEffect effect) {
        switch (effect) {
            case ConsensusEffect.Journal(var entry) -> outbox.write(entry);
            case ConsensusEffect.Broadcast(var message) -> outbox.broadcast(message);
            case ConsensusEffect.Send(var to, var message) -> outbox.send(to, message);
            case ConsensusEffect.SetTimer(var timer, var round, var delay) -> timers.set(timer, round, delay);
            case ConsensusEffect.CancelTimer(var timer) -> timers.cancel(timer);
            case ConsensusEffect.BuildBlock build -> build(build);
            case ConsensusEffect.VerifyBlock(var round, var block) -> verify(round, block);
            case ConsensusEffect.Finalised(var blocks, var certificate) -> host.finalise(blocks, certificate);
            case ConsensusEffect.Accuse(var equivocation) -> environment.accuse(equivocation);
            case ConsensusEffect.FallenBehind(var peer, var round) -> {
                LOG.debug("validator {} in {} is behind {} in {}", id, round(), peer, round);
                host.fallenBehind(peer);
            }
            case ConsensusEffect.Misbehaved(var peer, var what) -> environment.misbehaved(peer, what);
            case ConsensusEffect.Refused(var asked, var given) ->
                LOG.warn("validator {} was asked for {} after it gave {}, and did not sign", id, asked, given);
            case ConsensusEffect.SafetyLost(var what) -> host.stop("the chain's safety is lost: " + what);
        }
    }

    private void build(ConsensusEffect.BuildBlock build) {
        pending.build(
                        build.parent(),
                        id,
                        environment.nowMillis(),
                        environment.transactions(parameters.blockBytesMax()),
                        beacon.toInclude())
                .ifPresent(block ->
                        inputs.add(new ConsensusInput.BlockBuilt(build.round(), block, environment.nowMillis())));
    }

    private void verify(Round round, Block block) {
        switch (pending.verify(block)) {
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
}
