package network.cairn.proofs.beacon;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import network.cairn.proofs.id.BeaconSignature;
import supranational.blst.P2_Affine;

/// The public key of a beacon, or of one share of it: a point of G2, checked to be one and not infinity.
public final class BeaconKey {
    public static final int LENGTH_BYTES = Bls.KEY_BYTES;

    private final byte[] compressed;
    private final P2_Affine point;

    private BeaconKey(byte[] compressed, P2_Affine point) {
        this.compressed = compressed;
        this.point = point;
    }

    /// The key with this compressed form; nothing where the bytes are not one of G2, or are infinity.
    public static Optional<BeaconKey> parse(byte[] compressed) {
        byte[] copy = compressed.clone();
        return Bls.key(copy).map(point -> new BeaconKey(copy, point));
    }

    /// Whether a signature is this key's over a message.
    public BeaconVerdict verify(byte[] message, BeaconSignature signature) {
        var parsed = Bls.signature(signature.toBytes());
        if (parsed.isEmpty()) {
            return new BeaconVerdict.Rejected(BeaconVerdict.Reason.MALFORMED_SIGNATURE);
        }
        return Bls.verify(point, message, parsed.get(), BeaconMessage.DOMAIN)
                ? new BeaconVerdict.Accepted()
                : new BeaconVerdict.Rejected(BeaconVerdict.Reason.WRONG_SIGNATURE);
    }

    P2_Affine point() {
        return point.dup();
    }

    /// The compressed form.
    public byte[] toBytes() {
        return compressed.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BeaconKey that && Arrays.equals(compressed, that.compressed);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(compressed);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(compressed);
    }
}
