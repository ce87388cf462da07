package network.cairn.chain.validator;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;

/// What a validator needs of the world: a clock, timers and the other validators. In a process it is
/// wall time and TLS; in a simulation all of it is one seed's.
///
/// The environment calls the validator from one thread; none of these methods blocks or calls back at once.
public interface ValidatorEnvironment {
    /// Milliseconds since 1970 by this validator's clock.
    long nowMillis();

    /// Sends to a peer, as far as it is reachable; a message may be lost.
    void send(ActorId peer, PeerMessage message);

    /// Sends to every validator of the sets in force, but not to itself.
    void broadcast(PeerMessage message);

    /// Sets a timer, in the place of one with the same name that still runs; it calls
    /// {@code Validator.onTimer(name)}.
    void setTimer(TimerName name, Duration delay);

    void cancelTimer(TimerName name);

    /// Transactions for a block, best first, at most this many bytes of them.
    List<Transaction> transactions(int bytesMax);

    /// A peer sent what no honest one sends.
    void misbehaved(ActorId peer, String what);

    /// Blocks have become final, in order: the mempool forgets their transactions, streams tell them.
    void finalised(List<Block> blocks);

    /// Two contradicting votes were seen: whoever runs the validator submits them as evidence.
    void accuse(Equivocation equivocation);

    /// The validator has stopped for good, as when its disk failed: whoever runs it looks into that and starts a
    /// new one.
    default void stopped(String why) {}

    /// A timer of the validator.
    ///
    /// @param kind what it is for
    /// @param round of a consensus timer its round
    record TimerName(String kind, Optional<Round> round) {}
}
