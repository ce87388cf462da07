package network.cairn.proofs.deal;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.LongStream;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What lets somebody who knows only a list's root and length work out the root after a change.
///
/// A change touches positions: those of its removals, as many at the list's end, and the last that stays. The proof
/// is, from the list's start to its end, the node (leaves `u64`, hash) of each touched position and of each largest
/// subtree that holds none. What comes where follows from the list's length and the change, so that a change has
/// exactly one proof. The verifier rebuilds the part of the tree that is above these nodes, compares its root, and
/// carries the change out on that part.
public final class ListChangeProof {
    /// What became of a change that was checked.
    public sealed interface Result {
        /// It is right, and leaves this list.
        record Changed(SumNode root, long items) implements Result {}

        record Rejected(Reason reason) implements Result {}
    }

    /// Why a change was rejected.
    public enum Reason {
        /// An index is not one of the list's.
        INDEX_OUTSIDE_LIST,
        /// The proof ends too early or too late, or one of its nodes has no leaves.
        MALFORMED,
        /// The list would have more leaves or items than one can have.
        LIST_TOO_LARGE,
        /// The nodes do not lead to the root.
        ROOT_MISMATCH,
        /// A piece that is to be taken out is not where it is said to be.
        WRONG_PIECE
    }

    private final long[] touched;
    private final SumHasher hasher = new SumHasher();

    private ListChangeProof(long[] touched) {
        this.touched = touched;
    }

    /// The proof of a change to a list, which is not changed by this.
    ///
    /// @throws IndexOutOfBoundsException if a removal's index is none of the list
    public static byte[] of(SumTree list, ListChange change) {
        if (!change.fits(list.items())) {
            throw new IndexOutOfBoundsException("a removal is not from the list of " + list.items() + " items");
        }
        var proof = new ListChangeProof(touched(list.items(), change));
        var writer = new CanonicalWriter();
        if (list.items() > 0) {
            proof.emit(list, 0, list.items(), writer);
        }
        return writer.toBytes();
    }

    /// Works out what a change makes of a list. Total: any bytes give a result.
    ///
    /// @param root the list's root
    /// @param items how many items it has, which the root alone does not tell: whoever signs one signs the other
    public static Result verify(SumNode root, long items, ListChange change, byte[] proof) {
        if (!change.fits(items)) {
            return new Result.Rejected(Reason.INDEX_OUTSIDE_LIST);
        }
        if (items - change.removals().size() + change.appended().size() > SumTree.ITEMS_MAX) {
            return new Result.Rejected(Reason.LIST_TOO_LARGE);
        }
        var part = new HeapSumNodes();
        try {
            var reader = new CanonicalReader(proof);
            var verifier = new ListChangeProof(touched(items, change));
            Optional<SumNode> found =
                    items == 0 ? Optional.of(SumNode.EMPTY) : verifier.rebuild(0, items, reader, part);
            reader.end();
            if (found.isEmpty() || !found.get().equals(root)) {
                return new Result.Rejected(Reason.ROOT_MISMATCH);
            }
        } catch (CodecException e) {
            return new Result.Rejected(Reason.MALFORMED);
        }
        var list = new SumTree(part, items);
        try {
            change.applyTo(list);
        } catch (WrongPieceException e) {
            return new Result.Rejected(Reason.WRONG_PIECE);
        } catch (ArithmeticException e) {
            return new Result.Rejected(Reason.LIST_TOO_LARGE);
        }
        return new Result.Changed(list.root(), list.items());
    }

    private static long[] touched(long items, ListChange change) {
        int removals = change.removals().size();
        LongStream atEnd = LongStream.range(Math.max(0, items - removals - 1), items);
        LongStream removed = change.removals().stream().mapToLong(ListChange.Removal::index);
        return LongStream.concat(removed, atEnd).sorted().distinct().toArray();
    }

    private boolean touches(long first, long count) {
        int found = Arrays.binarySearch(touched, first);
        int next = found >= 0 ? found : -found - 1;
        return next < touched.length && touched[next] < first + count;
    }

    private void emit(SumTree list, long first, long count, CanonicalWriter writer) {
        if (count == 1 || !touches(first, count)) {
            list.subtree(first, count).write(writer);
            return;
        }
        long left = SumTree.leftItems(count);
        emit(list, first, left, writer);
        emit(list, first + left, count - left, writer);
    }

    /// The node over some items, after all that is kept at and below it has been put into the part; empty if there
    /// are more leaves than there can be.
    private Optional<SumNode> rebuild(long first, long count, CanonicalReader proof, SumNodes part)
            throws CodecException {
        Optional<SumNode> node;
        if (count == 1 || !touches(first, count)) {
            node = Optional.of(SumNode.read(proof, "node"));
            if (node.get().isEmpty()) {
                throw new CodecException("a node without leaves");
            }
        } else {
            long left = SumTree.leftItems(count);
            Optional<SumNode> leftNode = rebuild(first, left, proof, part);
            Optional<SumNode> rightNode = rebuild(first + left, count - left, proof, part);
            node = leftNode.isEmpty() || rightNode.isEmpty()
                    ? Optional.empty()
                    : hasher.checkedInner(leftNode.get(), rightNode.get());
        }
        if (Long.bitCount(count) == 1) {
            int level = Long.numberOfTrailingZeros(count);
            node.ifPresent(kept -> part.put(level, first >> level, kept));
        }
        return node;
    }
}
