package network.cairn.deploy.receipt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.receipt.Durability;
import network.cairn.client.receipt.PieceState;
import network.cairn.client.receipt.PieceStatus;
import network.cairn.client.receipt.ReceiptSubject;
import network.cairn.client.receipt.ReceiptSummary;
import network.cairn.client.receipt.SegmentState;
import network.cairn.client.receipt.Spread;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.SegmentId;

/// Verified pages as they would come of receipts: segments of pieces of 1 KiB, of which four are needed, each with
/// another operator and all in one region.
public final class SampleReceipts {
    public static final Instant TIME = Instant.parse("2030-01-31T12:00:00Z");
    public static final int K = 4;

    private SampleReceipts() {}

    /// Pieces of these statuses; one that awaits a proof has been proven before if its index is odd.
    public static SegmentState segment(int number, PieceStatus... statuses) {
        var pieces = new ArrayList<PieceState>();
        for (int index = 0; index < statuses.length; index++) {
            pieces.add(piece(index, statuses[index]));
        }
        return new SegmentState(number, SegmentId.of(bytes(number)), K, statuses.length, 1024, pieces, durability((int)
                Stream.of(statuses)
                        .filter(status -> status == PieceStatus.ALIVE)
                        .count()));
    }

    /// A page of these segments, proven at the time of the first one's number in minutes after {@link #TIME}.
    public static VerifiedPage page(String name, long sizeBytes, int total, SegmentState... segments) {
        int first = segments[0].number();
        Instant time = TIME.plusSeconds(60L * first);
        return new VerifiedPage(
                new ReceiptSummary(
                        ChainId.of(bytes(7)),
                        new ReceiptSubject(name, sizeBytes, total, first),
                        segments.length,
                        100 + first,
                        BlockHash.of(bytes(first)),
                        9,
                        time,
                        time.plusSeconds(5),
                        Stream.of(segments)
                                .map(SegmentState::durability)
                                .reduce(Durability::worse)
                                .orElseThrow()),
                List.of(segments));
    }

    private static Durability durability(int alive) {
        var apart = new Spread(alive, Math.min(alive, 1), Math.max(0, alive - K));
        var together = new Spread(Math.min(alive, 1), alive, 0);
        return new Durability(alive, alive - K, apart, apart, together, apart);
    }

    private static PieceState piece(int index, PieceStatus status) {
        Optional<Long> proven =
                status == PieceStatus.AWAITING_PROOF && index % 2 == 0 ? Optional.empty() : Optional.of(8L);
        var terms = new ProviderTerms(
                List.of(new Endpoint("node-" + index, 7000)),
                "operator-" + index,
                "north",
                Subnet.ofAddress(new byte[] {10, 0, (byte) index, 1}),
                Amount.units(5),
                Amount.units(6),
                1L << 40);
        return new PieceState(
                index,
                PieceId.of(bytes(index)),
                PieceRoot.of(bytes(index)),
                Identity.ofSeed(bytes(index)).id(),
                status,
                status == PieceStatus.NOT_IN_DEAL
                        ? Optional.empty()
                        : Optional.of(new PieceState.InDeal(
                                DealId.of(bytes(index)), Optional.empty(), proven, proven, terms)));
    }

    private static byte[] bytes(int number) {
        byte[] bytes = new byte[32];
        bytes[30] = (byte) (number >> 8);
        bytes[31] = (byte) number;
        return bytes;
    }
}
