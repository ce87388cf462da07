package network.cairn.chain;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import network.cairn.chain.message.PeerMessage;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// Messages that wait for the consensus thread, a queue for each peer, taken in turns: a peer that says
/// much holds nobody else up. Its owner sees to locking.
final class PeerInbox {
    private final int messagesPerPeerMax;
    private final long bytesPerPeerMax;
    private final LinkedHashMap<ActorId, Waiting> queues = new LinkedHashMap<>();

    /// A message and who sent it.
    record Letter(ActorId from, PeerMessage message, int bytes) {}

    private static final class Waiting {
        private final ArrayDeque<Letter> letters = new ArrayDeque<>();
        private long bytes;
    }

    PeerInbox(int messagesPerPeerMax, long bytesPerPeerMax) {
        this.messagesPerPeerMax = messagesPerPeerMax;
        this.bytesPerPeerMax = bytesPerPeerMax;
    }

    /// Whether there is room for another message of this peer; one has room always.
    boolean hasRoom(ActorId from, int bytes) {
        var waiting = queues.get(from);
        return waiting == null
                || (waiting.letters.size() < messagesPerPeerMax && waiting.bytes + bytes <= bytesPerPeerMax);
    }

    void put(Letter letter) {
        var waiting = queues.computeIfAbsent(letter.from(), _ -> new Waiting());
        waiting.letters.addLast(letter);
        waiting.bytes += letter.bytes();
    }

    /// The next message: of each peer one, in turns.
    @Nullable
    Letter poll() {
        var first = queues.pollFirstEntry();
        if (first == null) {
            return null;
        }
        var waiting = first.getValue();
        var letter = waiting.letters.removeFirst();
        waiting.bytes -= letter.bytes();
        if (!waiting.letters.isEmpty()) {
            queues.putLast(first.getKey(), waiting);
        }
        return letter;
    }
}
