package network.cairn.deploy.simulation;

import java.util.ArrayList;
import java.util.List;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.message.PeerMessageCodec;
import network.cairn.proofs.codec.CodecException;

/// Carries messages between machines, or fails to.
final class SimulatedNetwork {
    /// In flight at once; a protocol that answers messages with more messages runs into it.
    private static final int IN_FLIGHT_MAX = 200_000;

    private final EventQueue events;
    private final Dice dice;
    private final Tally tally;
    private final boolean encodes;
    private final List<Fault.Partition> partitions = new ArrayList<>();
    private final List<Fault.Slowness> slowness = new ArrayList<>();
    private LinkQuality quality;

    /// @param encodes whether messages are encoded and decoded on their way
    SimulatedNetwork(EventQueue events, Dice dice, Tally tally, LinkQuality quality, boolean encodes) {
        this.events = events;
        this.dice = dice;
        this.tally = tally;
        this.quality = quality;
        this.encodes = encodes;
    }

    void begin(Fault.Partition partition) {
        partitions.add(partition);
    }

    void end(Fault.Partition partition) {
        partitions.remove(partition);
    }

    void begin(Fault.Slowness fault) {
        slowness.add(fault);
    }

    void end(Fault.Slowness fault) {
        slowness.remove(fault);
    }

    /// Nothing is lost, cut off or late from now on.
    void heal() {
        partitions.clear();
        slowness.clear();
        quality = quality.calm();
    }

    void carry(SimulatedMachine from, SimulatedMachine to, PeerMessage message) {
        if (events.size() > IN_FLIGHT_MAX) {
            throw new SimulationFailure("more than " + IN_FLIGHT_MAX + " messages are in flight");
        }
        for (Fault.Partition partition : partitions) {
            if (partition.cuts(from.place(), to.place())) {
                tally.count(Happening.CUT_OFF);
                return;
            }
        }
        if (dice.chance(quality.loss())) {
            tally.count(Happening.LOST);
            return;
        }
        var arriving = encodes ? encodedAndDecoded(message) : message;
        deliver(from, to, arriving);
        if (dice.chance(quality.duplication())) {
            tally.count(Happening.DUPLICATED);
            deliver(from, to, arriving);
        }
    }

    private void deliver(SimulatedMachine from, SimulatedMachine to, PeerMessage message) {
        tally.count(Happening.DELIVERED);
        long delay = quality.delay(dice);
        for (Fault.Slowness slow : slowness) {
            if (slow.machine() == from.place() || slow.machine() == to.place()) {
                delay += slow.delayMicros();
            }
        }
        events.planIn(delay, new SimulationEvent.Delivery(from, to, message));
    }

    private PeerMessage encodedAndDecoded(PeerMessage message) {
        try {
            return PeerMessageCodec.decode(PeerMessageCodec.encode(message));
        } catch (CodecException e) {
            throw new SimulationFailure("a message does not decode from its own encoding: " + message, e);
        }
    }
}
