package network.cairn.deploy.config;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import network.cairn.client.ledger.Amount;

/// Money as people write it: credits with up to nine decimals.
public final class Credits {
    private static final int DECIMALS = 9;

    /// 2^128 - 1 units have thirty digits before the point.
    private static final Pattern FORM = Pattern.compile("\\d{1,30}(?:\\.\\d{1," + DECIMALS + "})?");

    private Credits() {}

    /// @throws IllegalArgumentException if the text is not an amount, or one beyond 128 bits
    public static Amount parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "an amount is credits with at most " + DECIMALS + " decimals, such as 12.5, not " + text);
        }
        return Amount.of(new BigDecimal(text).scaleByPowerOfTen(DECIMALS).toBigIntegerExact());
    }

    /// The shortest form that {@link #parse} reads as the same amount.
    public static String write(Amount amount) {
        if (amount.isZero()) {
            return "0";
        }
        return new BigDecimal(amount.toBigInteger(), DECIMALS)
                .stripTrailingZeros()
                .toPlainString();
    }
}
