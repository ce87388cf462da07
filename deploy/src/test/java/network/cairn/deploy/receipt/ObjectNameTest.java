package network.cairn.deploy.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectNameTest {
    @ParameterizedTest
    @CsvSource({
        "s3://hill/big, /hill/big",
        "s3://hill/a/b, /hill/a/b",
        "s3://hill/a//../b/, /hill/a//../b/",
        "s3://hill//a, /hill//a",
        "s3://hill/50% of+it, /hill/50%25%20of%2Bit",
        "s3://hill/a%20b, /hill/a%2520b",
        "s3://hill/höhe?x#y, /hill/h%C3%B6he%3Fx%23y",
    })
    void rawPath_escapesTheKeyOnce(String name, String path) {
        var object = ObjectName.parse(name);

        assertThat(object.rawPath()).isEqualTo(path);
        assertThat(object).hasToString(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "big", "s3:", "s3://", "s3:///", "s3:///big", "s3://hill", "s3://hill/", "http://hill/big"})
    void parse_anotherForm(String text) {
        assertThatThrownBy(() -> ObjectName.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is no object such as s3://hill/big");
    }

    @Test
    void printable_hidesNothingAndPassesForNothing() {
        assertThat(Printable.name("s3://hill/a/b-c.d")).isEqualTo("s3://hill/a/b-c.d");
        assertThat(Printable.name("s3://hill/größer")).isEqualTo("s3://hill/größer");
        assertThat(Printable.name("s3://hill/a: durable: b")).isEqualTo("\"s3://hill/a: durable: b\"");
        assertThat(Printable.name("s3://hill/a\n\u001b[2Jb\"")).isEqualTo("\"s3://hill/a\\u000a\\u001b[2Jb\\\"\"");
        assertThat(Printable.text("a\u202eb\u0085c\\n\u2028")).isEqualTo("a\\u202eb\\u0085c\\\\n\\u2028");
        assertThat(Printable.text(Character.toString(0xe0001))).isEqualTo("\\u{e0001}");
        assertThat(Printable.text("\ud800")).isEqualTo("\\ud800");
    }
}
