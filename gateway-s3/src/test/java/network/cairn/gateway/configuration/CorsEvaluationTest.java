package network.cairn.gateway.configuration;

import static network.cairn.gateway.configuration.RefusalAssertions.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CorsEvaluationTest {
    private static final String NOT_ALLOWED = "CORSResponse: This CORS request is not allowed. This is usually because"
            + " the evalution of Origin, request method / Access-Control-Request-Method or"
            + " Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

    private static CorsRule rule(String methods, String origins, String headers) {
        return new CorsRule(null, words(methods), words(origins), words(headers), List.of(), null);
    }

    private static List<String> words(String text) {
        return Arrays.stream(text.split(" ", -1))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    private static CorsConfiguration of(CorsRule... rules) {
        return new CorsConfiguration(List.of(rules));
    }

    private static CorsRequest asks(String origin, String method, String... headers) {
        return new CorsRequest(origin, method, List.of(headers));
    }

    private static Map<String, String> headers(CorsGrant grant) {
        return grant.headers().stream().collect(Collectors.toMap(S3Headers.Header::name, S3Headers.Header::value));
    }

    /// Origins as S3 compares them: to the letter, but for one star, which also stands for nothing.
    @ParameterizedTest
    @CsvSource({
        "*suffix, foo.suffix, true",
        "*suffix, suffix, true",
        "*suffix, foo.suffix.get, false",
        "start*end, startend, true",
        "start*end, start1end, true",
        "start*end, start12end, true",
        "start*end, 0start12end, false",
        "start*end, startend1, false",
        "prefix*, prefix, true",
        "prefix*, prefix.suffix, true",
        "prefix*, bla.prefix, false",
        "aba*aba, aba, false",
        "aba*aba, ababa, false",
        "aba*aba, abaaba, true",
        "http://*.example.com, http://a.b.example.com, true",
        "http://*.example.com, https://a.example.com, false",
        "http://*.example.com, http://a.example.com/, false",
        "http://*.example.com, http://example.com, false",
        "http://example.com, http://example.com, true",
        "http://example.com, http://example.com:80, false",
        "http://example.com, http://Example.com, false",
        "http://example.com, https://example.com, false",
        "*, null, true",
        "'', http://example.com, false"
    })
    void actual_origin_matches(String pattern, String origin, boolean allowed) {
        CorsConfiguration cors = of(rule("GET", pattern, ""));
        assertThat(cors.actual(asks(origin, "GET")).isPresent()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({"GET PUT, GET, true", "GET PUT, PUT, true", "GET, HEAD, false", "GET, get, false", "GET, OPTIONS, false"
    })
    void actual_method_matches(String methods, String method, boolean allowed) {
        CorsConfiguration cors = of(rule(methods, "*", ""));
        assertThat(cors.actual(asks("o", method)).isPresent()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "'', '', true",
        "'', x-a, false",
        "*, x-a content-type, true",
        "x-amz-*, x-amz-date x-amz-, true",
        "x-amz-*, x-am, false",
        "X-AMZ-date, x-amz-date, true",
        "content-type x-amz-*, content-type x-amz-acl, true",
        "content-type x-amz-*, content-type x-amz-acl range, false",
        "content, content-type, false"
    })
    void actual_requestedHeaders_allMustMatch(String allowedHeaders, String requested, boolean allowed) {
        CorsConfiguration cors = of(rule("GET", "*", allowedHeaders));
        CorsRequest request = new CorsRequest("o", "GET", words(requested));
        assertThat(cors.actual(request).isPresent()).isEqualTo(allowed);
    }

    @Test
    void actual_severalRules_firstThatAllowsDecides() {
        CorsConfiguration cors =
                of(rule("PUT", "http://a", "*"), rule("GET PUT", "http://*", ""), rule("GET", "http://a", "*"));
        assertThat(cors.actual(asks("http://a", "PUT")).map(CorsGrant::allowMethods))
                .contains(List.of("PUT"));
        assertThat(cors.actual(asks("http://a", "GET")).map(CorsGrant::allowMethods))
                .contains(List.of("GET", "PUT"));
        assertThat(cors.actual(asks("http://a", "GET", "x")).map(CorsGrant::allowMethods))
                .contains(List.of("GET"));
        assertThat(cors.actual(asks("http://b", "GET", "x"))).isEmpty();
    }

    @Test
    void headers_ofOneOrigin_allowCredentials() throws S3Exception {
        CorsConfiguration cors = of(new CorsRule(
                "id", List.of("GET", "PUT"), List.of("https://*"), List.of("*"), List.of("ETag", "x-amz-id-2"), 3000));
        CorsGrant grant = cors.preflight(asks("https://a.example", "PUT", "x-b", "x-a"), true);
        assertThat(headers(grant))
                .isEqualTo(Map.of(
                        "Access-Control-Allow-Origin", "https://a.example",
                        "Access-Control-Allow-Methods", "GET, PUT",
                        "Access-Control-Allow-Headers", "x-b, x-a",
                        "Access-Control-Expose-Headers", "ETag, x-amz-id-2",
                        "Access-Control-Max-Age", "3000",
                        "Access-Control-Allow-Credentials", "true",
                        "Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"));
    }

    @Test
    void headers_ofAnyOrigin_noCredentials() throws S3Exception {
        CorsGrant grant = of(rule("GET", "http://a *", "")).preflight(asks("http://a", "GET"), false);
        assertThat(headers(grant))
                .isEqualTo(Map.of(
                        "Access-Control-Allow-Origin", "*",
                        "Access-Control-Allow-Methods", "GET",
                        "Vary", "Origin, Access-Control-Request-Headers, Access-Control-Request-Method"));
    }

    @ParameterizedTest
    @CsvSource({"true, OBJECT", "false, BUCKET"})
    void preflight_noRuleAllows_accessForbidden(boolean onObject, String resourceType) {
        S3Exception refusal = assertRefused(
                S3ErrorCode.ACCESS_FORBIDDEN,
                NOT_ALLOWED,
                () -> of(rule("GET", "*", "")).preflight(asks("o", "PUT"), onObject));
        assertThat(refusal.code().status()).isEqualTo(403);
        assertThat(refusal.elements()).containsEntry("Method", "PUT").containsEntry("ResourceType", resourceType);
    }

    @ParameterizedTest
    @CsvSource({"PATCH", "get", "null", "''"})
    void preflight_noMethodThereIs_badRequest(String method) {
        assertRefused(
                S3ErrorCode.BAD_REQUEST,
                "Invalid Access-Control-Request-Method: " + method,
                () -> of(rule("GET", "*", "")).preflight(asks("o", method), true));
    }

    @Test
    void preflightRequest_ofHeaders_isRead() throws S3Exception {
        CorsRequest request = CorsRequest.preflight(S3Headers.of(
                "origin", "http://a",
                "access-control-request-method", "PUT",
                "Access-Control-Request-Headers", "X-B,  x-a,,",
                "Access-Control-Request-Headers", "Content-Type"));
        assertThat(request).isEqualTo(asks("http://a", "PUT", "x-b", "x-a", "content-type"));
    }

    @Test
    void preflightRequest_withoutOrigin_badRequest() {
        for (S3Headers headers : List.of(S3Headers.none(), S3Headers.of("Origin", ""), S3Headers.of("Referer", "x"))) {
            assertRefused(
                    S3ErrorCode.BAD_REQUEST,
                    "Insufficient information. Origin request header needed.",
                    () -> CorsRequest.preflight(headers));
        }
    }

    @ParameterizedTest
    @CsvSource({"PUT, PUT", ", OPTIONS"})
    void preflightRequest_withoutConfiguration_saysWhatWasAsked(@Nullable String method, String told)
            throws S3Exception {
        CorsRequest request = CorsRequest.preflight(
                method == null
                        ? S3Headers.of("Origin", "o")
                        : S3Headers.of("Origin", "o", "Access-Control-Request-Method", method));
        assertThat(request.notEnabled()).hasMessage("CORSResponse: CORS is not enabled for this bucket.");
        assertThat(request.bucketNotFound()).hasMessage("CORSResponse: Bucket not found");
        for (S3Exception refusal : List.of(request.notEnabled(), request.bucketNotFound())) {
            assertThat(refusal.code()).isEqualTo(S3ErrorCode.ACCESS_FORBIDDEN);
            assertThat(refusal.elements()).containsEntry("Method", told).containsEntry("ResourceType", "BUCKET");
        }
    }

    @Test
    void actualRequest_ofHeaders_methodAskedForCounts() {
        assertThat(CorsRequest.actual("GET", S3Headers.of("Origin", "o"))).contains(asks("o", "GET"));
        S3Headers asking = S3Headers.of("Origin", "o", "Access-Control-Request-Method", "PUT");
        assertThat(CorsRequest.actual("GET", asking)).contains(asks("o", "PUT"));
        S3Headers withHeaders = S3Headers.of("Origin", "o", "Access-Control-Request-Headers", "A");
        assertThat(CorsRequest.actual("GET", withHeaders)).contains(asks("o", "GET", "a"));
        assertThat(CorsRequest.actual("GET", S3Headers.of("Origin", ""))).isEmpty();
        assertThat(CorsRequest.actual("GET", S3Headers.none())).isEqualTo(Optional.empty());
    }
}
