package network.cairn.client.encryption;

import network.cairn.proofs.id.SegmentId;

/// The key of the masks of one segment's pieces: what a repairer of that segment is handed, and no more.
public final class SegmentMaskKey extends SecretKey32 {
    private static final String LABEL = "cairn.mask.segment.v1";

    private SegmentMaskKey(byte[] secret) {
        super(secret);
    }

    /// @throws IllegalArgumentException unless there are exactly 32 bytes
    public static SegmentMaskKey of(byte[] secret) {
        return new SegmentMaskKey(secret);
    }

    public static SegmentMaskKey of(MaskKey bucketMaskKey, SegmentId segment) {
        return new SegmentMaskKey(Hkdf.derive(bucketMaskKey.secret(), LABEL, segment.toBytes()));
    }

    /// A copy of the secret, to hand it to a repairer.
    public byte[] toBytes() {
        return secret().clone();
    }
}
