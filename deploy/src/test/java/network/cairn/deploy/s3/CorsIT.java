package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.CORSRule;

/// What browsers are told about requests from other origins.
@S3Suite
class CorsIT {
    private final TestBucket bucket = TestBucket.create();
    private final String path = "/" + bucket.name() + "/key";

    @BeforeEach
    void putRules() {
        bucket.put("key", "text");
        bucket.s3()
                .putBucketCors(request -> request.bucket(bucket.name())
                        .corsConfiguration(cors -> cors.corsRules(
                                CORSRule.builder()
                                        .allowedMethods("PUT", "DELETE")
                                        .allowedOrigins("https://app.example.org")
                                        .allowedHeaders("x-amz-*", "content-type")
                                        .exposeHeaders("ETag", "x-amz-version-id")
                                        .maxAgeSeconds(600)
                                        .build(),
                                CORSRule.builder()
                                        .allowedMethods("GET")
                                        .allowedOrigins("*")
                                        .build())));
    }

    private RawS3.Answer preflight(String origin, String method, String headers) throws Exception {
        RawS3 request = RawS3.request("OPTIONS", path)
                .anonymous()
                .header("origin", origin)
                .header("access-control-request-method", method);
        if (!headers.isEmpty()) {
            request.header("access-control-request-headers", headers);
        }
        return request.send();
    }

    @Test
    @S3Behaviour(
            operation = "OPTIONS object",
            parameter = {"", "Access-Control-Request-Headers"})
    void preflight_allowed_saysWhat() throws Exception {
        RawS3.Answer answer = preflight("https://app.example.org", "PUT", "x-amz-meta-a, Content-Type");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://app.example.org");
        assertThat(answer.header("access-control-allow-methods"))
                .contains("PUT")
                .contains("DELETE");
        assertThat(answer.header("access-control-allow-headers").toLowerCase(java.util.Locale.ROOT))
                .contains("x-amz-meta-a")
                .contains("content-type");
        assertThat(answer.header("access-control-expose-headers")).contains("ETag");
        assertThat(answer.header("access-control-max-age")).isEqualTo("600");
        assertThat(answer.header("access-control-allow-credentials")).isEqualTo("true");
        assertThat(answer.header("vary")).containsIgnoringCase("origin");
    }

    @Test
    @S3Behaviour(operation = "OPTIONS object", parameter = "an origin, method or header that no rule allows")
    void preflight_notAllowed_isRefused() throws Exception {
        assertThat(preflight("https://other.example.org", "PUT", "").refusal()).isEqualTo("403 AccessForbidden");
        assertThat(preflight("https://app.example.org", "POST", "").refusal()).isEqualTo("403 AccessForbidden");
        assertThat(preflight("https://app.example.org", "PUT", "x-own").refusal())
                .isEqualTo("403 AccessForbidden");
    }

    @Test
    @S3Behaviour(operation = "OPTIONS object", parameter = "a bucket without CORS")
    void preflight_noConfiguration_isRefused() throws Exception {
        bucket.s3().deleteBucketCors(request -> request.bucket(bucket.name()));
        assertThat(preflight("https://app.example.org", "PUT", "").refusal()).isEqualTo("403 AccessForbidden");
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "Origin")
    void get_fromAnotherOrigin_isAllowed() throws Exception {
        RawS3.Answer any = RawS3.request("GET", path)
                .header("origin", "https://any.example.org")
                .send();
        assertThat(any.text()).isEqualTo("text");
        assertThat(any.header("access-control-allow-origin")).isEqualTo("*");
        assertThat(any.header("access-control-allow-credentials")).isEmpty();
        assertThat(RawS3.request("GET", path).send().header("access-control-allow-origin"))
                .isEmpty();
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "Origin")
    void put_fromAnotherOrigin_isAllowed() throws Exception {
        RawS3.Answer answer = RawS3.request("PUT", path)
                .header("origin", "https://app.example.org")
                .body("new")
                .send();
        assertThat(answer.header("access-control-allow-origin")).isEqualTo("https://app.example.org");
        assertThat(RawS3.request("PUT", path)
                        .header("origin", "https://other.example.org")
                        .body("new")
                        .send()
                        .header("access-control-allow-origin"))
                .isEmpty();
    }
}
