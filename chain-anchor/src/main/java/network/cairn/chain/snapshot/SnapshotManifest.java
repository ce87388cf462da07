package network.cairn.chain.snapshot;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.tree.StateNode;
import network.cairn.proofs.tree.StateTiling.Tile;

/// Part 0 of a snapshot: which block's state it is, why that block is final, and what the other parts are.
///
/// @param end the block, the last of its epoch
/// @param trailParts how many parts, from 1 on, hold the ends of the epochs before
/// @param tiles the state tree cut into subtrees from left to right; each that is not empty is one of
///     the parts after the trail
public record SnapshotManifest(EpochEnd end, int trailParts, List<Tile> tiles) {
    /// Keeps the longest manifest within a part.
    public static final int TILES_MAX = 14_000;

    private static final int FORMAT = 1;

    public SnapshotManifest {
        tiles = List.copyOf(tiles);
        if (tiles.size() > TILES_MAX) {
            throw new IllegalArgumentException(
                    "a snapshot has at most " + TILES_MAX + " parts of the state, not " + tiles.size());
        }
    }

    public byte[] encode() {
        var writer = new CanonicalWriter()
                .u8(FORMAT)
                .bytes(end.encode())
                .u16(trailParts)
                .u32(tiles.size());
        for (Tile tile : tiles) {
            writer.u16(tile.depth());
            switch (tile.node()) {
                case StateNode.Empty() -> writer.u8(0);
                case StateNode.Leaf(var path, var valueHash) ->
                    writer.u8(1).id(path).id(valueHash);
                case StateNode.Inner(var digest) -> writer.u8(2).id(digest);
            }
        }
        return writer.toBytes();
    }

    public static SnapshotManifest decode(byte[] encoded) throws CodecException {
        SnapshotParts.requireLength(encoded);
        var reader = new CanonicalReader(encoded);
        int format = reader.u8("snapshot format");
        if (format != FORMAT) {
            throw new CodecException("a snapshot's format is " + FORMAT + ", not " + format);
        }
        var end = EpochEnd.decode(reader.bytes(EpochEnd.ENCODED_BYTES_MAX, "snapshot's block"));
        int trailParts = reader.u16("snapshot's parts of epochs");
        int count = reader.count(TILES_MAX, "snapshot's parts of the state");
        var tiles = new ArrayList<Tile>();
        for (int i = 0; i < count; i++) {
            tiles.add(tile(reader));
        }
        reader.end();
        return new SnapshotManifest(end, trailParts, tiles);
    }

    private static Tile tile(CanonicalReader reader) throws CodecException {
        int depth = reader.u16("tile's depth");
        int kind = reader.u8("tile's kind");
        StateNode node = switch (kind) {
            case 0 -> new StateNode.Empty();
            case 1 -> new StateNode.Leaf(digest(reader), digest(reader));
            case 2 -> new StateNode.Inner(digest(reader));
            default -> throw new CodecException("a tile's kind is 0, 1 or 2, not " + kind);
        };
        try {
            return new Tile(depth, node);
        } catch (IllegalArgumentException e) {
            throw new CodecException(String.valueOf(e.getMessage()), e);
        }
    }

    private static Digest digest(CanonicalReader reader) throws CodecException {
        return Digest.of(reader.fixed(Digest.LENGTH_BYTES, "tile's hash"));
    }
}
