package network.cairn.client.ledger;

import java.math.BigInteger;
import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Money: an unsigned 128-bit count of units, 10^9 of which are one credit. Arithmetic is exact or
/// refused, never wrapped or rounded silently.
///
/// @param high the upper 64 bits, unsigned
/// @param low the lower 64 bits, unsigned
public record Amount(long high, long low) implements Comparable<Amount> {
    public static final int LENGTH_BYTES = 16;

    /// Units in one credit.
    public static final long UNITS_PER_CREDIT = 1_000_000_000L;

    public static final Amount ZERO = new Amount(0, 0);
    public static final Amount MAX = new Amount(-1, -1);

    /// @throws IllegalArgumentException if it is negative
    public static Amount units(long units) {
        if (units < 0) {
            throw new IllegalArgumentException("an amount is not negative: " + units);
        }
        return new Amount(0, units);
    }

    /// @throws IllegalArgumentException if it is negative
    public static Amount credits(long credits) {
        return of(BigInteger.valueOf(credits).multiply(BigInteger.valueOf(UNITS_PER_CREDIT)));
    }

    /// @throws IllegalArgumentException if it is negative or does not fit 128 bits
    public static Amount of(BigInteger units) {
        if (units.signum() < 0 || units.bitLength() > 128) {
            throw new IllegalArgumentException("an amount is in 0 .. 2^128 - 1: " + units);
        }
        return new Amount(units.shiftRight(64).longValue(), units.longValue());
    }

    /// This and that, or nothing where the sum does not fit.
    public Optional<Amount> plus(Amount that) {
        long sumLow = low + that.low;
        long carry = Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0;
        long sumHigh = high + that.high;
        boolean overflow = Long.compareUnsigned(sumHigh, high) < 0;
        long withCarry = sumHigh + carry;
        overflow |= Long.compareUnsigned(withCarry, sumHigh) < 0;
        return overflow ? Optional.empty() : Optional.of(new Amount(withCarry, sumLow));
    }

    /// This less that, or nothing where that is more.
    public Optional<Amount> minus(Amount that) {
        if (compareTo(that) < 0) {
            return Optional.empty();
        }
        long borrow = Long.compareUnsigned(low, that.low) < 0 ? 1 : 0;
        return Optional.of(new Amount(high - that.high - borrow, low - that.low));
    }

    /// The sum.
    ///
    /// @throws ArithmeticException if it does not fit; for sums that the conserved total supply bounds
    public Amount plusExact(Amount that) {
        return plus(that).orElseThrow(() -> new ArithmeticException(this + " + " + that + " is beyond 128 bits"));
    }

    /// The difference.
    ///
    /// @throws ArithmeticException if it is negative; for differences the caller has checked
    public Amount minusExact(Amount that) {
        return minus(that).orElseThrow(() -> new ArithmeticException(this + " - " + that + " is negative"));
    }

    /// `this * numerator / denominator`, rounded down, without overflow in between.
    ///
    /// @throws ArithmeticException if the denominator is zero or the result does not fit
    public Amount timesRatio(Amount numerator, Amount denominator) {
        var quotient = toBigInteger().multiply(numerator.toBigInteger()).divide(denominator.toBigInteger());
        if (quotient.bitLength() > 128) {
            throw new ArithmeticException(this + " * " + numerator + " / " + denominator + " is beyond 128 bits");
        }
        return of(quotient);
    }

    public boolean isZero() {
        return high == 0 && low == 0;
    }

    public BigInteger toBigInteger() {
        return unsigned(high).shiftLeft(64).add(unsigned(low));
    }

    private static BigInteger unsigned(long value) {
        var signed = BigInteger.valueOf(value);
        return value < 0 ? signed.add(BigInteger.ONE.shiftLeft(64)) : signed;
    }

    /// Writes 16 bytes, the highest first.
    public void write(CanonicalWriter writer) {
        for (long half : new long[] {high, low}) {
            byte[] bytes = new byte[8];
            for (int i = 0; i < 8; i++) {
                bytes[i] = (byte) (half >>> (56 - 8 * i));
            }
            writer.fixed(bytes);
        }
    }

    public static Amount read(CanonicalReader reader, String field) throws CodecException {
        byte[] bytes = reader.fixed(LENGTH_BYTES, field);
        return of(new BigInteger(1, bytes));
    }

    @Override
    public int compareTo(Amount that) {
        int byHigh = Long.compareUnsigned(high, that.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, that.low);
    }

    /// The units in decimal.
    @Override
    public String toString() {
        return toBigInteger().toString();
    }
}
