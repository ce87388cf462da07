package network.cairn.client.egress;

import java.math.BigInteger;
import network.cairn.client.ledger.Amount;

/// What egress comes to, to the last byte: a price is for a GiB, and a read of a few bytes costs less than a unit
/// of money. Kept exact, so that many small reads cost as much as a large one.
///
/// @param parts units of money, each of them 2^30 parts; not negative
public record EgressCost(BigInteger parts) implements Comparable<EgressCost> {
    private static final int PARTS_BITS = 30;
    private static final BigInteger PARTS_IN_UNIT = BigInteger.ONE.shiftLeft(PARTS_BITS);

    public static final EgressCost ZERO = new EgressCost(BigInteger.ZERO);

    public EgressCost {
        if (parts.signum() < 0) {
            throw new IllegalArgumentException("egress does not cost less than nothing: " + parts);
        }
    }

    /// What so many bytes cost.
    ///
    /// @throws IllegalArgumentException if the length is negative
    public static EgressCost of(long lengthBytes, Amount pricePerGib) {
        return new EgressCost(pricePerGib.toBigInteger().multiply(BigInteger.valueOf(lengthBytes)));
    }

    public static EgressCost of(Amount amount) {
        return new EgressCost(amount.toBigInteger().shiftLeft(PARTS_BITS));
    }

    public EgressCost plus(EgressCost that) {
        return new EgressCost(parts.add(that.parts));
    }

    /// This less that, and nothing where that is more.
    public EgressCost less(EgressCost that) {
        return new EgressCost(parts.subtract(that.parts).max(BigInteger.ZERO));
    }

    public EgressCost lesser(EgressCost that) {
        return compareTo(that) <= 0 ? this : that;
    }

    /// In whole units of money, a part of one counting as one.
    ///
    /// @throws IllegalArgumentException if that is beyond 128 bits
    public Amount roundedUp() {
        return Amount.of(parts.add(PARTS_IN_UNIT).subtract(BigInteger.ONE).shiftRight(PARTS_BITS));
    }

    public boolean isZero() {
        return parts.signum() == 0;
    }

    @Override
    public int compareTo(EgressCost that) {
        return parts.compareTo(that.parts);
    }

    /// In units of money, rounded up.
    @Override
    public String toString() {
        return parts.add(PARTS_IN_UNIT)
                .subtract(BigInteger.ONE)
                .shiftRight(PARTS_BITS)
                .toString();
    }
}
