package network.cairn.deploy.simulation;

import java.util.List;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.validator.ValidatorEnvironment.TimerName;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Transaction;
import network.cairn.proofs.id.ActorId;

/// What a machine reaches of the world around it.
interface World {
    Genesis genesis();

    Scenario scenario();

    Tally tally();

    long nowMicros();

    /// Whether machines and networks may fail still.
    boolean isStorming();

    /// Carries a message to the machines of an actor, of which a liar may have two.
    void send(SimulatedMachine from, ActorId to, PeerMessage message);

    void broadcast(SimulatedMachine from, PeerMessage message);

    void carry(SimulatedMachine from, SimulatedMachine to, PeerMessage message);

    /// All machines but this one.
    List<SimulatedMachine> others(SimulatedMachine machine);

    void setTimer(SimulatedMachine machine, TimerName name, long setting, long delayMicros);

    List<Transaction> transactions(int bytesMax);

    void misbehaved(SimulatedMachine by, ActorId peer, String what);

    void accuse(SimulatedMachine by, Equivocation equivocation);

    /// A machine's power has gone.
    void crashed(SimulatedMachine machine, long downMicros);

    void note(SimulatedMachine machine, String what, Object about);
}
