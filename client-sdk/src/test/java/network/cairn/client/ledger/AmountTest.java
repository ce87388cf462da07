package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Optional;
import java.util.Random;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import org.junit.jupiter.api.Test;

class AmountTest {
    private static final int SEEDS = 20_000;
    private static final BigInteger LIMIT = BigInteger.ONE.shiftLeft(128);
    private static final long[] EXTREMES = {0, 1, 2, -1, -2, Long.MAX_VALUE, Long.MIN_VALUE, 1L << 32, 0xffffffffL};

    private static Amount amount(Random random) {
        return new Amount(half(random), half(random));
    }

    private static long half(Random random) {
        return random.nextBoolean()
                ? EXTREMES[random.nextInt(EXTREMES.length)]
                : random.nextLong() >>> random.nextInt(64);
    }

    private static Optional<Amount> fitting(BigInteger value) {
        return value.signum() < 0 || value.compareTo(LIMIT) >= 0 ? Optional.empty() : Optional.of(Amount.of(value));
    }

    @Test
    void arithmetic_anyTwo_isThatOfBigIntegers() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            Amount a = amount(random);
            Amount b = amount(random);
            BigInteger x = a.toBigInteger();
            BigInteger y = b.toBigInteger();
            assertThat(x).as("seed %d", seed).isBetween(BigInteger.ZERO, LIMIT.subtract(BigInteger.ONE));
            assertThat(Amount.of(x)).as("seed %d", seed).isEqualTo(a);
            assertThat(a.plus(b)).as("seed %d: %s + %s", seed, a, b).isEqualTo(fitting(x.add(y)));
            assertThat(a.minus(b)).as("seed %d: %s - %s", seed, a, b).isEqualTo(fitting(x.subtract(y)));
            assertThat(Integer.signum(a.compareTo(b)))
                    .as("seed %d: %s, %s", seed, a, b)
                    .isEqualTo(x.compareTo(y));
            assertThat(a.isZero()).as("seed %d", seed).isEqualTo(x.signum() == 0);
            assertThat(a).as("seed %d", seed).hasToString(x.toString());
        }
    }

    @Test
    void timesRatio_anyThree_roundsDownOrRefuses() {
        for (int seed = 0; seed < SEEDS; seed++) {
            var random = new Random(seed);
            Amount a = amount(random);
            Amount numerator = amount(random);
            Amount denominator = amount(random);
            if (denominator.isZero()) {
                assertThatThrownBy(() -> a.timesRatio(numerator, denominator)).isInstanceOf(ArithmeticException.class);
                continue;
            }
            var expected = a.toBigInteger().multiply(numerator.toBigInteger()).divide(denominator.toBigInteger());
            if (expected.compareTo(LIMIT) >= 0) {
                assertThatThrownBy(() -> a.timesRatio(numerator, denominator))
                        .as("seed %d", seed)
                        .isInstanceOf(ArithmeticException.class);
            } else {
                assertThat(a.timesRatio(numerator, denominator).toBigInteger())
                        .as("seed %d", seed)
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void write_any_isSixteenBytesBigEndianAndReadsBack() throws Exception {
        for (int seed = 0; seed < 2_000; seed++) {
            Amount amount = amount(new Random(seed));
            var writer = new CanonicalWriter();
            amount.write(writer);
            byte[] bytes = writer.toBytes();
            assertThat(bytes).as("seed %d", seed).hasSize(Amount.LENGTH_BYTES);
            assertThat(new BigInteger(1, bytes)).as("seed %d", seed).isEqualTo(amount.toBigInteger());
            assertThat(Amount.read(new CanonicalReader(bytes), "amount"))
                    .as("seed %d", seed)
                    .isEqualTo(amount);
        }
    }

    @Test
    void exact_beyondTheRange_throws() {
        assertThatThrownBy(() -> Amount.MAX.plusExact(Amount.units(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Amount.ZERO.minusExact(Amount.units(1))).isInstanceOf(ArithmeticException.class);
        assertThat(Amount.MAX.minusExact(Amount.MAX)).isEqualTo(Amount.ZERO);
        assertThat(Amount.MAX.plusExact(Amount.ZERO)).isEqualTo(Amount.MAX);
    }

    @Test
    void of_outOfRange_isRefused() {
        assertThatThrownBy(() -> Amount.of(LIMIT)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Amount.of(BigInteger.valueOf(-1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Amount.units(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Amount.credits(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(Amount.credits(Long.MAX_VALUE).toBigInteger())
                .isEqualTo(BigInteger.valueOf(Long.MAX_VALUE).multiply(BigInteger.valueOf(1_000_000_000)));
    }
}
