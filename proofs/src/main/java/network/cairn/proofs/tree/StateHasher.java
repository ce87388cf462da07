package network.cairn.proofs.tree;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// Hashes nodes of the state tree, thousands for a block, with one SHA-256 and one buffer.
///
/// Leaf: SHA-256 of `04 || path || SHA-256 of the value`. Inner node: SHA-256 of `05 || left || right`.
/// Not for several threads.
public final class StateHasher {
    public static final int HASH_BYTES = 32;

    private static final int LEAF = 0x04;
    private static final int INNER = 0x05;

    private final MessageDigest sha256;
    private final byte[] input = new byte[1 + 2 * HASH_BYTES];

    public StateHasher() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// SHA-256 of a record's value.
    public byte[] value(byte[] value) {
        return sha256.digest(value);
    }

    /// The hash of one record's leaf.
    public byte[] leaf(byte[] path, byte[] valueHash) {
        return node(LEAF, path, 0, valueHash, 0);
    }

    /// The hash of an inner node, each half's hash taken from an offset.
    public byte[] inner(byte[] left, int leftOffset, byte[] right, int rightOffset) {
        return node(INNER, left, leftOffset, right, rightOffset);
    }

    private byte[] node(int domain, byte[] first, int firstOffset, byte[] second, int secondOffset) {
        input[0] = (byte) domain;
        System.arraycopy(first, firstOffset, input, 1, HASH_BYTES);
        System.arraycopy(second, secondOffset, input, 1 + HASH_BYTES, HASH_BYTES);
        byte[] hash = new byte[HASH_BYTES];
        try {
            sha256.update(input);
            sha256.digest(hash, 0, HASH_BYTES);
        } catch (DigestException e) {
            throw new IllegalStateException("SHA-256 takes " + HASH_BYTES + " bytes", e);
        }
        return hash;
    }
}
