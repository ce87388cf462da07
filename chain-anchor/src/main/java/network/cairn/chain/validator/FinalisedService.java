package network.cairn.chain.validator;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.snapshot.Snapshots;
import network.cairn.chain.state.Ledger;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;

/// Gives peers the finalised blocks, and parts of snapshots, that they ask for.
///
/// An answer is bounded in blocks and bytes, is of one epoch and ends with a block that has a certificate of its
/// own. Who asks for the block after the newest is answered when that is final: so an observer follows.
final class FinalisedService {
    private static final int WAITING_MAX = 128;

    private final Ledger ledger;
    private final Snapshots snapshots;
    private final Peers peers;
    private final ValidatorEnvironment environment;
    private final ValidatorOptions options;

    /// Peers that have all there is, and want the next.
    private final Map<ActorId, Long> waiting = new TreeMap<>();

    FinalisedService(
            Ledger ledger,
            Snapshots snapshots,
            Peers peers,
            ValidatorEnvironment environment,
            ValidatorOptions options) {
        this.ledger = ledger;
        this.snapshots = snapshots;
        this.peers = peers;
        this.environment = environment;
        this.options = options;
    }

    void asked(ActorId from, long fromHeight) {
        long now = environment.nowMillis();
        if (fromHeight < 1) {
            environment.misbehaved(from, "asked for the finalised block of height " + fromHeight);
            return;
        }
        long newest = ledger.tip().height();
        if (fromHeight > newest) {
            boolean room = waiting.size() < WAITING_MAX || waiting.containsKey(from);
            if (fromHeight == newest + 1 && room) {
                waiting.put(from, fromHeight);
            }
            return;
        }
        if (peers.mayServe(from, now)) {
            serve(from, fromHeight, now);
        }
    }

    private void serve(ActorId to, long fromHeight, long now) {
        if (fromHeight < ledger.oldestHeight()) {
            snapshots.newestHeight().ifPresent(height -> environment.send(to, new PeerMessage.SnapshotOffer(height)));
            return;
        }
        long epoch = ledger.genesis().parameters().epochOf(fromHeight);
        var blocks = new ArrayList<Block>();
        Optional<Certificate> newest = Optional.empty();
        long bytes = 0;
        for (long height = fromHeight; height <= ledger.tip().height(); ) {
            Optional<Certificate> certificate = ledger.finalization(height);
            List<Block> group = certificate.map(this::height).map(range(height)).orElse(List.of());
            long groupBytes = group.stream()
                    .mapToLong(block -> block.encode().length + 4L)
                    .sum();
            boolean fits = bytes + groupBytes <= options.responseBytesMax()
                    && blocks.size() + group.size() <= PeerMessage.FinalisedResponse.BLOCKS_MAX;
            if (group.isEmpty() || !fits || group.getFirst().header().epoch() != epoch) {
                break;
            }
            blocks.addAll(group);
            newest = certificate;
            bytes += groupBytes;
            height += group.size();
        }
        if (newest.isPresent()) {
            environment.send(to, new PeerMessage.FinalisedResponse(blocks, newest.get()));
        } else {
            // Too many blocks became final at once for one message. The certificate leads the peer's consensus to
            // their hashes, and it fetches them one by one.
            ledger.finalization(fromHeight)
                    .ifPresent(certificate -> environment.send(to, new PeerMessage.Certified(certificate)));
        }
        peers.served(to, bytes, now);
    }

    private long height(Certificate certificate) {
        return certificate.vote() instanceof Vote.Finalize vote
                ? ledger.height(vote.block()).orElse(0L)
                : 0;
    }

    /// The blocks from a height to another; none where one of them is not here.
    private java.util.function.Function<Long, List<Block>> range(long from) {
        return to -> {
            var blocks = new ArrayList<Block>();
            for (long height = from; height <= to; height++) {
                Optional<Block> block = ledger.block(height);
                if (block.isEmpty()) {
                    return List.of();
                }
                blocks.add(block.get());
            }
            return blocks;
        };
    }

    /// Blocks have become final: those who wait for them get them.
    void finalised() {
        if (waiting.isEmpty()) {
            return;
        }
        var askers = new TreeMap<>(waiting);
        waiting.clear();
        askers.forEach(this::asked);
    }

    /// Answers with a block that is final and that consensus may have forgotten. Whether there is one.
    boolean blockAsked(ActorId from, PeerMessage.BlockRequest request) {
        Optional<Long> height = ledger.height(request.block());
        if (height.isEmpty()) {
            return false;
        }
        long now = environment.nowMillis();
        if (peers.mayServe(from, now)) {
            ledger.block(height.get()).ifPresent(block -> {
                environment.send(from, new PeerMessage.BlockResponse(block));
                peers.served(from, block.encode().length, now);
            });
        }
        return true;
    }

    void partAsked(ActorId from, PeerMessage.SnapshotRequest request) {
        long now = environment.nowMillis();
        if (request.part() < 0 || request.height() < 1) {
            environment.misbehaved(from, "asked for part " + request.part() + " of snapshot " + request.height());
        } else if (peers.mayServe(from, now)) {
            snapshots.part(request.height(), request.part()).ifPresent(bytes -> {
                environment.send(from, new PeerMessage.SnapshotPart(request.height(), request.part(), bytes));
                peers.served(from, bytes.length, now);
            });
        }
    }
}
