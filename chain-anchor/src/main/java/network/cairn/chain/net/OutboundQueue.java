package network.cairn.chain.net;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import network.cairn.chain.net.OutboundFrame.Lane;
import org.jspecify.annotations.Nullable;

/// What waits to be sent to one peer, the most urgent lane first. Any thread may use it.
///
/// Bounded in bytes. When it is full, transactions give way first, then what was asked for to catch up;
/// of consensus the oldest gives way, as newer messages supersede it and the engine repeats what still
/// matters.
final class OutboundQueue {
    private final long bytesMax;
    private final long gossipBytesMax;
    private final Map<Lane, SequencedMap<Object, OutboundFrame>> lanes = new EnumMap<>(Lane.class);
    private final Map<Lane, Long> laneBytes = new EnumMap<>(Lane.class);
    private long bytes;
    private long dropped;

    OutboundQueue(long bytesMax, long gossipBytesMax) {
        this.bytesMax = bytesMax;
        this.gossipBytesMax = gossipBytesMax;
        for (Lane lane : Lane.values()) {
            lanes.put(lane, new LinkedHashMap<>());
            laneBytes.put(lane, 0L);
        }
    }

    /// Puts a frame in, if need be in the place of others.
    synchronized void offer(OutboundFrame frame) {
        var replaced = lane(frame.lane()).remove(frame.key());
        if (replaced != null) {
            count(replaced, -1);
        }
        if (frame.lane() == Lane.GOSSIP && laneBytes(Lane.GOSSIP) + frame.bytes().length > gossipBytesMax) {
            dropped++;
            return;
        }
        makeRoom(frame);
        if (bytes + frame.bytes().length > bytesMax) {
            dropped++;
            return;
        }
        lane(frame.lane()).put(frame.key(), frame);
        count(frame, 1);
    }

    private void makeRoom(OutboundFrame frame) {
        for (Lane lane : new Lane[] {Lane.GOSSIP, Lane.CATCH_UP, Lane.CONSENSUS}) {
            boolean mayGiveWay = lane.compareTo(frame.lane()) > 0 || (lane == Lane.CONSENSUS && frame.lane() == lane);
            while (mayGiveWay
                    && bytes + frame.bytes().length > bytesMax
                    && !lane(lane).isEmpty()) {
                count(lane(lane).pollFirstEntry().getValue(), -1);
                dropped++;
            }
        }
    }

    /// Takes the next frame out.
    synchronized @Nullable OutboundFrame poll() {
        for (Lane lane : Lane.values()) {
            var first = lane(lane).pollFirstEntry();
            if (first != null) {
                count(first.getValue(), -1);
                return first.getValue();
            }
        }
        return null;
    }

    synchronized void clear() {
        while (poll() != null) {
            dropped++;
        }
    }

    synchronized long bytes() {
        return bytes;
    }

    /// Frames that gave way or found no room.
    synchronized long dropped() {
        return dropped;
    }

    private void count(OutboundFrame frame, int sign) {
        long length = (long) sign * frame.bytes().length;
        bytes += length;
        laneBytes.merge(frame.lane(), length, Long::sum);
    }

    private SequencedMap<Object, OutboundFrame> lane(Lane lane) {
        var frames = lanes.get(lane);
        if (frames == null) {
            throw new IllegalStateException("every lane has a queue, " + lane + " has none");
        }
        return frames;
    }

    private long laneBytes(Lane lane) {
        return laneBytes.getOrDefault(lane, 0L);
    }
}
