package network.cairn.client.ledger;

import java.util.Comparator;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// A view of consensus: the epoch, whose validator set votes in it, and the view's number in the epoch,
/// from 1. View numbers begin anew in each epoch, so neither means anything without the other.
public record Round(long epoch, long view) implements Comparable<Round> {
    private static final Comparator<Round> ORDER =
            Comparator.comparingLong(Round::epoch).thenComparingLong(Round::view);

    public Round {
        if (epoch < 0 || view < 0) {
            throw new IllegalArgumentException("neither epoch nor view is negative: " + epoch + ", " + view);
        }
    }

    void write(CanonicalWriter writer) {
        writer.u64(epoch).u64(view);
    }

    static Round read(CanonicalReader reader) throws CodecException {
        return new Round(reader.u64("epoch"), reader.u64("view"));
    }

    @Override
    public int compareTo(Round that) {
        return ORDER.compare(this, that);
    }

    @Override
    public String toString() {
        return epoch + "/" + view;
    }
}
