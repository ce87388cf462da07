package network.cairn.deploy.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import network.cairn.client.receipt.Durability;
import network.cairn.client.receipt.PieceState;
import network.cairn.client.receipt.PieceStatus;
import network.cairn.client.receipt.SegmentState;
import network.cairn.client.receipt.Spread;
import network.cairn.deploy.receipt.Printable;
import network.cairn.deploy.receipt.VerifiedObject;

/// What receipts show of an object, as lines for people. Names in it are anybody's text, and escaped.
final class ReceiptText {
    /// As many as one receipt of a gateway has.
    static final int SEGMENTS_PRINTED_MAX = 64;

    private ReceiptText() {}

    /// The verdict, what proves it, the spread, and the pieces.
    ///
    /// @param chain the name of the chain
    /// @param now tells how old it is
    static List<String> lines(VerifiedObject object, String chain, Instant now) {
        var lines = new ArrayList<String>();
        lines.add(Printable.name(object.subject().name()) + ": " + verdict(object));
        lines.add("");
        lines.addAll(proof(object, chain, now));
        lines.add("");
        lines.addAll(spread(object.durability()));
        lines.add("");
        lines.addAll(pieces(object));
        return lines;
    }

    static String verdict(VerifiedObject object) {
        Durability durability = object.durability();
        if (!durability.isReadable()) {
            return shortage(object);
        }
        String spare = switch (durability.spare()) {
            case 0 -> "as many pieces as needed are alive in every segment, but in the worst not one more";
            case 1 -> "1 piece more than needed is alive in every segment";
            default -> durability.spare() + " pieces more than needed are alive in every segment";
        };
        return object.gap()
                .map(gap -> "not shown whole: no receipt is of segments " + gap.first() + " to " + gap.last() + " of "
                        + object.subject().segments() + "; of those shown, " + spare)
                .orElse("durable: " + spare);
    }

    private static String shortage(VerifiedObject object) {
        List<SegmentState> lacking = object.segments().stream()
                .filter(segment -> !segment.durability().isReadable())
                .toList();
        SegmentState worst = lacking.stream()
                .min(Comparator.comparingInt(segment -> segment.durability().spare()))
                .orElseThrow();
        String rest = switch (lacking.size() - 1) {
            case 0 -> "";
            case 1 -> "; another segment has too few, too";
            default -> "; " + (lacking.size() - 1) + " other segments have too few, too";
        };
        String why = causes(worst);
        return (lacking.stream().allMatch(ReceiptText::mayCome) ? "not durable yet: " : "not durable: ") + "segment "
                + worst.number() + " needs " + worst.k() + " alive pieces and has "
                + worst.durability().alive() + (why.isEmpty() ? "" : ": " + why) + rest;
    }

    /// Whether enough pieces may be alive once what is awaited has come.
    private static boolean mayCome(SegmentState segment) {
        return segment.pieces().stream()
                        .filter(piece -> piece.isAlive()
                                || piece.status() == PieceStatus.AWAITING_PROOF
                                || piece.status() == PieceStatus.NOT_IN_DEAL)
                        .count()
                >= segment.k();
    }

    /// What is the matter with the pieces that are not alive.
    private static String causes(SegmentState segment) {
        var counts = new EnumMap<State, Integer>(State.class);
        segment.pieces().stream()
                .map(State::of)
                .filter(state -> state != State.ALIVE)
                .forEach(state -> counts.merge(state, 1, Integer::sum));
        var causes = new ArrayList<String>();
        counts.forEach((state, count) -> causes.add(count == 1 ? "1 is " + state.one : count + " are " + state.many));
        return String.join(", ", causes);
    }

    /// The state of a piece in words.
    private enum State {
        ALIVE("alive"),
        FIRST_PROOF("awaiting its first proof", "awaiting their first proof"),
        NEW_PROOF("awaiting a new proof"),
        NOT_PROVEN("not proven lately"),
        DEAL_ENDED("in a deal that has ended", "in deals that have ended"),
        PROVIDER_FAILED("with a provider that has failed", "with providers that have failed"),
        NO_DEAL("in no deal");

