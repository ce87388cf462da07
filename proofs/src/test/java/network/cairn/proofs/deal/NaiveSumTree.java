package network.cairn.proofs.deal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.id.Digest;

/// The sum-tree as its definition reads: level by level over the whole list, an odd last node going up as it is.
final class NaiveSumTree {
    private NaiveSumTree() {}

    static SumNode root(List<SumNode> items) {
        if (items.isEmpty()) {
            return SumNode.EMPTY;
        }
        List<SumNode> level = items;
        while (level.size() > 1) {
            var above = new ArrayList<SumNode>();
            for (int i = 0; i + 1 < level.size(); i += 2) {
                above.add(inner(level.get(i), level.get(i + 1)));
            }
            if (level.size() % 2 == 1) {
                above.add(level.getLast());
            }
            level = above;
        }
        return level.getFirst();
    }

    static SumNode inner(SumNode left, SumNode right) {
        var input = ByteBuffer.allocate(81).put((byte) 3);
        input.putLong(left.leaves()).put(left.hash().toBytes());
        input.putLong(right.leaves()).put(right.hash().toBytes());
        return new SumNode(left.leaves() + right.leaves(), sha256(input.array()));
    }

    static Digest sha256(byte[] input) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(input));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
