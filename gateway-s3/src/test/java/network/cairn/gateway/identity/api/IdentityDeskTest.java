package network.cairn.gateway.identity.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.auth.TestSigner;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Calls as they come in at the door: signed forms.
final class IdentityDeskTest {
    private final TestApi api;
    private final IssuedKey key;
    private final IdentityDesk desk;
    private boolean tooFast;

    IdentityDeskTest() throws Exception {
        api = new TestApi();
        key = api.world.rootKey("alice");
        desk = new IdentityDesk(new SigV4Authenticator(api.world.identities, "eu-west-1"), api.api, tenant -> {
            if (tooFast) {
                throw new S3Exception(S3ErrorCode.SLOW_DOWN);
            }
        });
    }

    private record Got(int status, String text) {}

    private Got post(String body, SignedRequest request) {
        S3Response response = desk.answer(
                request, body.getBytes(StandardCharsets.UTF_8), "request-1", api.world.clock.instant(), Map.of());
        if (!(response.body() instanceof S3Response.Body.Bytes(byte[] bytes))) {
            throw new AssertionError("an answer without a document");
        }
        return new Got(response.status(), new String(bytes, StandardCharsets.UTF_8));
    }

    private SignedRequest signed(String service, String id, String secret, String body) {
        return TestSigner.signFor(
                service,
                id,
                secret,
                "POST",
                "/",
                "",
                api.world.clock.instant(),
                TestSigner.sha256(body.getBytes(StandardCharsets.UTF_8)),
                "Host",
                "h",
                "Content-Type",
                "application/x-www-form-urlencoded; charset=utf-8");
    }

    private Got call(String service, String body) {
        return post(body, signed(service, key.id(), key.key().secret(), body));
    }

    @Test
    void answer_signedForm_isCarriedOut() {
        Got made = call("iam", "Action=CreateUser&Version=2010-05-08&UserName=ann%40example.com");
        assertThat(made.status()).isEqualTo(200);
        assertThat(made.text())
                .contains("<CreateUserResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\">")
                .contains("<UserName>ann@example.com</UserName>");
        Got who = call("sts", "Action=GetCallerIdentity&Version=2011-06-15");
        assertThat(who.text())
                .contains("xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"")
                .contains("<Arn>arn:aws:iam::alice:root</Arn>");
    }

    @ParameterizedTest
    @CsvSource({
        "other body,403,SignatureDoesNotMatch",
        "unknown key,403,InvalidClientTokenId",
        "wrong secret,403,SignatureDoesNotMatch",
        "for s3,400,IncompleteSignature",
        "no signature,403,MissingAuthenticationToken"
    })
    void answer_wrongSignature_isToldInTheServicesWords(String how, int status, String code) {
        String body = "Action=GetCallerIdentity&Version=2011-06-15";
        String secret = key.key().secret();
        Got got = switch (how) {
            case "other body" -> post(body + "&x=1", signed("sts", key.id(), secret, body));
            case "unknown key" -> post(body, signed("sts", "CAIRNNOBODY", secret, body));
            case "wrong secret" -> post(body, signed("sts", key.id(), "wrong", body));
            case "for s3" -> post(body, signed("s3", key.id(), secret, body));
            default -> post(body, new SignedRequest("POST", "/", "", S3Headers.of("Host", "h")));
        };
        assertThat(got.status()).isEqualTo(status);
        assertThat(got.text())
                .contains("<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"")
                .contains("<Code>" + code + "</Code>")
                .contains("<RequestId>request-1</RequestId>");
    }

    @Test
    void answer_tenantBeyondItsRate_isThrottled() {
        tooFast = true;
        Got got = call("sts", "Action=GetCallerIdentity&Version=2011-06-15");
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.text()).contains("<Code>Throttling</Code>");
    }

    @Test
    void answer_tooOld_isSignatureExpired() {
        String body = "Action=GetCallerIdentity&Version=2011-06-15";
        SignedRequest request = signed("sts", key.id(), key.key().secret(), body);
        api.world.clock.advance(Duration.ofMinutes(16));
        assertThat(post(body, request).text())
                .contains("<Code>SignatureDoesNotMatch</Code>")
                .contains("Signature expired");
    }

    @ParameterizedTest
    @CsvSource({"Action=%,MalformedInput", "Action=%ff,MalformedInput", "Action=a&Action=b,MalformedInput"})
    void answer_brokenForm_isRefused(String body, String code) {
        assertThat(call("iam", body).text()).contains("<Code>" + code + "</Code>");
    }

    @Test
    void answer_hugeForm_isRefused() {
        String body = "Action=ListUsers&Version=2010-05-08" + "&x".repeat(1_000);
        assertThat(call("iam", body).status()).isEqualTo(400);
        StringBuilder many = new StringBuilder("Action=ListUsers&Version=2010-05-08");
        for (int i = 0; i < 600; i++) {
            many.append("&x").append(i).append('=');
        }
        assertThat(call("iam", many.toString()).text()).contains("<Code>MalformedInput</Code>");
    }

    @ParameterizedTest
    @CsvSource({
        "POST,'',application/x-www-form-urlencoded,'',true",
        "POST,'',Application/X-WWW-Form-Urlencoded; charset=UTF-8,'',true",
        "POST,'',text/xml,'',false",
        "POST,bucket,application/x-www-form-urlencoded,'',false",
        "GET,'','','',false",
        "GET,'','',Action,true",
        "PUT,'',application/x-www-form-urlencoded,Action,false",
    })
    void takes_formsAndCallsOnTheServiceAlone(
            String method, String bucket, String contentType, String query, boolean taken) {
        assertThat(IdentityDesk.takes(
                        method,
                        bucket.isEmpty() ? null : bucket,
                        query.isEmpty()
                                ? QueryParameters.none()
                                : QueryParameters.of("Action", "GetCallerIdentity", "Version", "2011-06-15"),
                        contentType.isEmpty() ? S3Headers.none() : S3Headers.of("content-type", contentType)))
                .isEqualTo(taken);
    }
}
