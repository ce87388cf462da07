package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Requests that are wrong in themselves: each refused as S3 does, in XML.
@S3Suite
class ErrorsIT {
    private static final String REQUESTS = "every operation";

    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();
    private final Access owner = SharedNetwork.get().owner();

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "errors as XML: Code, Message, Resource, RequestId, HostId")
    void error_isXml() throws Exception {
        RawS3.Answer answer = RawS3.request("GET", "/" + name + "/absent").send();
        assertThat(answer.refusal()).isEqualTo("404 NoSuchKey");
        assertThat(answer.text()).startsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
        assertThat(answer.element("Message")).isEqualTo("The specified key does not exist.");
        assertThat(answer.element("RequestId"))
                .isEqualTo(answer.header("x-amz-request-id"))
                .isNotEmpty();
        assertThat(answer.element("HostId"))
                .isEqualTo(answer.header("x-amz-id-2"))
                .isNotEmpty();
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "a wrong secret: SignatureDoesNotMatch")
    void wrongSecret_isRefused() throws Exception {
        var wrong = new Access(owner.endpoint(), owner.accessKeyId(), "wrong", owner.region());
        assertThat(RawS3.requestAs(wrong, "GET", "/" + name).send().refusal()).isEqualTo("403 SignatureDoesNotMatch");
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "an unknown key: InvalidAccessKeyId")
    void unknownKey_isRefused() throws Exception {
        var unknown = new Access(owner.endpoint(), "AKIAABSENTABSENT", "secret", owner.region());
        assertThat(RawS3.requestAs(unknown, "GET", "/" + name).send().refusal()).isEqualTo("403 InvalidAccessKeyId");
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "another region: AuthorizationHeaderMalformed")
    void otherRegion_isRefused() throws Exception {
        var elsewhere = new Access(owner.endpoint(), owner.accessKeyId(), owner.secretAccessKey(), "eu-west-1");
        RawS3.Answer answer = RawS3.requestAs(elsewhere, "GET", "/" + name).send();
        assertThat(answer.refusal()).isEqualTo("400 AuthorizationHeaderMalformed");
        assertThat(answer.element("Region")).isEqualTo(owner.region());
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "a clock wrong by more than 15 minutes: RequestTimeTooSkewed")
    void skewedClock_isRefused() throws Exception {
        for (int minutes : new int[] {-16, 16}) {
            assertThat(RawS3.request("GET", "/" + name)
                            .at(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(minutes)))
                            .send()
                            .refusal())
                    .isEqualTo("403 RequestTimeTooSkewed");
        }
        assertThat(RawS3.request("GET", "/" + name)
                        .at(Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-14)))
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "x-amz-* headers that are not signed: AccessDenied")
    void unsignedHeader_isRefused() throws Exception {
        RawS3.Answer answer = RawS3.request("PUT", "/" + name + "/key")
                .unsignedHeader("x-amz-meta-injected", "yes")
                .body("text")
                .send();
        assertThat(answer.refusal()).isEqualTo("403 AccessDenied");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "headers that S3 does not know, signed: ignored")
    void unknownHeader_isIgnored() throws Exception {
        assertThat(RawS3.request("PUT", "/" + name + "/key")
                        .header("x-amz-future-feature", "on")
                        .header("x-own", "1")
                        .body("text")
                        .send()
                        .status())
                .isEqualTo(200);
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "signature version 2", refused = "InvalidRequest")
    void signatureV2_isRefused() throws Exception {
        RawS3.Answer answer = RawS3.request("GET", "/" + name)
                .anonymous()
                .header("authorization", "AWS " + owner.accessKeyId() + ":c2lnbmF0dXJl")
                .send();
        assertThat(answer.refusal()).isEqualTo("400 InvalidRequest");
        assertThat(answer.element("Message")).contains("AWS4-HMAC-SHA256");
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "no signature: AccessDenied")
    void anonymous_isRefused() throws Exception {
        bucket.put("key", "text");
        for (String path : new String[] {"/", "/" + name, "/" + name + "/key"}) {
            assertThat(RawS3.request("GET", path).anonymous().send().refusal()).isEqualTo("403 AccessDenied");
        }
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "a body other than was signed: XAmzContentSHA256Mismatch")
    void otherBody_isRefused() throws Exception {
        RawS3.Answer answer = RawS3.request("PUT", "/" + name + "/key")
                .body("signed")
                .sentBody("sent!!")
                .send();
        assertThat(answer.refusal()).isEqualTo("400 XAmzContentSHA256Mismatch");
        assertThat(bucket.keys()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Delete><Object>",
                "<Other/>",
                "<!DOCTYPE d [<!ENTITY x \"y\">]><Delete><Object><Key>&x;</Key></Object></Delete>",
                "<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><Delete/>",
                "<Delete></Delete>"
            })
    @S3Behaviour(operation = REQUESTS, parameter = "documents that are no such XML, or with entities: MalformedXML")
    void malformedXml_isRefused(String document) throws Exception {
        RawS3.Answer answer = RawS3.request("POST", "/" + name)
                .query("delete", "")
                .header("content-md5", java.util.Base64.getEncoder().encodeToString(Bytes.md5(Bytes.of(document))))
                .body(document)
                .send();
        assertThat(answer.refusal()).isEqualTo("400 MalformedXML");
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "no Content-Length: MissingContentLength")
    void noLength_isRefused() throws Exception {
        String answer = socket("PUT /" + name + "/key HTTP/1.1\r\nHost: " + host()
                + "\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n4\r\ntext\r\n0\r\n\r\n");
        assertThat(answer).containsAnyOf(" 411 ", " 403 ", " 501 ");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "more than 5 GiB: EntityTooLarge, before it is read")
    void tooLong_isRefusedBeforeItIsRead() throws Exception {
        RawS3.Answer signed = RawS3.request("PUT", "/" + name + "/key")
                .declaredLength(5L * 1024 * 1024 * 1024 + 1)
                .send();
        assertThat(signed.refusal()).isEqualTo("400 EntityTooLarge");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "TRACE", "BREW"})
    @S3Behaviour(operation = REQUESTS, parameter = "methods that S3 does not have: MethodNotAllowed")
    void otherMethod_isRefused(String method) throws Exception {
        String answer = socket(method + " /" + name + "/key HTTP/1.1\r\nHost: " + host()
                + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        assertThat(answer).containsPattern("HTTP/1.1 (405|501|400) ");
    }

    @Test
    @S3Behaviour(operation = REQUESTS, parameter = "sub-resources that S3 knows, with the wrong method")
    void wrongSubresource_changesNothing() throws Exception {
        bucket.put("key", "text");
        assertThat(RawS3.request("DELETE", "/" + name + "/key")
                        .query("acl", "")
                        .send()
                        .refusal())
                .isEqualTo("405 MethodNotAllowed");
        assertThat(bucket.text("key")).isEqualTo("text");
    }

    private String host() {
        return owner.endpoint().getAuthority();
    }

    private String socket(String request) throws Exception {
        try (var socket =
                new Socket(owner.endpoint().getHost(), owner.endpoint().getPort())) {
            socket.setSoTimeout(30_000);
            OutputStream out = socket.getOutputStream();
            out.write(request.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }
}
