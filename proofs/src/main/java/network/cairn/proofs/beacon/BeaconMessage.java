package network.cairn.proofs.beacon;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;

/// What a beacon signs, and what it is worth.
public final class BeaconMessage {
    /// The domain separation tag: this use's name, then the RFC 9380 suite by which messages become points.
    static final String DOMAIN = "CAIRN-BEACON-V01-CS01-with-BLS12381G1_XMD:SHA-256_SSWU_RO_";

    private BeaconMessage() {}

    /// `chain id || epoch`, the epoch as 8 bytes, big-endian.
    ///
    /// @throws IllegalArgumentException if the epoch is negative
    public static byte[] of(ChainId chain, long epoch) {
        return new CanonicalWriter().id(chain).u64(epoch).toBytes();
    }

    /// The 32 bytes of randomness in a beacon: SHA-256 of it.
    public static Digest randomness(BeaconSignature beacon) {
        try {
            return Digest.of(MessageDigest.getInstance("SHA-256").digest(beacon.toBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
