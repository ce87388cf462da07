package network.cairn.client.ledger;

import java.math.BigInteger;
import java.time.Duration;

/// What storing costs. What is beyond 128 bits counts as the greatest amount, which nobody has.
public final class StoragePrices {
    /// The most leaves a deal may hold: 2^50, which is 2^60 bytes.
    public static final long DEAL_LEAVES_MAX = 1L << 50;

    /// The most leaves a provider may hold, and all of them together.
    public static final long NETWORK_LEAVES_MAX = 1L << 60;

    private static final BigInteger LEAVES_PER_GIB = BigInteger.ONE.shiftLeft(20);
    private static final BigInteger MONTH_MILLIS =
            BigInteger.valueOf(Duration.ofDays(30).toMillis());

    private StoragePrices() {}

    /// What leaves cost over 30 days, rounded up.
    public static Amount monthly(Amount pricePerGibMonth, long leaves) {
        BigInteger product = pricePerGibMonth.toBigInteger().multiply(BigInteger.valueOf(leaves));
        return amount(product.add(LEAVES_PER_GIB).subtract(BigInteger.ONE).divide(LEAVES_PER_GIB));
    }

    /// What leaves cost over a number of epochs, rounded down.
    public static Amount epochs(ChainParameters parameters, Amount pricePerGibMonth, long leaves, long epochs) {
        return amount(pricePerGibMonth
                .toBigInteger()
                .multiply(BigInteger.valueOf(leaves))
                .multiply(BigInteger.valueOf(epochs))
                .multiply(BigInteger.valueOf(parameters.epochTime().toMillis()))
                .divide(LEAVES_PER_GIB.multiply(MONTH_MILLIS)));
    }

    /// What making leaves again is taken to cost.
    public static Amount repair(ChainParameters parameters, long leaves) {
        return monthly(parameters.storage().repairPricePerGib(), leaves);
    }

    public static Amount sum(Amount one, Amount other) {
        return one.plus(other).orElse(Amount.MAX);
    }

    public static Amount lesser(Amount one, Amount other) {
        return one.compareTo(other) <= 0 ? one : other;
    }

    /// One less the other, or nothing where the other is more.
    public static Amount excess(Amount one, Amount other) {
        return one.minus(other).orElse(Amount.ZERO);
    }

    private static Amount amount(BigInteger units) {
        return units.bitLength() > Long.SIZE * 2 ? Amount.MAX : Amount.of(units);
    }
}
