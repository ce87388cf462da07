package network.cairn.client.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SchemeTest {
    @Test
    void parse_goodText_roundTrips() {
        assertThat(Scheme.parse("4/5/6/6")).isEqualTo(new Scheme(4, 5, 6, 6));
        assertThat(Scheme.parse("20/26/32/36")).hasToString("20/26/32/36");
        assertThat(Scheme.parse("20/26/32/36").parity()).isEqualTo(16);
        assertThat(Scheme.parse("1/1/1/1").parity()).isZero();
        assertThat(Scheme.parse("255/255/255/255").total()).isEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4/5/6",
                "4/5/6/6/7",
                "a/5/6/6",
                " 4/5/6/6",
                "-1/5/6/6",
                "4/5/6/6666",
                "0/1/1/1",
                "5/4/6/6",
                "4/7/6/6",
                "4/5/7/6",
                "4/5/6/256"
            })
    void parse_badText_isRefusedWithAMessage(String text) {
        assertThatThrownBy(() -> Scheme.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scheme");
    }
}
