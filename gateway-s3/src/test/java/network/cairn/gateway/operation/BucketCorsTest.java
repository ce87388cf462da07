package network.cairn.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class BucketCorsTest {
    private final TestGateway gateway = new TestGateway();
    private final BucketCors cors = new BucketCors(gateway.metadata);

    @BeforeEach
    void makeBuckets() throws Exception {
        gateway.createBucket("bucket");
        gateway.createBucket("plain");
        gateway.call("PUT", "bucket", null)
                .query("cors", "")
                .body("<CORSConfiguration><CORSRule><AllowedMethod>PUT</AllowedMethod><AllowedOrigin>https://*.example"
                        + "</AllowedOrigin><AllowedHeader>x-amz-*</AllowedHeader><ExposeHeader>ETag</ExposeHeader>"
                        + "<MaxAgeSeconds>60</MaxAgeSeconds></CORSRule></CORSConfiguration>")
                .send();
    }

    private static S3ErrorCode code(Throwable thrown) {
        return ((S3Exception) thrown).code();
    }

    @Test
    void preflight_allowed_tellsWhatTheRuleSays() throws Exception {
        S3Response answer = cors.preflight(
                "bucket",
                true,
                S3Headers.of(
                        "Origin",
                        "https://app.example",
                        "Access-Control-Request-Method",
                        "PUT",
                        "Access-Control-Request-Headers",
                        "X-Amz-Date, x-amz-acl"));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .contains(
                        new S3Headers.Header("Access-Control-Allow-Origin", "https://app.example"),
                        new S3Headers.Header("Access-Control-Allow-Headers", "x-amz-date, x-amz-acl"),
                        new S3Headers.Header("Access-Control-Max-Age", "60"));
        assertThat(cors.preflight("bucket", true, "https://app.example", "PUT", List.of("X-Amz-Date", "x-amz-acl"))
                        .headers())
                .isEqualTo(answer.headers());
    }

    @Test
    void preflight_refused_saysWhy() {
        for (String bucket : List.of("plain", "nowhere")) {
            assertThatThrownBy(() -> cors.preflight(bucket, false, "https://app.example", "PUT", List.of()))
                    .satisfies(e -> assertThat(code(e)).isEqualTo(S3ErrorCode.ACCESS_FORBIDDEN));
        }
        assertThatThrownBy(() -> cors.preflight("bucket", true, "https://app.example", "DELETE", List.of()))
                .satisfies(e -> assertThat(code(e)).isEqualTo(S3ErrorCode.ACCESS_FORBIDDEN));
        assertThatThrownBy(() -> cors.preflight("bucket", true, S3Headers.none()))
                .satisfies(e -> assertThat(code(e)).isEqualTo(S3ErrorCode.BAD_REQUEST));
    }

    @Test
    void headers_ofOtherRequests_onlyWhereARuleAllows() {
        assertThat(cors.headers("PUT", "bucket", S3Headers.of("Origin", "https://app.example")))
                .contains(new S3Headers.Header("Access-Control-Expose-Headers", "ETag"));
        assertThat(cors.headers("GET", "bucket", S3Headers.of("Origin", "https://app.example")))
                .isEmpty();
        assertThat(cors.headers("PUT", "bucket", S3Headers.none())).isEmpty();
        // The preflight's own answer has them.
        assertThat(cors.headers(
                        "OPTIONS",
                        "bucket",
                        S3Headers.of("Origin", "https://app.example", "Access-Control-Request-Method", "PUT")))
                .isEmpty();
        assertThat(cors.headers("PUT", "plain", S3Headers.of("Origin", "https://app.example")))
                .isEmpty();
        assertThat(cors.headers("PUT", null, S3Headers.of("Origin", "https://app.example")))
                .isEmpty();
    }
}
