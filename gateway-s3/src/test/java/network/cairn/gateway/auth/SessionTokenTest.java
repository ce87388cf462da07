package network.cairn.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.s3.AccessKeys;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Credential;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.api.Test;

/// Requests signed with temporary keys, and for services other than S3.
final class SessionTokenTest {
    private static final Instant THEN = Instant.parse("2013-05-24T00:00:00Z");
    private static final Caller SESSION = new Caller("tenant-a", TestSigner.ID).inSession(TestSigner.ID, THEN);

    private static final AccessKeys KEYS = (id, token, now) -> {
        if (token == null) {
            return null;
        }
        if (!token.equals("good/token+=")) {
            throw new S3Exception(S3ErrorCode.INVALID_TOKEN);
        }
        return new Credential(TestSigner.SECRET, SESSION);
    };

    private final SigV4Authenticator authenticator = new SigV4Authenticator(KEYS, "us-east-1");

    private String code(SignedRequest request) {
        S3Exception error = catchThrowableOfType(S3Exception.class, () -> authenticator.authenticate(request, THEN));
        assertThat(error).as("an error").isNotNull();
        return error.code().code();
    }

    private static SignedRequest withToken(String token) {
        return TestSigner.sign("GET", "/b/k", "", THEN, "UNSIGNED-PAYLOAD", "Host", "h", "x-amz-security-token", token);
    }

    @Test
    void authenticate_tokenInSignedHeader() throws S3Exception {
        assertThat(authenticator.authenticate(withToken("good/token+="), THEN).caller())
                .isEqualTo(SESSION);
        assertThat(code(withToken("bad"))).isEqualTo("InvalidToken");
        assertThat(code(withToken(""))).isEqualTo("InvalidToken");
    }

    @Test
    void authenticate_tokenAddedWithoutSignature_isRefused() {
        SignedRequest good = TestSigner.sign("GET", "/b/k", "", THEN, "UNSIGNED-PAYLOAD", "Host", "h");
        List<S3Headers.Header> more = new ArrayList<>(good.headers().all());
        more.add(new S3Headers.Header("X-Amz-Security-Token", "good/token+="));
        assertThat(code(new SignedRequest("GET", "/b/k", "", new S3Headers(more))))
                .isEqualTo("AccessDenied");
    }

    @Test
    void authenticate_temporaryKeyWithoutToken_isUnknown() {
        assertThat(code(TestSigner.sign("GET", "/b/k", "", THEN, "UNSIGNED-PAYLOAD", "Host", "h")))
                .isEqualTo("InvalidAccessKeyId");
    }

    @Test
    void authenticate_tokenInPresignedUrl() throws S3Exception {
        String query = TestSigner.presign("GET", "/b/k", "h", THEN, 60, "&X-Amz-Security-Token=good%2Ftoken%2B%3D");
        assertThat(authenticator
                        .authenticate(new SignedRequest("GET", "/b/k", query, S3Headers.of("Host", "h")), THEN)
                        .caller())
                .isEqualTo(SESSION);
        String other = query.replace("good%2F", "bad%2F");
        assertThat(code(new SignedRequest("GET", "/b/k", other, S3Headers.of("Host", "h"))))
                .isEqualTo("InvalidToken");
        String added = TestSigner.presign("GET", "/b/k", "h", THEN, 60) + "&X-Amz-Security-Token=good%2Ftoken%2B%3D";
        assertThat(code(new SignedRequest("GET", "/b/k", added, S3Headers.of("Host", "h"))))
                .isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void authenticate_otherService_signsTheBodysHash() throws S3Exception {
        byte[] body = "Action=GetCallerIdentity&Version=2011-06-15".getBytes(StandardCharsets.UTF_8);
        SigV4Authenticator elsewhere = new SigV4Authenticator(TestSigner.KEYS, "eu-west-1");
        SignedRequest request = TestSigner.signFor(
                "sts",
                TestSigner.ID,
                TestSigner.SECRET,
                "POST",
                "/",
                "",
                THEN,
                TestSigner.sha256(body),
                "Host",
                "h",
                "Content-Type",
                "application/x-www-form-urlencoded");
        assertThat(elsewhere
                        .authenticate(request, body, List.of("sts", "iam"), THEN)
                        .tenant())
                .isEqualTo("tenant-a");
        byte[] changed = "Action=AssumeRole".getBytes(StandardCharsets.UTF_8);
        assertThat(catchThrowableOfType(
                                S3Exception.class,
                                () -> elsewhere.authenticate(request, changed, List.of("sts", "iam"), THEN))
                        .code()
                        .code())
                .isEqualTo("XAmzContentSHA256Mismatch");
        assertThat(catchThrowableOfType(
                                S3Exception.class, () -> elsewhere.authenticate(request, body, List.of("iam"), THEN))
                        .code()
                        .code())
                .isEqualTo("AuthorizationHeaderMalformed");
        assertThat(catchThrowableOfType(
                                S3Exception.class,
                                () -> new SigV4Authenticator(TestSigner.KEYS, "us-east-1").authenticate(request, THEN))
                        .code()
                        .code())
                .as("a signature for another service is none for S3")
                .isEqualTo("AuthorizationHeaderMalformed");
    }
}
