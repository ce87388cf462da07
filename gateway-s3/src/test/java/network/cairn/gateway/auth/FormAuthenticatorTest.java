package network.cairn.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.gateway.form.FormText;
import network.cairn.gateway.form.PostForm;
import network.cairn.gateway.form.PostPolicy;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vector is the example that the Amazon S3 API reference works out.
class FormAuthenticatorTest {
    private static final Instant THEN = Instant.parse("2015-12-29T00:10:00Z");
    private final FormAuthenticator authenticator = new FormAuthenticator(TestSigner.KEYS, "us-east-1", false);
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final String policy;

    FormAuthenticatorTest() throws Exception {
        var vector = new Properties();
        try (InputStream in = FormAuthenticatorTest.class.getResourceAsStream("/vectors/post-policy.properties")) {
            vector.load(Objects.requireNonNull(in));
        }
        policy = vector.getProperty("policy");
        fields.put("key", "user/user1/${filename}");
        fields.put("acl", "public-read");
        fields.put("success_action_redirect", "http://sigv4examplebucket.s3.amazonaws.com/successful_upload.html");
        fields.put("Content-Type", "image/jpeg");
        fields.put("x-amz-meta-uuid", "14365123651274");
        fields.put("x-amz-server-side-encryption", "AES256");
        fields.put("X-Amz-Credential", "AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/s3/aws4_request");
        fields.put("X-Amz-Algorithm", "AWS4-HMAC-SHA256");
        fields.put("X-Amz-Date", "20151229T000000Z");
        fields.put("x-amz-meta-tag", "");
        fields.put("Policy", policy);
        fields.put("X-Amz-Signature", vector.getProperty("signature"));
    }

    private PostForm form() throws Exception {
        FormText text = new FormText();
        fields.forEach(text::field);
        byte[] body = text.file("MyPhoto.jpg", new byte[1]).end();
        return PostForm.read(FormText.CONTENT_TYPE, new ByteArrayInputStream(body));
    }

    private S3Exception error() {
        return catchThrowableOfType(S3Exception.class, () -> authenticator.authenticate(form(), THEN));
    }

    @Test
    void authenticate_documentedForm() throws Exception {
        assertThat(authenticator.authenticate(form(), THEN).accessKeyId()).isEqualTo(TestSigner.ID);
        PostPolicy.parse(policy).check(form(), "sigv4examplebucket", THEN);
    }

    @Test
    void authenticate_policyChanged_signatureDoesNotMatch() throws Exception {
        fields.put("Policy", policy.substring(0, policy.length() - 4));
        S3Exception error = error();
        assertThat(error.code().code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(error.elements())
                .containsOnlyKeys("AWSAccessKeyId", "StringToSign", "SignatureProvided", "StringToSignBytes")
                .containsEntry("StringToSign", policy.substring(0, policy.length() - 4));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "X-Amz-Algorithm,-,InvalidArgument",
                "X-Amz-Credential,-,InvalidArgument",
                "X-Amz-Signature,-,InvalidArgument",
                "X-Amz-Date,-,InvalidArgument",
                "Policy,-,InvalidArgument",
                "X-Amz-Algorithm,AWS4-ECDSA-P256-SHA256,InvalidArgument",
                "X-Amz-Date,2015-12-29,InvalidArgument",
                "X-Amz-Date,20151221T000000Z,AccessDenied",
                "X-Amz-Date,20151229T003000Z,AccessDenied",
                "X-Amz-Credential,AKIAIOSFODNN7EXAMPLE/20151229/eu-west-1/s3/aws4_request,InvalidArgument",
                "X-Amz-Credential,AKIAIOSFODNN7EXAMPLE/20151229/us-east-1/ec2/aws4_request,InvalidArgument",
                "X-Amz-Credential,/20151229/us-east-1/s3/aws4_request,InvalidArgument",
                "X-Amz-Credential,nonsense,InvalidArgument",
                "X-Amz-Credential,NOBODY/20151229/us-east-1/s3/aws4_request,InvalidAccessKeyId",
                "X-Amz-Signature,00,SignatureDoesNotMatch",
                "AWSAccessKeyId,AKIAIOSFODNN7EXAMPLE,InvalidRequest",
                "signature,abc,InvalidRequest"
            })
    void authenticate_bad(String field, String value, String code) {
        if (value == null) {
            fields.remove(field);
        } else {
            fields.put(field, value);
        }
        S3Exception error = error();
        assertThat(error.code().code()).isEqualTo(code);
        if (value == null) {
            assertThat(error).hasMessageContaining("must contain a field named '");
        }
    }

    @Test
    void authenticate_unsigned_isAnonymous() throws Exception {
        fields.keySet().removeIf(name -> name.startsWith("X-Amz-"));
        assertThat(authenticator.authenticate(form(), THEN).isAnonymous()).isTrue();
    }

    @Test
    void authenticate_version2_whereItIsTaken() throws Exception {
        fields.keySet().removeIf(name -> name.startsWith("X-Amz-"));
        var taking = new FormAuthenticator(TestSigner.KEYS, "us-east-1", true);
        var mac = Mac.getInstance("HmacSHA1");
        mac.init(new SecretKeySpec(TestSigner.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
        fields.put("AWSAccessKeyId", TestSigner.ID);
        fields.put(
                "signature", Base64.getEncoder().encodeToString(mac.doFinal(policy.getBytes(StandardCharsets.UTF_8))));
        assertThat(taking.authenticate(form(), THEN).accessKeyId()).isEqualTo(TestSigner.ID);
        fields.put("signature", "AAAA");
        assertThat(catchThrowableOfType(S3Exception.class, () -> taking.authenticate(form(), THEN))
                        .code()
                        .code())
                .isEqualTo("SignatureDoesNotMatch");
    }
}
