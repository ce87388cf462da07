package network.cairn.client.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Random;
import network.cairn.client.ledger.Amount;
import org.junit.jupiter.api.Test;

class EgressCostTest {
    private static final long GIB = 1L << 30;

    @Test
    void of_wholeGib_isThePrice() {
        Amount price = Amount.of(Amount.MAX.toBigInteger().shiftRight(40));

        assertThat(EgressCost.of(GIB, price).roundedUp()).isEqualTo(price);
        assertThat(EgressCost.of(GIB, price)).isEqualTo(EgressCost.of(price));
        assertThat(EgressCost.of(0, price).isZero()).isTrue();
    }

    @Test
    void plus_manySmallReads_costAsMuchAsOneLargeOne() {
        var random = new Random(3);
        Amount price = Amount.units(1_000_003);
        var sum = EgressCost.ZERO;
        long bytes = 0;
        for (int i = 0; i < 10_000; i++) {
            int read = random.nextInt(100_000);
            bytes += read;
            sum = sum.plus(EgressCost.of(read, price));
        }

        assertThat(sum).isEqualTo(EgressCost.of(bytes, price));
    }

    @Test
    void roundedUp_partOfAUnit_isAUnit() {
        Amount price = Amount.units(5);

        assertThat(EgressCost.of(1, price).roundedUp()).isEqualTo(Amount.units(1));
        assertThat(EgressCost.of(GIB / 5, price).roundedUp()).isEqualTo(Amount.units(1));
        assertThat(EgressCost.of(GIB / 5 + 1, price).roundedUp()).isEqualTo(Amount.units(2));
        assertThat(EgressCost.of(1, price)).hasToString("1");
    }

    @Test
    void less_neverBelowNothing() {
        var one = EgressCost.of(1, Amount.units(1));
        var two = EgressCost.of(2, Amount.units(1));

        assertThat(one.less(two)).isEqualTo(EgressCost.ZERO);
        assertThat(two.less(one)).isEqualTo(one);
        assertThatIllegalArgumentException().isThrownBy(() -> EgressCost.of(-1, Amount.units(1)));
    }
}
