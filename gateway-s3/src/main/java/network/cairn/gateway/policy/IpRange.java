package network.cairn.gateway.policy;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// A range of IP addresses in the notation of RFC 4632: `203.0.113.0/24`, `2001:db8::/32`, or one address.
///
/// @param network the first address, 4 or 16 bytes
/// @param prefixBits how many bits are fixed
record IpRange(byte[] network, int prefixBits) {
    private static final Pattern V4 = Pattern.compile("\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");
    private static final Pattern PREFIX = Pattern.compile("\\d{1,3}");
    private static final int V4_BYTES = 4;

    static Optional<IpRange> of(String text) {
        int slash = text.indexOf('/');
        Optional<byte[]> address = address(slash < 0 ? text : text.substring(0, slash));
        if (address.isEmpty()) {
            return Optional.empty();
        }
        int bits = address.get().length * Byte.SIZE;
        if (slash < 0) {
            return Optional.of(new IpRange(address.get(), bits));
        }
        String prefix = text.substring(slash + 1);
        if (!PREFIX.matcher(prefix).matches() || Integer.parseInt(prefix) > bits) {
            return Optional.empty();
        }
        return Optional.of(new IpRange(address.get(), Integer.parseInt(prefix)));
    }

    /// Whether an address, which may be no address at all, is in the range.
    boolean contains(String text) {
        return address(text).filter(this::contains).isPresent();
    }

    private boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < prefixBits; bit++) {
            int mask = 0x80 >>> (bit % Byte.SIZE);
            if (((address[bit / Byte.SIZE] ^ network[bit / Byte.SIZE]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    boolean isV4() {
        return network.length == V4_BYTES;
    }

    /// The bytes of an address in text. Names are never looked up; a version 4 address in version 6 form is one
    /// of version 4.
    private static Optional<byte[]> address(String text) {
        try {
            if (V4.matcher(text).matches()) {
                return Optional.of(Inet4Address.ofLiteral(text).getAddress());
            }
            if (text.indexOf(':') >= 0 && V6.matcher(text).matches()) {
                InetAddress address = Inet6Address.ofLiteral(text);
                return Optional.of(address.getAddress());
            }
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
