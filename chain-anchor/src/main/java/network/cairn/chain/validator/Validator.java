package network.cairn.chain.validator;

import java.util.List;
import java.util.Optional;
import network.cairn.chain.beacon.Beacons;
import network.cairn.chain.journal.Journal;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.state.Ledger;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ActorId;

/// A validator whole, but for its clock, disk and network.
///
/// Single-threaded and deterministic: what it does follows from its ledger, its journal, what its environment
/// tells it and in which order. Its owner calls it from one thread at a time and sees to timers and messages.
/// One that is not in the epoch's set follows the chain and does not vote.
public final class Validator {
    private final Signer self;
    private final SignatureVerifier verifier;
    private final Ledger ledger;
    private final Journal journal;
    private final Beacons beacons;
    private final ValidatorEnvironment environment;
    private final ValidatorOptions options;

    public Validator(
            Signer self,
            SignatureVerifier verifier,
            Ledger ledger,
            Journal journal,
            Beacons beacons,
            ValidatorEnvironment environment,
            ValidatorOptions options) {
        this.self = self;
        this.verifier = verifier;
        this.ledger = ledger;
        this.journal = journal;
        this.beacons = beacons;
        this.environment = environment;
        this.options = options;
    }

    /// Takes up where the ledger and the journal end. Once, before anything else.
    public void start() {
        journal.records();
        environment.setTimer(
                new ValidatorEnvironment.TimerName("standing", Optional.empty()), options.standingInterval());
    }

    /// A connection to a peer stands.
    public void onConnected(ActorId peer) {
        environment.send(
                peer,
                new PeerMessage.Standing(
                        ledger.tip().height(), new Round(ledger.tip().epoch(), 0)));
    }

    /// A peer's message; who sent it is known from the connection, and nothing in it has been checked.
    /// {@link PeerMessage.Transactions} are the mempool's and not for here.
    public void onMessage(ActorId from, PeerMessage message) {
        if (from.equals(self.publicIdentity().id())) {
            throw new IllegalArgumentException("a validator does not send to itself: " + message);
        }
    }

    /// A timer has run out.
    public void onTimer(ValidatorEnvironment.TimerName name) {
        environment.setTimer(name, options.standingInterval());
    }

    public ValidatorStatus status() {
        return new ValidatorStatus(
                ledger.tip().height(),
                ledger.tip().hash(),
                new Round(ledger.tip().epoch(), 0),
                !verifier.equals(SignatureVerifier.ED25519) && beacons.equals(Beacons.NONE),
                Optional.empty(),
                List.of(),
                false,
                false);
    }
}
