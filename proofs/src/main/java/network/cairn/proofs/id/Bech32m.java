package network.cairn.proofs.id;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/// Bech32m (BIP 350): base 32 with a human-readable prefix and a checksum that catches up to four wrong characters.
final class Bech32m {
    private static final String CHARSET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int CHECKSUM_CONSTANT = 0x2bc830a3;
    private static final int CHECKSUM_LENGTH = 6;
    private static final int TEXT_LENGTH_MAX = 90;

    private Bech32m() {}

    static String encode(String prefix, byte[] bytes) {
        int[] data = regroup(toInts(bytes), 8, 5, true);
        int[] checked = new int[data.length + CHECKSUM_LENGTH];
        System.arraycopy(data, 0, checked, 0, data.length);
        int checksum = polymod(prefix, checked) ^ CHECKSUM_CONSTANT;
        for (int i = 0; i < CHECKSUM_LENGTH; i++) {
            checked[data.length + i] = (checksum >>> (5 * (CHECKSUM_LENGTH - 1 - i))) & 31;
        }
        var text = new StringBuilder(prefix).append('1');
        for (int value : checked) {
            text.append(CHARSET.charAt(value));
        }
        return text.toString();
    }

    static byte[] decode(String prefix, String text) {
        if (text.length() > TEXT_LENGTH_MAX) {
            throw new IllegalArgumentException(
                    "bech32m text is at most " + TEXT_LENGTH_MAX + " characters, not " + text.length());
        }
        if (!text.chars().allMatch(character -> character > ' ' && character <= '~')) {
            // Some characters beyond ASCII become ASCII in lower case: they would give an id a second spelling.
            throw new IllegalArgumentException("bech32m text is printable ASCII without blanks: " + text);
        }
        String lower = text.toLowerCase(Locale.ROOT);
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
            throw new IllegalArgumentException("bech32m text mixes upper and lower case: " + text);
        }
        int separator = lower.lastIndexOf('1');
        if (separator < 1 || !lower.substring(0, separator).equals(prefix)) {
            throw new IllegalArgumentException("expected an id that starts with " + prefix + "1, not: " + text);
        }
        String body = lower.substring(separator + 1);
        if (body.length() < CHECKSUM_LENGTH) {
            throw new IllegalArgumentException("bech32m text has no room for its checksum: " + text);
        }
        int[] values = new int[body.length()];
        for (int i = 0; i < values.length; i++) {
            values[i] = CHARSET.indexOf(body.charAt(i));
            if (values[i] < 0) {
                throw new IllegalArgumentException("'" + body.charAt(i) + "' is not a bech32m character: " + text);
            }
        }
        if (polymod(prefix, values) != CHECKSUM_CONSTANT) {
            throw new IllegalArgumentException("the checksum of this id is wrong, it was mistyped: " + text);
        }
        int[] data = new int[values.length - CHECKSUM_LENGTH];
        System.arraycopy(values, 0, data, 0, data.length);
        int[] regrouped = regroup(data, 5, 8, false);
        byte[] bytes = new byte[regrouped.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) regrouped[i];
        }
        return bytes;
    }

    private static int[] toInts(byte[] bytes) {
        int[] values = new int[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            values[i] = bytes[i] & 0xff;
        }
        return values;
    }

    private static int[] regroup(int[] values, int fromBits, int toBits, boolean pad) {
        int accumulator = 0;
        int bits = 0;
        var grouped = new ByteArrayOutputStream();
        for (int value : values) {
            accumulator = (accumulator << fromBits) | value;
            bits += fromBits;
            while (bits >= toBits) {
                bits -= toBits;
                grouped.write((accumulator >>> bits) & ((1 << toBits) - 1));
                accumulator &= (1 << bits) - 1;
            }
        }
        if (pad && bits > 0) {
            grouped.write((accumulator << (toBits - bits)) & ((1 << toBits) - 1));
        } else if (!pad && (bits >= fromBits || accumulator != 0)) {
            throw new IllegalArgumentException("bech32m text has padding that is not zero");
        }
        return toInts(grouped.toByteArray());
    }

    private static int polymod(String prefix, int[] values) {
        int checksum = 1;
        for (int i = 0; i < prefix.length(); i++) {
            checksum = step(checksum, prefix.charAt(i) >>> 5);
        }
        checksum = step(checksum, 0);
        for (int i = 0; i < prefix.length(); i++) {
            checksum = step(checksum, prefix.charAt(i) & 31);
        }
        for (int value : values) {
            checksum = step(checksum, value);
        }
        return checksum;
    }

    private static int step(int checksum, int value) {
        int top = checksum >>> 25;
        int next = ((checksum & 0x1ffffff) << 5) ^ value;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >>> i) & 1) != 0) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}
