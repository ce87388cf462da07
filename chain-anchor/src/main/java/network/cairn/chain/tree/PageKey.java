package network.cairn.chain.tree;

import java.util.Arrays;
import java.util.HexFormat;

/// Names a page: how many half bytes of a path lead to it, and which.
public final class PageKey {
    static final PageKey ROOT = new PageKey(new byte[1]);

    private final byte[] bytes;

    private PageKey(byte[] bytes) {
        this.bytes = bytes;
    }

    int halfBytes() {
        return bytes[0];
    }

    /// The depth of its subtree's top in bits.
    int depth() {
        return 4 * halfBytes();
    }

    /// The page under this one that the next half byte leads to.
    PageKey child(int halfByte) {
        int count = halfBytes();
        byte[] longer = Arrays.copyOf(bytes, 1 + (count + 2) / 2);
        longer[0] = (byte) (count + 1);
        longer[1 + count / 2] |= (byte) (count % 2 == 0 ? halfByte << 4 : halfByte);
        return new PageKey(longer);
    }

    /// Its unique encoding: the count of half bytes, then they, the last padded with zeros.
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PageKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
