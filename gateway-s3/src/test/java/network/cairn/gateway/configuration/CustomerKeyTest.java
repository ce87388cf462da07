package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CustomerKeyTest {
    private static final String OF_OBJECT = "x-amz-server-side-encryption-customer-";
    private static final String OF_SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
    private static final String NEEDS =
            "Requests specifying Server Side Encryption with Customer provided keys must provide ";

    static String[] headers(String prefix, byte[] key) {
        return new String[] {
            prefix + "algorithm", "AES256", prefix + "key", base64(key), prefix + "key-MD5", base64(md5(key))
        };
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] key(int length) {
        byte[] key = new byte[length];
        new Random(length).nextBytes(key);
        return key;
    }

    private static String[] with(int at, String value) {
        String[] headers = headers(OF_OBJECT, key(32));
        headers[at] = value;
        return headers;
    }

    private static String[] without(int header) {
        List<String> headers = new ArrayList<>(List.of(headers(OF_OBJECT, key(32))));
        headers.remove(2 * header + 1);
        headers.remove(2 * header);
        return headers.toArray(String[]::new);
    }

    private static void assertInvalid(String message, String... headers) {
        S3Exception refusal =
                assertRefused(S3ErrorCode.INVALID_ARGUMENT, message, () -> CustomerKey.ofObject(S3Headers.of(headers)));
        assertThat(refusal.elements()).containsEntry("ArgumentName", "x-amz-server-side-encryption");
        // Neither the key nor what it came of.
        assertThat(refusal.toString() + refusal.elements()).doesNotContain(base64(key(32)));
        assertThat(refusal.getCause()).isNull();
    }

    @Test
    void of_headers_theKey() throws S3Exception {
        CustomerKey read =
                CustomerKey.ofObject(S3Headers.of(headers(OF_OBJECT, key(32)))).orElseThrow();
        assertThat(read.bytes()).isEqualTo(key(32));
        assertThat(read.md5()).isEqualTo(base64(md5(key(32))));
        assertThat(read.toString()).doesNotContain(base64(key(32)));
        assertThat(CustomerKey.ofCopySource(S3Headers.of(headers(OF_SOURCE, key(32))))
                        .orElseThrow()
                        .bytes())
                .isEqualTo(key(32));
    }

    @Test
    void of_otherHeaders_none() throws S3Exception {
        assertThat(CustomerKey.ofObject(S3Headers.none())).isEmpty();
        assertThat(CustomerKey.ofObject(S3Headers.of(headers(OF_SOURCE, key(32)))))
                .isEmpty();
        assertThat(CustomerKey.ofCopySource(S3Headers.of(headers(OF_OBJECT, key(32)))))
                .isEmpty();
    }

    @Test
    void bytes_ofAKey_areACopy() throws S3Exception {
        CustomerKey read =
                CustomerKey.ofObject(S3Headers.of(headers(OF_OBJECT, key(32)))).orElseThrow();
        read.bytes()[0]++;
        assertThat(read.bytes()).isEqualTo(key(32));
    }

    @Test
    void of_missingHeader_invalidArgument() {
        assertInvalid(NEEDS + "a valid encryption algorithm.", without(0));
        assertInvalid(NEEDS + "an appropriate secret key.", without(1));
        assertInvalid(NEEDS + "the client calculated MD5 of the secret key.", without(2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aes256", "AES128", "aws:kms"})
    void of_otherAlgorithm_invalidEncryptionAlgorithm(String algorithm) {
        S3Exception refusal = assertRefused(
                S3ErrorCode.INVALID_ENCRYPTION_ALGORITHM,
                "The Encryption request you specified is not valid. Supported value: AES256.",
                () -> CustomerKey.ofObject(S3Headers.of(with(1, algorithm))));
        assertThat(refusal.elements()).containsEntry("ArgumentValue", algorithm);
    }

    @ParameterizedTest
    @ValueSource(strings = {"not base64!", "=", "\u00e4"})
    void of_keyThatIsNoBase64_invalidArgument(String key) {
        assertInvalid("The secret key was invalid for the specified algorithm.", with(3, key));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 64})
    void of_keyOfOtherLength_invalidArgument(int length) {
        assertInvalid("The secret key was invalid for the specified algorithm.", headers(OF_OBJECT, key(length)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "AAAAAAAAAAAAAAAAAAAAAA==", "nonsense"})
    void of_wrongMd5_invalidArgument(String md5) {
        assertInvalid("The calculated MD5 hash of the key did not match the hash that was provided.", with(5, md5));
    }

    @Test
    void of_longHeaders_refusedShortly() {
        S3Exception refusal = refusal(
                S3ErrorCode.INVALID_ENCRYPTION_ALGORITHM,
                () -> CustomerKey.ofObject(S3Headers.of(with(1, "x".repeat(10_000)))));
        assertThat(refusal.elements().get("ArgumentValue")).hasSizeLessThan(1100);
    }
}
