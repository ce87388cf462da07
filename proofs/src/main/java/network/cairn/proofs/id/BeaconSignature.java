package network.cairn.proofs.id;

/// A BLS12-381 signature in compressed G1 form: a beacon, or one validator's share of it.
public final class BeaconSignature extends FixedBytes {
    public static final int LENGTH_BYTES = 48;

    private BeaconSignature(byte[] bytes) {
        super(bytes, LENGTH_BYTES);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless there are exactly {@value #LENGTH_BYTES} bytes
    public static BeaconSignature of(byte[] bytes) {
        return new BeaconSignature(bytes);
    }

    /// Parses lower- or upper-case hexadecimal.
    ///
    /// @throws IllegalArgumentException unless there are exactly twice {@value #LENGTH_BYTES}
    ///     hexadecimal digits
    public static BeaconSignature fromHex(String hex) {
        return new BeaconSignature(parseHex("BeaconSignature", hex, LENGTH_BYTES));
    }
}
