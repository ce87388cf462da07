package network.cairn.deploy.simulation;

import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.validator.ValidatorEnvironment.TimerName;

/// One thing that happens in a simulation.
sealed interface SimulationEvent {
    /// A message arrives at a machine.
    record Delivery(SimulatedMachine from, SimulatedMachine to, PeerMessage message) implements SimulationEvent {}

    /// A machine has a connection to another.
    record Connection(SimulatedMachine machine, SimulatedMachine peer) implements SimulationEvent {}

    /// A timer of a machine runs out, if it has not been set anew, cancelled or lost since.
    ///
    /// @param setting which of the machine's settings of timers it was
    record Timer(SimulatedMachine machine, TimerName name, long setting) implements SimulationEvent {}

    /// A machine that is off comes back.
    record PowerOn(SimulatedMachine machine) implements SimulationEvent {}

    /// A fault of the scenario begins.
    record Begin(Fault fault) implements SimulationEvent {}

    /// A fault that lasts is over.
    record End(Fault fault) implements SimulationEvent {}

    /// Somebody submits transactions.
    record Submit() implements SimulationEvent {}

    /// The liars speak without being asked.
    record Lie(SimulatedMachine liar) implements SimulationEvent {}

    /// All faults but the liars are over.
    record Heal() implements SimulationEvent {}
}