        private final String one;
        private final String many;

        State(String one, String many) {
            this.one = one;
            this.many = many;
        }

        State(String words) {
            this(words, words);
        }

        static State of(PieceState piece) {
            return switch (piece.status()) {
                case ALIVE -> ALIVE;
                case AWAITING_PROOF ->
                    piece.deal().flatMap(PieceState.InDeal::lastProven).isEmpty() ? FIRST_PROOF : NEW_PROOF;
                case NOT_PROVEN_LATELY -> NOT_PROVEN;
                case DEAL_ENDED -> DEAL_ENDED;
                case PROVIDER_FAILED -> PROVIDER_FAILED;
                case NOT_IN_DEAL -> NO_DEAL;
            };
        }
    }

    private static List<String> proof(VerifiedObject object, String chain, Instant now) {
        var newest = object.newest();
        var subject = object.subject();
        return Columns.align(List.of(
                List.of("chain", newest.chain().toHex() + " (" + Printable.text(chain) + ")"),
                List.of("block", newest.height() + " of epoch " + newest.epoch() + ", " + newest.block()),
                List.of(
                        "age",
                        "nothing is older than " + age(object.provenFrom(), now) + " (" + object.provenFrom() + ")"),
                List.of(
                        "object",
                        ByteSize.write(subject.sizeBytes()) + " in " + subject.segments()
                                + (subject.segments() == 1 ? " segment" : " segments")
                                + "; this, and that the pieces are its own, is the receipt maker's word")));
    }

    private static String age(Instant from, Instant now) {
        long seconds = Math.max(0, Duration.between(from, now).toSeconds());
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200 ? seconds / 60 + " min" : seconds < 172_800 ? seconds / 3600 + " h" : days(seconds);
    }

    private static String days(long seconds) {
        return seconds / 86_400 + " days";
    }

    private static List<String> spread(Durability durability) {
        return Columns.align(List.of(
                List.of("ALIVE PIECES", "DISTINCT", "MOST IN ONE", "CAN BE LOST"),
                row("providers", durability.providers()),
                row("operators", durability.operators()),
                row("regions", durability.regions()),
                row("subnets", durability.subnets())));
    }

    private static List<String> row(String domain, Spread spread) {
        return List.of(
                domain,
                Integer.toString(spread.distinct()),
                Integer.toString(spread.piecesOfOneMax()),
                Integer.toString(spread.lossesSurvived()));
    }

    private static List<String> pieces(VerifiedObject object) {
        List<SegmentState> all = object.segments();
        var rows = new ArrayList<List<String>>();
        rows.add(List.of("SEGMENT", "PIECE", "STATUS", "PROVIDER", "OPERATOR", "REGION", "SUBNET", "LAST PROVEN"));
        all.stream()
                .sorted(Comparator.comparingInt(segment -> segment.durability().spare()))
                .limit(SEGMENTS_PRINTED_MAX)
                .sorted(Comparator.comparingInt(SegmentState::number))
                .forEach(segment -> segment.pieces().forEach(piece -> rows.add(row(segment, piece))));
        List<String> lines = Columns.align(rows);
        if (all.size() > SEGMENTS_PRINTED_MAX) {
            lines.add("These are the worst " + SEGMENTS_PRINTED_MAX + " of " + all.size()
                    + " segments; --json prints all.");
        }
        return lines;
    }

    private static List<String> row(SegmentState segment, PieceState piece) {
        var deal = piece.deal();
        return List.of(
                Integer.toString(segment.number()),
                Integer.toString(piece.index()),
                State.of(piece).one,
                piece.provider().toString(),
                deal.map(one -> Printable.text(one.terms().operator())).orElse("-"),
                deal.map(one -> Printable.text(one.terms().region())).orElse("-"),
                deal.map(one -> one.terms().subnet().toString()).orElse("-"),
                deal.flatMap(PieceState.InDeal::lastProven)
                        .map(epoch -> "epoch " + epoch)
                        .orElse("-"));
    }
}
