package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import network.cairn.client.ledger.Amount;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// Who stands for the validator set.
///
/// At most {@value #CANDIDATES_MAX} go from one epoch into the next, those with the most stake, so that
/// choosing a set is bounded work; {@value #NEWCOMERS_MAX} more may come in during an epoch.
///
/// @param floor once the list is full, the stake a newcomer must exceed: that of the lowest who went on
///     at the last epoch's end
/// @param ids in ascending order
public record Candidates(Amount floor, List<ActorId> ids) {
    static final int CANDIDATES_MAX = 1000;
    static final int NEWCOMERS_MAX = 100;

    public Candidates {
        ids = List.copyOf(ids);
        if (ids.size() > CANDIDATES_MAX + NEWCOMERS_MAX) {
            throw new IllegalArgumentException(
                    "at most " + (CANDIDATES_MAX + NEWCOMERS_MAX) + " stand, not " + ids.size());
        }
    }

    /// Whether a newcomer with this stake in its pool finds room.
    boolean hasRoom(Amount stake) {
        return ids.size() < CANDIDATES_MAX
                || (ids.size() < CANDIDATES_MAX + NEWCOMERS_MAX && stake.compareTo(floor) > 0);
    }

    boolean contains(ActorId id) {
        return Collections.binarySearch(ids, id) >= 0;
    }

    Candidates with(ActorId id) {
        int place = Collections.binarySearch(ids, id);
        if (place >= 0) {
            return this;
        }
        var more = new ArrayList<>(ids);
        more.add(-place - 1, id);
        return new Candidates(floor, more);
    }

    Candidates without(ActorId id) {
        int place = Collections.binarySearch(ids, id);
        if (place < 0) {
            return this;
        }
        var fewer = new ArrayList<>(ids);
        fewer.remove(place);
        return new Candidates(floor, fewer);
    }

    byte[] encode() {
        var writer = new CanonicalWriter();
        floor.write(writer);
        writer.u32(ids.size());
        ids.forEach(writer::id);
        return writer.toBytes();
    }

    /// @throws CodecException if these bytes are not the encoding of a list of candidates
    public static Candidates decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var floor = Amount.read(reader, "candidates' floor");
        int count = reader.count(CANDIDATES_MAX + NEWCOMERS_MAX, "candidates");
        var ids = new ArrayList<ActorId>();
        for (int i = 0; i < count; i++) {
            var id = ActorId.of(reader.fixed(ActorId.LENGTH_BYTES, "candidate"));
            if (!ids.isEmpty() && ids.getLast().compareTo(id) >= 0) {
                throw new CodecException("the candidates are not in ascending order");
            }
            ids.add(id);
        }
        reader.end();
        return new Candidates(floor, ids);
    }
}
