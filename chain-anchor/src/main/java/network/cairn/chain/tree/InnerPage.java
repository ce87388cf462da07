package network.cairn.chain.tree;

import network.cairn.proofs.tree.StateHasher;

/// Four levels of a great subtree: of each of the sixteen subtrees below them its count of records and its
/// hash.
final class InnerPage implements Page {
    static final int SLOTS = 16;
    static final byte KIND = 1;

    private static final int COUNT_BYTES = 4;
    private static final int SLOT_BYTES = COUNT_BYTES + StateHasher.HASH_BYTES;
    private static final int HEAD_BYTES = 1;
    static final int ENCODED_BYTES = HEAD_BYTES + SLOTS * SLOT_BYTES;

    private static final byte[] EMPTY_HASH = new byte[StateHasher.HASH_BYTES];

    private final byte[] encoded;

    InnerPage(byte[] encoded) {
        this.encoded = encoded;
    }

    /// A copy whose slots may be set before anybody else sees it.
    InnerPage copy() {
        return new InnerPage(encoded.clone());
    }

    static InnerPage empty() {
        byte[] encoded = new byte[ENCODED_BYTES];
        encoded[0] = KIND;
        return new InnerPage(encoded);
    }

    void set(int slot, Summary subtree) {
        int at = HEAD_BYTES + slot * SLOT_BYTES;
        for (int i = 0; i < COUNT_BYTES; i++) {
            encoded[at + i] = (byte) (subtree.count() >>> (24 - 8 * i));
        }
        System.arraycopy(subtree.hash(), 0, encoded, at + COUNT_BYTES, StateHasher.HASH_BYTES);
    }

    @Override
    public byte[] encoded() {
        return encoded;
    }

    @Override
    public int count() {
        return count(0, SLOTS);
    }

    int count(int slot) {
        int at = HEAD_BYTES + slot * SLOT_BYTES;
        int count = 0;
        for (int i = 0; i < COUNT_BYTES; i++) {
            count = count << 8 | (encoded[at + i] & 0xff);
        }
        return count;
    }

    int count(int from, int to) {
        int count = 0;
        for (int slot = from; slot < to; slot++) {
            count = Math.addExact(count, count(slot));
        }
        return count;
    }

    /// The subtree of the slots from .. to, a power of two of them.
    Summary summary(StateHasher hasher, int from, int to) {
        int count = count(from, to);
        return new Summary(count, hash(hasher, from, to, count));
    }

    private byte[] hash(StateHasher hasher, int from, int to, int count) {
        if (count == 0) {
            return EMPTY_HASH.clone();
        }
        if (to - from == 1) {
            byte[] hash = new byte[StateHasher.HASH_BYTES];
            System.arraycopy(encoded, HEAD_BYTES + from * SLOT_BYTES + COUNT_BYTES, hash, 0, hash.length);
            return hash;
        }
        int middle = (from + to) >>> 1;
        int left = count(from, middle);
        if (count == 1) {
            return left == 1 ? hash(hasher, from, middle, 1) : hash(hasher, middle, to, 1);
        }
        return hasher.inner(hash(hasher, from, middle, left), 0, hash(hasher, middle, to, count - left), 0);
    }
}
