package network.cairn.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import network.cairn.client.ledger.Amount;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CreditsTest {
    @Test
    void examples() {
        assertThat(Credits.parse("12.5")).isEqualTo(Amount.units(12_500_000_000L));
        assertThat(Credits.parse("0.000000001")).isEqualTo(Amount.units(1));
        assertThat(Credits.parse("007")).isEqualTo(Amount.credits(7));
        assertThat(Credits.write(Amount.units(12_500_000_000L))).isEqualTo("12.5");
        assertThat(Credits.write(Amount.credits(1_000_000))).isEqualTo("1000000");
        assertThat(Credits.write(Amount.ZERO)).isEqualTo("0");
        assertThat(Credits.parse(Credits.write(Amount.MAX))).isEqualTo(Amount.MAX);
    }

    @Test
    void write_isReadBack() {
        for (long seed = 0; seed < 1000; seed++) {
            var random = new Random(seed);
            var amount = new Amount(random.nextLong() >>> random.nextInt(64), random.nextLong());
            assertThat(Credits.parse(Credits.write(amount))).as("seed %d", seed).isEqualTo(amount);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1.", ".5", "1e3", "1,5", "0.0000000001", "1 ", "٣"})
    void otherForms_areRefused(String text) {
        assertThatThrownBy(() -> Credits.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreThan128Bits_isRefused() {
        assertThatThrownBy(() -> Credits.parse("999999999999999999999999999999"))
                .hasMessageContaining("2^128");
    }
}
