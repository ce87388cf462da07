package network.cairn.deploy.receipt;

import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import network.cairn.client.receipt.Durability;
import network.cairn.client.receipt.ReceiptSubject;
import network.cairn.client.receipt.ReceiptSummary;
import network.cairn.client.receipt.SegmentState;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.proofs.id.SegmentId;

/// What the receipts of one object show together.
///
/// @param pages at least one, by ascending segments, none of which is in two
public record VerifiedObject(List<VerifiedPage> pages) {
    /// @throws IllegalArgumentException where the receipts cannot be of one object
    public VerifiedObject {
        pages = pages.stream()
                .sorted(Comparator.comparingInt(VerifiedPage::first))
                .toList();
        ReceiptSubject subject = pages.getFirst().subject();
        var ids = new HashSet<SegmentId>();
        int end = 0;
        for (VerifiedPage page : pages) {
            ReceiptSubject other = page.subject();
            if (!subject.name().equals(other.name())
                    || subject.sizeBytes() != other.sizeBytes()
                    || subject.segments() != other.segments()) {
                throw new IllegalArgumentException("receipts of two objects, or of two versions of one: "
                        + words(subject) + " and " + words(other));
            }
            if (page.first() < end) {
                throw new IllegalArgumentException("two receipts of segment " + page.first());
            }
            end = page.end();
            for (SegmentState segment : page.segments()) {
                // What is stored once must not pass for two parts of the object.
                if (!ids.add(segment.id())) {
                    throw new IllegalArgumentException("segment " + segment.number() + " is another one once more");
                }
            }
        }
        if (ids.size() == subject.segments() && heldBytes(pages) < subject.sizeBytes()) {
            throw new IllegalArgumentException(
                    "segments of " + heldBytes(pages) + " bytes for an object of " + subject.sizeBytes());
        }
    }

    /// The same, but with a failure that says that the receipts are rejected.
    public static VerifiedObject of(List<VerifiedPage> pages) throws CommandFailure {
        try {
            return new VerifiedObject(pages);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(Exit.REFUSED, "the receipts are rejected: " + e.getMessage(), e);
        }
    }

    private static String words(ReceiptSubject subject) {
        return Printable.name(subject.name()) + " of " + subject.sizeBytes() + " bytes in " + subject.segments()
                + " segments";
    }

    private static long heldBytes(List<VerifiedPage> pages) {
        // Some pages of at most 256 segments of 255 pieces of 1 GiB: far below 2^63.
        return pages.stream()
                .flatMap(page -> page.segments().stream())
                .mapToLong(segment -> segment.k() * segment.pieceBytes())
                .sum();
    }

    /// Name, size and number of segments, as the maker of the receipts says.
    public ReceiptSubject subject() {
        return pages.getFirst().subject();
    }

    /// The summary with the newest block.
    public ReceiptSummary newest() {
        return pages.stream()
                .map(VerifiedPage::summary)
                .max(Comparator.comparingLong(ReceiptSummary::height))
                .orElseThrow();
    }

    /// The time that nothing shown is older than.
    public Instant provenFrom() {
        return pages.stream()
                .map(page -> page.summary().provenFrom())
                .min(Comparator.naturalOrder())
                .orElseThrow();
    }

    /// All segments that are shown, by ascending number.
    public List<SegmentState> segments() {
        return pages.stream().flatMap(page -> page.segments().stream()).toList();
    }

    /// Of the segments that are shown, the least in each respect.
    public Durability durability() {
        return pages.stream()
                .map(page -> page.summary().durability())
                .reduce(Durability::worse)
                .orElseThrow();
    }

    /// Segments in a row.
    public record Gap(int first, int last) {}

    /// The first segments that no receipt shows; empty if all are shown.
    public Optional<Gap> gap() {
        int next = 0;
        for (VerifiedPage page : pages) {
            if (page.first() > next) {
                return Optional.of(new Gap(next, page.first() - 1));
            }
            next = page.end();
        }
        return next < subject().segments() ? Optional.of(new Gap(next, subject().segments() - 1)) : Optional.empty();
    }

    /// Whether all of the object's segments are shown, and of each as many pieces are alive as are needed.
    public boolean isDurable() {
        return gap().isEmpty() && durability().isReadable();
    }
}
