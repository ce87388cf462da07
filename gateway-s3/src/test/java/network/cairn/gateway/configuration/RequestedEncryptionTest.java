package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertInvalidArgument;
import static network.cairn.gateway.configuration.RefusalAssertions.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.gateway.configuration.RequestedEncryption.ClientKey;
import network.cairn.gateway.configuration.RequestedEncryption.ManagedKey;
import network.cairn.gateway.configuration.RequestedEncryption.StoreKeys;
import network.cairn.gateway.configuration.RequestedEncryption.Unspecified;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestedEncryptionTest {
    private static final String METHOD = "x-amz-server-side-encryption";
    private static final String KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";
    private static final String CONTEXT = "x-amz-server-side-encryption-context";
    private static final String BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled";
    private static final String BAD_CONTEXT =
            "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded"
                    + " UTF-8 string holding JSON which represents a string-string map";

    private static RequestedEncryption of(String... headers) throws S3Exception {
        return RequestedEncryption.ofHeaders(S3Headers.of(headers));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static ManagedKey managed(@Nullable String keyId, @Nullable Boolean bucketKey) {
        return new ManagedKey(false, keyId, new TreeMap<>(), bucketKey);
    }

    @Test
    void ofHeaders_eachMethod_isRead() throws S3Exception {
        assertThat(of()).isEqualTo(new Unspecified());
        assertThat(of(METHOD, "AES256")).isEqualTo(new StoreKeys());
        assertThat(of(METHOD, "aws:kms")).isEqualTo(managed(null, null));
        assertThat(of(METHOD, "aws:kms", KEY_ID, " k ")).isEqualTo(managed("k", null));
        assertThat(of(METHOD, "aws:kms", KEY_ID, "")).isEqualTo(managed(null, null));
        assertThat(of("X-Amz-Server-Side-Encryption", "aws:kms:dsse", KEY_ID, "k"))
                .isEqualTo(new ManagedKey(true, "k", new TreeMap<>(), null));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "True, true", "false, false", "' FALSE ', false"})
    void ofHeaders_bucketKey_isRead(String given, boolean enabled) throws S3Exception {
        assertThat(of(METHOD, "aws:kms", BUCKET_KEY, given)).isEqualTo(managed(null, enabled));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yes", "1"})
    void ofHeaders_bucketKeyThatIsNoFlag_invalidArgument(String given) {
        assertInvalidArgument(
                "The header '" + BUCKET_KEY + "' is true or false",
                BUCKET_KEY,
                given,
                () -> of(METHOD, "aws:kms", BUCKET_KEY, given));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "aes256", "AES128", "aws:KMS", "SSE-C"})
    void ofHeaders_otherMethods_invalidArgument(String method) {
        assertInvalidArgument(
                "The encryption method specified is not supported", METHOD, method, () -> of(METHOD, method));
    }

    @ParameterizedTest
    @CsvSource({KEY_ID + ", , null", KEY_ID + ", AES256, AES256", CONTEXT + ", , null", CONTEXT + ", AES256, AES256"})
    void ofHeaders_keyWithoutKms_invalidArgument(String header, @Nullable String method, String told) {
        assertInvalidArgument(
                "Server Side Encryption with AWS KMS managed key requires HTTP header x-amz-server-side-encryption :"
                        + " aws:kms",
                METHOD,
                told,
                () -> {
                    if (method == null) {
                        of(header, "e30=");
                    } else {
                        of(header, "e30=", METHOD, method);
                    }
                });
    }

    @Test
    void ofHeaders_longKeyId_notFound() {
        S3Exception refusal = refusal(S3ErrorCode.KMS_NOT_FOUND, () -> of(METHOD, "aws:kms", KEY_ID, "k".repeat(2049)));
        assertThat(refusal.getMessage()).startsWith("Invalid keyId 'kkk").hasSizeLessThan(1100);
    }

    @Test
    void ofHeaders_context_isRead() throws S3Exception {
        RequestedEncryption read =
                of(METHOD, "aws:kms", CONTEXT, base64("{\"b\": \"2\", \"a\": \"\u00e4\", \"\": \"\"}"));
        assertThat(read)
                .isEqualTo(new ManagedKey(false, null, new TreeMap<>(Map.of("", "", "a", "\u00e4", "b", "2")), null));
        assertThat(of(METHOD, "aws:kms", CONTEXT, base64("{}"))).isEqualTo(managed(null, null));
        assertThat(of(METHOD, "aws:kms", CONTEXT, " " + base64("{}") + " ")).isEqualTo(managed(null, null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"a\"",
                "1",
                "[]",
                "{",
                "{} {}",
                "{\"a\": 1}",
                "{\"a\": null}",
                "{\"a\": {\"b\": \"c\"}}",
                "{\"a\": [\"b\"]}",
                "{\"a\": {\"b\": {\"c\": {}}}}",
                "{a: 'b'}",
                "{\"a\": 1e999999999}",
                "{\"a\": \"b\",}"
            })
    void ofHeaders_contextThatIsNoMap_invalidArgument(String json) {
        assertInvalidArgument(BAD_CONTEXT, CONTEXT, base64(json), () -> of(METHOD, "aws:kms", CONTEXT, base64(json)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "e30==", "====", "\u00e4", "e3\n0="})
    void ofHeaders_contextThatIsNoBase64_invalidArgument(String header) {
        assertInvalidArgument(BAD_CONTEXT, CONTEXT, header, () -> of(METHOD, "aws:kms", CONTEXT, header));
    }

    @Test
    void ofHeaders_longContext_invalidArgument() {
        String longest = base64("{\"a\": \"" + "b".repeat(10_000) + "\"}");
        refusal(S3ErrorCode.INVALID_ARGUMENT, () -> of(METHOD, "aws:kms", CONTEXT, longest));
        String deep = base64("{\"a\":".repeat(1000) + "1" + "}".repeat(1000));
        refusal(S3ErrorCode.INVALID_ARGUMENT, () -> of(METHOD, "aws:kms", CONTEXT, deep));
    }

    @Test
    void ofHeaders_clientKey_aloneOrRefused() throws S3Exception {
        String[] key = CustomerKeyTest.headers("x-amz-server-side-encryption-customer-", new byte[32]);
        assertThat(of(key))
                .isInstanceOfSatisfying(
                        ClientKey.class, each -> assertThat(each.key().bytes()).isEqualTo(new byte[32]));
        for (String method : List.of("AES256", "aws:kms", "nonsense")) {
            String[] both = Arrays.copyOf(key, key.length + 2);
            both[key.length] = METHOD;
            both[key.length + 1] = method;
            assertInvalidArgument(
                    "Server Side Encryption with Customer provided key is incompatible with the encryption method"
                            + " specified",
                    METHOD,
                    method,
                    () -> of(both));
        }
    }

    @Test
    void refuseOnRead_aMethod_invalidArgument() throws S3Exception {
        RequestedEncryption.refuseOnRead(S3Headers.of(KEY_ID, "x"));
        assertInvalidArgument(
                METHOD + " header is not supported for this operation.",
                METHOD,
                "aws:kms",
                () -> RequestedEncryption.refuseOnRead(S3Headers.of(METHOD, "aws:kms")));
    }

    @Test
    void in_aBucket_whatItSaysWhereTheRequestDoesNot() {
        var kms = new EncryptionConfiguration(EncryptionAlgorithm.KMS, "of-bucket", true, List.of());
        var dual = new EncryptionConfiguration(EncryptionAlgorithm.KMS_DUAL_LAYER, null, true, List.of());
        assertThat(new Unspecified().in(EncryptionConfiguration.DEFAULT)).isEqualTo(new StoreKeys());
        assertThat(new Unspecified().in(kms)).isEqualTo(managed("of-bucket", true));
        assertThat(new Unspecified().in(dual)).isEqualTo(new ManagedKey(true, null, new TreeMap<>(), false));
        assertThat(new StoreKeys().in(kms)).isEqualTo(new StoreKeys());
        // A request that names the method but no key gets the service's default key, as in S3.
        assertThat(managed(null, null).in(kms)).isEqualTo(managed(null, true));
        assertThat(managed("own", false).in(kms)).isEqualTo(managed("own", false));
        assertThat(managed("own", null).in(EncryptionConfiguration.DEFAULT)).isEqualTo(managed("own", false));
        var context = new TreeMap<>(Map.of("a", "b"));
        assertThat(new ManagedKey(true, "own", context, true).in(kms))
                .isEqualTo(new ManagedKey(true, "own", context, false));
    }
}
