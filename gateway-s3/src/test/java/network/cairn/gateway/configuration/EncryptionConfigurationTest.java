package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertMalformed;
import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.text;
import static network.cairn.gateway.configuration.RefusalAssertions.xml;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EncryptionConfigurationTest {
    private static EncryptionConfiguration read(String rule) throws S3Exception {
        return EncryptionConfiguration.read(xml(
                "<ServerSideEncryptionConfiguration><Rule>" + rule + "</Rule></ServerSideEncryptionConfiguration>"));
    }

    private static String byDefault(String algorithm, @Nullable String key) {
        return "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>" + algorithm + "</SSEAlgorithm>"
                + (key == null ? "" : "<KMSMasterKeyID>" + key + "</KMSMasterKeyID>")
                + "</ApplyServerSideEncryptionByDefault>";
    }

    @ParameterizedTest
    @CsvSource({
        "AES256, , , AES256, false",
        "AES256, , true, AES256, true",
        "aws:kms, , , KMS, false",
        "aws:kms, , true, KMS, true",
        "aws:kms, , FALSE, KMS, false",
        "aws:kms, arn:aws:kms:us-east-1:1:key/x, true, KMS, true",
        "aws:kms, alias/mine, , KMS, false",
        "aws:kms:dsse, x, , KMS_DUAL_LAYER, false",
        "' aws:kms ', ' x ', ' true ', KMS, true"
    })
    void read_defaultOfABucket_asItIs(
            String given, @Nullable String key, @Nullable String bucketKey, EncryptionAlgorithm algorithm, boolean on)
            throws S3Exception {
        EncryptionConfiguration read = read(byDefault(given, key)
                + (bucketKey == null ? "" : "<BucketKeyEnabled>" + bucketKey + "</BucketKeyEnabled>"));
        assertThat(read)
                .isEqualTo(new EncryptionConfiguration(algorithm, key == null ? null : key.strip(), on, List.of()));
        assertThat(EncryptionConfiguration.read(read.toXml())).isEqualTo(read);
    }

    @Test
    void toXml_ofTheDefault_asS3HasItForNewBuckets() {
        assertThat(text(EncryptionConfiguration.DEFAULT.toXml()))
                .endsWith("\"><Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
                        + "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>"
                        + "</ServerSideEncryptionConfiguration>");
    }

    @ParameterizedTest
    @CsvSource({"SSE-C, true", "NONE, false"})
    void read_blockedTypes_asTheyAre(String type, boolean blocks) throws S3Exception {
        String blocked =
                "<BlockedEncryptionTypes><EncryptionType>" + type + "</EncryptionType></BlockedEncryptionTypes>";
        EncryptionConfiguration read = read(blocked);
        assertThat(read).isEqualTo(new EncryptionConfiguration(EncryptionAlgorithm.AES256, null, false, List.of(type)));
        assertThat(read.blocksCustomerKeys()).isEqualTo(blocks);
        assertThat(EncryptionConfiguration.read(read.toXml())).isEqualTo(read);
        assertThat(EncryptionConfiguration.DEFAULT.blocksCustomerKeys()).isFalse();
        assertThat(read("<BlockedEncryptionTypes/>")).isEqualTo(EncryptionConfiguration.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<ApplyServerSideEncryptionByDefault/>",
                "<ApplyServerSideEncryptionByDefault><SSEAlgorithm/></ApplyServerSideEncryptionByDefault>",
                "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aes256</SSEAlgorithm>"
                        + "</ApplyServerSideEncryptionByDefault>",
                "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>DES</SSEAlgorithm>"
                        + "</ApplyServerSideEncryptionByDefault>",
                "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm><SSEAlgorithm>AES256"
                        + "</SSEAlgorithm></ApplyServerSideEncryptionByDefault>",
                "<ApplyServerSideEncryptionByDefault><SSEAlgorithm>aws:kms</SSEAlgorithm><KMSMasterKeyID/>"
                        + "</ApplyServerSideEncryptionByDefault>",
                "<ApplyServerSideEncryptionByDefault><KMSMasterKeyID>x</KMSMasterKeyID>"
                        + "</ApplyServerSideEncryptionByDefault>",
                "<BucketKeyEnabled>yes</BucketKeyEnabled>",
                "<BlockedEncryptionTypes><EncryptionType>SSE-S3</EncryptionType></BlockedEncryptionTypes>",
                "<BlockedEncryptionTypes><EncryptionType>SSE-C</EncryptionType><EncryptionType>NONE</EncryptionType>"
                        + "</BlockedEncryptionTypes>",
                "<Other/>"
            })
    void read_notOfTheSchema_malformed(String rule) {
        assertMalformed(() -> read(rule));
    }

    @Test
    void read_numberOfRules_one() {
        assertMalformed(() -> EncryptionConfiguration.read(xml("<ServerSideEncryptionConfiguration/>")));
        String rule = byDefault("AES256", null) + "</Rule><Rule>" + byDefault("AES256", null);
        assertMalformed(() -> read(rule));
    }

    @Test
    void read_keyWithoutKms_invalidArgument() {
        S3Exception refusal = assertRefused(
                S3ErrorCode.INVALID_ARGUMENT,
                "a KMSMasterKeyID is not applicable if the default sse algorithm is not aws:kms or aws:kms:dsse",
                () -> read(byDefault("AES256", "x")));
        assertThat(refusal.elements()).containsEntry("ArgumentName", "ApplyServerSideEncryptionByDefault");
    }

    @Test
    void read_key_atMost2048Characters() throws S3Exception {
        assertThat(read(byDefault("aws:kms", "k".repeat(2048))).kmsKeyId()).hasSize(2048);
        assertMalformed(() -> read(byDefault("aws:kms", "k".repeat(2049))));
    }

    @Test
    void configuration_ofAKeyWithoutKms_cannotBe() {
        assertThatThrownBy(() -> new EncryptionConfiguration(EncryptionAlgorithm.AES256, "k", false, List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
