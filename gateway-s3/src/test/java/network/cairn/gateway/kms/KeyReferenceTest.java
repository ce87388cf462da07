package network.cairn.gateway.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import network.cairn.gateway.kms.KeyServiceException.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class KeyReferenceTest {
    private static KeyReference parse(String text) throws KeyServiceException {
        return KeyReference.parse(text, "alice", "eu-central-1");
    }

    @ParameterizedTest
    @CsvSource({
        "k-1, k-1",
        "11111111-2222-4333-8444-555555555555, 11111111-2222-4333-8444-555555555555",
        "arn:cairn:kms:eu-central-1:alice:key/k.1, k.1",
        "arn:aws:kms:eu-central-1:alice:key/k_1, k_1",
    })
    void parse_idOrItsArn(String text, String id) throws Exception {
        assertThat(parse(text)).isEqualTo(new KeyReference.ById(id));
    }

    @ParameterizedTest
    @CsvSource({
        "alias/a/b, a/b",
        "arn:cairn:kms:eu-central-1:alice:alias/reports, reports",
        "alias/aws/s3, aws/s3",
    })
    void parse_aliasOrItsArn(String text, String alias) throws Exception {
        assertThat(parse(text)).isEqualTo(new KeyReference.ByAlias(alias));
    }

    @Test
    void parse_nothing_isTheDefaultKey() throws Exception {
        assertThat(parse("")).isEqualTo(KeyReference.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "aws/s3",
                " ",
                "..",
                "../x",
                "a b",
                "k\n",
                "alias/",
                "alias/a b",
                "key/k",
                "arn:cairn:kms:eu-central-1:alice:key/",
                "arn:cairn:kms:eu-central-1:alice:grant/k",
                "arn:cairn:s3:eu-central-1:alice:key/k",
                "arn:cairn:kms:us-east-1:alice:key/k",
                "ключ",
            })
    void parse_noKeysName_isNoSuchKey(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(KeyServiceException.class, e -> {
            assertThat(e.reason()).isEqualTo(Reason.NO_SUCH_KEY);
            assertThat(e.text()).startsWith("Invalid ");
        });
    }

    @Test
    void parse_longName_isCutInTheMessage() {
        assertThatThrownBy(() -> parse("x".repeat(100_000))).message().hasSizeLessThan(300);
    }

    @Test
    void parse_anotherTenantsArn_isDenied() {
        assertThatThrownBy(() -> parse("arn:cairn:kms:eu-central-1:bob:key/k"))
                .isInstanceOfSatisfying(
                        KeyServiceException.class, e -> assertThat(e.reason()).isEqualTo(Reason.ACCESS_DENIED));
    }

    @Test
    void arn_writtenAndRead() throws Exception {
        var arn = new KeyArn("eu-central-1", "alice", "k-1");
        assertThat(arn).hasToString("arn:cairn:kms:eu-central-1:alice:key/k-1");
        assertThat(KeyArn.parse(arn.toString())).isEqualTo(arn);
        assertThatThrownBy(() -> KeyArn.parse("k-1")).isInstanceOf(KeyServiceException.class);
        assertThatThrownBy(() -> new KeyArn("r", "t", "a/b")).isInstanceOf(IllegalArgumentException.class);
    }
}
