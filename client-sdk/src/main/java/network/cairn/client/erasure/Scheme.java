package network.cairn.client.erasure;

import java.util.regex.Pattern;

/// How many pieces a segment has, written `k/repair/success/total`, for example `4/5/6/6`.
///
/// @param k pieces that suffice to read a segment
/// @param repair repair starts when this many pieces or fewer are left
/// @param success an upload is done once this many pieces are durable
/// @param total pieces an upload starts; the slowest are cancelled
public record Scheme(int k, int repair, int success, int total) {
    /// GF(2^8) has room for this many pieces.
    public static final int TOTAL_MAX = 255;

    private static final Pattern FORM = Pattern.compile("(\\d{1,3})/(\\d{1,3})/(\\d{1,3})/(\\d{1,3})");

    public Scheme {
        if (!(1 <= k && k <= repair && repair <= success && success <= total && total <= TOTAL_MAX)) {
            throw new IllegalArgumentException("scheme " + k + "/" + repair + "/" + success + "/" + total
                    + " is not 1 <= k <= repair <= success <= total <= " + TOTAL_MAX);
        }
    }

    /// Parses `k/repair/success/total`.
    ///
    /// @throws IllegalArgumentException with a message for people
    public static Scheme parse(String text) {
        var matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "a scheme is four numbers k/repair/success/total such as 4/5/6/6, not \"" + text + "\"");
        }
        return new Scheme(
                Integer.parseInt(matcher.group(1)),
                Integer.parseInt(matcher.group(2)),
                Integer.parseInt(matcher.group(3)),
                Integer.parseInt(matcher.group(4)));
    }

    public int parity() {
        return total - k;
    }

    @Override
    public String toString() {
        return k + "/" + repair + "/" + success + "/" + total;
    }
}
