package network.cairn.chain.validator;

import java.time.Duration;
import java.util.Optional;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.state.Ledger;
import network.cairn.chain.state.SnapshotImport;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// Joins the chain from a peer's snapshot where nobody has the blocks that come next any more.
///
/// The peer is trusted in nothing. The snapshot brings the last header of every epoch from the one this ledger is
/// in, each with its certificate by the set that the one before names, so the way leads from genesis' own set (or
/// from wherever the ledger is) to the snapshot's block; with a checkpoint in {@link ValidatorOptions} it must also
/// lead through that. Without one, whoever holds the keys of two thirds of an old set, which may have left long
/// ago, can make up another history for a joiner that knows only genesis: an operator who joins a chain older than
/// its unbonding time is to give one.
///
/// Parts come one at a time. A part that does not come, or is wrong, is asked for once more from another peer; then
/// the snapshot is given up.
final class SnapshotJoin {
    static final ValidatorEnvironment.TimerName TIMER =
            new ValidatorEnvironment.TimerName("snapshot", Optional.empty());

    private static final int FAILURES_MAX = 2;

    private final Ledger ledger;
    private final SignatureVerifier verifier;
    private final Peers peers;
    private final ValidatorEnvironment environment;
    private final ValidatorOptions options;

    private @Nullable Join join;

    /// A snapshot under way.
    private static final class Join {
        private final long height;
        private final ActorId offeredBy;
        private final SnapshotImport parts;
        private ActorId asked;
        private int failures;

        Join(long height, ActorId offeredBy, SnapshotImport parts) {
            this.height = height;
            this.offeredBy = offeredBy;
            this.parts = parts;
            this.asked = offeredBy;
        }
    }

    SnapshotJoin(
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
        return join != null;
    }

    /// A peer that was asked for blocks has only a snapshot of what comes next.
    void offered(ActorId from, long height) {
        if (join == null && height > ledger.tip().height()) {
            var begun = new Join(height, from, ledger.importSnapshot(verifier, options.checkpoint()));
            join = begun;
            ask(begun);
        }
    }

    private void ask(Join current) {
        environment.setTimer(TIMER, options.responseTimeout());
        environment.send(current.asked, new PeerMessage.SnapshotRequest(current.height, current.parts.nextPart()));
    }

    /// Takes a part.
    ///
    /// @return whether the ledger now stands at the snapshot's height
    boolean take(ActorId from, PeerMessage.SnapshotPart message) {
        Join current = join;
        if (current == null
                || !current.asked.equals(from)
                || message.height() != current.height
                || message.part() != current.parts.nextPart()) {
            return false;
        }
        switch (current.parts.accept(message.part(), message.bytes())) {
            case SnapshotImport.Verdict.Accepted() -> {
                current.failures = 0;
                if (current.parts.isComplete()) {
                    return install(current);
                }
                ask(current);
            }
            case SnapshotImport.Verdict.WrongPart(var reason) -> {
                // Another's snapshot of the same state may be cut otherwise.
                if (from.equals(current.offeredBy)) {
                    environment.misbehaved(from, "sent a wrong part of a snapshot: " + reason);
                }
                failed(current);
            }
            case SnapshotImport.Verdict.WrongSnapshot(var reason) -> {
                environment.misbehaved(current.offeredBy, "offered a snapshot that is wrong: " + reason);
                peers.failed(current.offeredBy, environment.nowMillis());
                giveUp();
            }
        }
        return false;
    }

    private boolean install(Join current) {
        giveUp();
        if (current.height <= ledger.tip().height()) {
            return false;
        }
        ledger.install(current.parts);
        return true;
    }

    /// The part did not come in time.
    void timedOut() {
        Join current = join;
        if (current != null) {
            failed(current);
        }
    }

    private void failed(Join current) {
        long now = environment.nowMillis();
        peers.failed(current.asked, now);
        current.failures++;
        Duration failureMemory = options.responseTimeout().multipliedBy(8);
        Optional<ActorId> other = peers.ahead(current.height, Optional.of(current.asked), now, failureMemory)
                .filter(peer -> !peer.equals(current.asked));
        if (current.failures >= FAILURES_MAX || other.isEmpty()) {
            giveUp();
            return;
        }
        current.asked = other.get();
        ask(current);
    }

    private void giveUp() {
        join = null;
        environment.cancelTimer(TIMER);
    }
}
