package network.cairn.proofs.beacon;

import java.math.BigInteger;
import java.util.Arrays;
import network.cairn.proofs.id.BeaconSignature;

/// A share of a beacon's secret key: a number in 1 .. order - 1. Never printed.
public final class BeaconSecret {
    public static final int LENGTH_BYTES = Bls.SECRET_BYTES;

    private final byte[] bytes;

    private BeaconSecret(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The secret of these 32 bytes, big-endian.
    ///
    /// @throws IllegalArgumentException if they are not the encoding of a number in 1 .. order - 1
    public static BeaconSecret of(byte[] bytes) {
        if (bytes.length != LENGTH_BYTES) {
            throw new IllegalArgumentException("a beacon's secret is " + LENGTH_BYTES + " bytes, not " + bytes.length);
        }
        var number = new BigInteger(1, bytes);
        if (number.signum() == 0 || number.compareTo(Bls.ORDER) >= 0) {
            throw new IllegalArgumentException("a beacon's secret is in 1 .. order of the group - 1");
        }
        return new BeaconSecret(bytes.clone());
    }

    static BeaconSecret of(BigInteger number) {
        byte[] minimal = number.toByteArray();
        byte[] bytes = new byte[LENGTH_BYTES];
        int length = Math.min(minimal.length, LENGTH_BYTES);
        System.arraycopy(minimal, minimal.length - length, bytes, LENGTH_BYTES - length, length);
        Arrays.fill(minimal, (byte) 0);
        return of(bytes);
    }

    /// This share's part of the signature over a message.
    public BeaconSignature sign(byte[] message) {
        return BeaconSignature.of(Bls.sign(bytes, message, BeaconMessage.DOMAIN));
    }

    public BeaconKey publicKey() {
        return BeaconKey.parse(Bls.publicKey(bytes)).orElseThrow();
    }

    /// A copy of the secret, for its keystore.
    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public String toString() {
        return "a share of a beacon's secret";
    }
}
