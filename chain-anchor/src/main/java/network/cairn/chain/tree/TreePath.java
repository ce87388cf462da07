package network.cairn.chain.tree;

/// Bits and half bytes of a 32-byte path, the first being the highest of its first byte.
final class TreePath {
    private TreePath() {}

    static boolean bit(byte[] bytes, int offset, int depth) {
        return (bytes[offset + (depth >>> 3)] >>> (7 - (depth & 7)) & 1) != 0;
    }

    static int halfByte(byte[] bytes, int offset, int index) {
        return bytes[offset + index / 2] >>> (index % 2 == 0 ? 4 : 0) & 0x0f;
    }
}
