package network.cairn.proofs.tree;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import network.cairn.proofs.id.Digest;

/// The state tree cut into subtrees that fill it from left to right, each small enough to be checked on its
/// own.
public final class StateTiling {
    /// One subtree.
    ///
    /// @param depth how many bits the paths in it have in common, 0 .. 256
    public record Tile(int depth, StateNode node) {
        public Tile {
            if (depth < 0 || depth > StateSubtree.DEPTH_MAX) {
                throw new IllegalArgumentException(
                        "a tile's depth is in 0 .. " + StateSubtree.DEPTH_MAX + ", not " + depth);
            }
        }
    }

    private final List<Tile> tiles;
    private final List<Digest> firstPaths;
    private final StateNode top;

    private StateTiling(List<Tile> tiles, List<Digest> firstPaths, StateNode top) {
        this.tiles = tiles;
        this.firstPaths = firstPaths;
        this.top = top;
    }

    /// The tiling that these tiles make, or nothing where they do not fill the tree exactly.
    public static Optional<StateTiling> of(List<Tile> tiles) {
        Deque<Tile> open = new ArrayDeque<>();
        var firstPaths = new ArrayList<Digest>(tiles.size());
        var first = BigInteger.ZERO;
        var end = BigInteger.ONE.shiftLeft(StateSubtree.DEPTH_MAX);
        for (Tile tile : tiles) {
            if (first.compareTo(end) >= 0) {
                return Optional.empty();
            }
            firstPaths.add(path(first));
            first = first.add(BigInteger.ONE.shiftLeft(StateSubtree.DEPTH_MAX - tile.depth()));
            Tile joined = tile;
            while (!open.isEmpty() && open.peek().depth() == joined.depth() && joined.depth() > 0) {
                joined = new Tile(joined.depth() - 1, StateNode.join(open.pop().node(), joined.node()));
            }
            open.push(joined);
        }
        return open.size() == 1 && open.peek().depth() == 0
                ? Optional.of(new StateTiling(
                        List.copyOf(tiles), List.copyOf(firstPaths), open.pop().node()))
                : Optional.empty();
    }

    private static Digest path(BigInteger number) {
        byte[] bytes = new byte[Digest.LENGTH_BYTES];
        byte[] shortest = number.toByteArray();
        int length = Math.min(shortest.length, bytes.length);
        System.arraycopy(shortest, shortest.length - length, bytes, bytes.length - length, length);
        return Digest.of(bytes);
    }

    public List<Tile> tiles() {
        return tiles;
    }

    /// The tree they make.
    public StateNode top() {
        return top;
    }

    /// Whether a path leads into a tile.
    public boolean covers(int tile, Digest path) {
        return StateSubtree.commonBits(firstPaths.get(tile), path)
                >= tiles.get(tile).depth();
    }
}
