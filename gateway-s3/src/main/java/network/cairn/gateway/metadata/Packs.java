package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of the metadata that remembers packs: the streams that small objects share.
///
/// A pack has a row, which counts what is live in it, and a row for each object. An object's row says which record
/// names its bytes; the transactions that make a record name them, or have another one do so, keep it right. A
/// record that ceases to name them leaves {@link Garbage.OfPacked}, and releasing that counts the object off. With
/// the last one the pack becomes garbage. A {@link PackRecord}'s counts are therefore exact at any moment.
public interface Packs {
    /// Notes that a pack is stored: its stream, begun for {@link Place.OfPack}, is committed.
    ///
    /// @param entries all that is in it, none named yet: each is to be named by a put or a move, or abandoned
    void put(PackRecord pack, List<PackEntry> entries);

    /// The pack of this id, also if nothing in it is live and it is only kept for readers; null where there is
    /// none.
    @Nullable
    PackRecord pack(StreamId pack);

    /// What is live in a pack, by offset.
    List<PackEntry> entries(StreamId pack);

    /// Gives up bytes in a pack that were put and that nothing came to name. Where something did, nothing happens.
    ///
    /// @param place for which they were put
    void abandon(StreamId pack, StreamId stream, Place place);

    /// Counts off bytes that nothing names any more.
    void release(Garbage.OfPacked garbage);

    /// Packs that are worth being merged with others, by bucket.
    ///
    /// @param after only packs after this one, or null
    List<PackRecord> sparse(@Nullable PackRecord after, int max);

    /// Takes a pack for whoever means to move what is live out of it.
    ///
    /// @return whether it was free
    boolean take(StreamId pack, Instant until);

    /// Has the records that name bytes in one pack name their copies in another, where they still name them: one
    /// transaction. The other copies become garbage. Readers of the old ones have their grace period.
    ///
    /// @param to a pack that was put, with an entry of the same stream for each
    /// @return how many were moved
    int move(List<Move> moves, StreamId to);

    /// Bytes to be moved.
    ///
    /// @param from the pack that holds them now
    /// @param entry what was read of them there
    /// @param offset where their copy is
    record Move(StreamId from, PackEntry entry, long offset) {}
}
