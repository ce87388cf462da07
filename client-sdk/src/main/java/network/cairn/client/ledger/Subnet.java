package network.cairn.client.ledger;

import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// An IPv4 /24 or IPv6 /48: the unit in which addresses are given out, and so a domain of common failure.
///
/// Kept as its first 3 (v4) or 6 (v6) bytes.
public final class Subnet {
    private static final int V4_BYTES = 3;
    private static final int V6_BYTES = 6;
    private static final byte[] V4_MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

    private final byte[] prefix;

    private Subnet(byte[] prefix) {
        this.prefix = prefix;
    }

    /// The subnet of an address of 4 or 16 bytes. An IPv4 address in its IPv6 form, `::ffff:0:0/96`, has
    /// that of the IPv4 address.
    ///
    /// @throws IllegalArgumentException if it has another length
    public static Subnet ofAddress(byte[] address) {
        return switch (address.length) {
            case 4 -> new Subnet(Arrays.copyOf(address, V4_BYTES));
            case 16 ->
                Arrays.equals(address, 0, V4_MAPPED.length, V4_MAPPED, 0, V4_MAPPED.length)
                        ? new Subnet(Arrays.copyOfRange(address, V4_MAPPED.length, V4_MAPPED.length + V4_BYTES))
                        : new Subnet(Arrays.copyOf(address, V6_BYTES));
            default -> throw new IllegalArgumentException("an IP address has 4 or 16 bytes, not " + address.length);
        };
    }

    void write(CanonicalWriter writer) {
        writer.u8(prefix.length).fixed(prefix);
    }

    static Subnet read(CanonicalReader reader) throws CodecException {
        int length = reader.u8("subnet length");
        if (length != V4_BYTES && length != V6_BYTES) {
            throw new CodecException("a subnet has 3 (IPv4) or 6 (IPv6) bytes, not " + length);
        }
        return new Subnet(reader.fixed(length, "subnet"));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Subnet that && Arrays.equals(prefix, that.prefix);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(prefix);
    }

    /// CIDR form, as `203.0.113.0/24` or `2001:db8:1::/48`.
    @Override
    public String toString() {
        if (prefix.length == V4_BYTES) {
            return (prefix[0] & 0xff) + "." + (prefix[1] & 0xff) + "." + (prefix[2] & 0xff) + ".0/24";
        }
        var hex = HexFormat.of();
        var text = new StringBuilder();
        for (int i = 0; i < V6_BYTES; i += 2) {
            text.append(Integer.toHexString(HexFormat.fromHexDigits(hex.formatHex(prefix, i, i + 2))))
                    .append(':');
        }
        return text.append(":/48").toString();
    }
}
