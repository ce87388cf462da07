package network.cairn.gateway.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The vectors are the examples that the Amazon S3 API reference works out.
class SigV4AuthenticatorTest {
    private static final Instant THEN = Instant.parse("2013-05-24T00:00:00Z");
    private static final String SCOPE = "/20130524/us-east-1/s3/aws4_request";
    private static final String HOST = "examplebucket.s3.amazonaws.com";
    private final SigV4Authenticator authenticator = new SigV4Authenticator(TestSigner.KEYS, "us-east-1");

    private static SignedRequest example(
            String method, String path, String query, String signed, String signature, String... headers) {
        List<S3Headers.Header> all = new ArrayList<>(S3Headers.of(headers).all());
        all.add(new S3Headers.Header("X-Amz-Date", "20130524T000000Z"));
        all.add(new S3Headers.Header(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + TestSigner.ID + SCOPE + ",SignedHeaders=" + signed + ",Signature="
                        + signature));
        return new SignedRequest(method, path, query, new S3Headers(all));
    }

    @Test
    void authenticate_documentedGetObject() throws S3Exception {
        Authenticated result = authenticator.authenticate(
                example(
                        "GET",
                        "/test.txt",
                        "",
                        "host;range;x-amz-content-sha256;x-amz-date",
                        "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                        "Host",
                        HOST,
                        "Range",
                        "bytes=0-9",
                        "x-amz-content-sha256",
                        Sha256.EMPTY_HEX),
                THEN);
        assertThat(result.caller().tenant()).isEqualTo("tenant-a");
        assertThat(result.mode()).isEqualTo(PayloadMode.LITERAL);
    }

    @ParameterizedTest
    @CsvSource({"/test%24file.text", "/test$file.text", "/%74est%24file.text"})
    void authenticate_documentedPutObject_howeverThePathIsEscaped(String path) throws S3Exception {
        assertThat(authenticator
                        .authenticate(
                                example(
                                        "PUT",
                                        path,
                                        "",
                                        "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                                        "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
                                        "Host",
                                        HOST,
                                        "Date",
                                        "Fri, 24 May 2013 00:00:00 GMT",
                                        "x-amz-storage-class",
                                        "  REDUCED_REDUNDANCY ",
                                        "x-amz-content-sha256",
                                        "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072"),
                                THEN)
                        .caller()
                        .accessKeyId())
                .isEqualTo(TestSigner.ID);
    }

    @ParameterizedTest
    @CsvSource({
        "lifecycle,fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        "prefix=J&max-keys=2,34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7"
    })
    void authenticate_documentedBucketRequests(String query, String signature) throws S3Exception {
        assertThat(authenticator.authenticate(
                        example(
                                "GET",
                                "/",
                                query,
                                "host;x-amz-content-sha256;x-amz-date",
                                signature,
                                "Host",
                                HOST,
                                "x-amz-content-sha256",
                                Sha256.EMPTY_HEX),
                        THEN))
                .isNotNull();
    }

    @Test
    void authenticate_documentedChunkedUploads() throws S3Exception {
        SignedRequest chunks = new SignedRequest(
                "PUT",
                "/examplebucket/chunkObject.txt",
                "",
                S3Headers.of(
                        "Host",
                        "s3.amazonaws.com",
                        "x-amz-date",
                        "20130524T000000Z",
                        "x-amz-storage-class",
                        "REDUCED_REDUNDANCY",
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + TestSigner.ID + SCOPE
                                + ",SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;"
                                + "x-amz-decoded-content-length;x-amz-storage-class,"
                                + "Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9",
                        "x-amz-content-sha256",
                        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
                        "Content-Encoding",
                        "aws-chunked",
                        "x-amz-decoded-content-length",
                        "66560",
                        "Content-Length",
                        "66824"));
        assertThat(authenticator.authenticate(chunks, THEN).mode()).isEqualTo(PayloadMode.SIGNED_CHUNKS);
        SignedRequest trailer = new SignedRequest(
                "PUT",
                "/examplebucket/chunkObject.txt",
                "",
                S3Headers.of(
                        "Host",
                        "s3.amazonaws.com",
                        "x-amz-date",
                        "20130524T000000Z",
                        "x-amz-storage-class",
                        "REDUCED_REDUNDANCY",
                        "Authorization",
                        "AWS4-HMAC-SHA256 Credential=" + TestSigner.ID + SCOPE
                                + ",SignedHeaders=content-encoding;host;x-amz-content-sha256;x-amz-date;"
                                + "x-amz-decoded-content-length;x-amz-storage-class;x-amz-trailer,"
                                + "Signature=106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e",
                        "x-amz-content-sha256",
                        "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
                        "Content-Encoding",
                        "aws-chunked",
                        "x-amz-decoded-content-length",
                        "66560",
                        "x-amz-trailer",
                        "x-amz-checksum-crc32c"));
        assertThat(authenticator.authenticate(trailer, THEN).mode()).isEqualTo(PayloadMode.SIGNED_CHUNKS_TRAILER);
    }

    @Test
    void authenticate_documentedPresignedUrl() throws S3Exception {
        SignedRequest request = new SignedRequest(
                "GET",
                "/test.txt",
                "X-Amz-Algorithm=AWS4-HMAC-SHA256"
                        + "&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request"
                        + "&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host"
                        + "&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
                S3Headers.of("Host", HOST));
        assertThat(authenticator.authenticate(request, THEN.plusSeconds(86_400)).mode())
                .isEqualTo(PayloadMode.UNSIGNED);
        S3Exception late = error(request, THEN.plusSeconds(86_401));
        assertThat(late.code().code()).isEqualTo("AccessDenied");
        assertThat(late).hasMessage("Request has expired");
        assertThat(error(request, THEN.minusSeconds(901))).hasMessage("Request is not valid yet");
    }

    @Test
    void authenticate_differenceSignedInTheRequest_isRefusedWithWhatWasSigned() {
        SignedRequest good = TestSigner.sign("GET", "/b/k", "", THEN, "UNSIGNED-PAYLOAD", "Host", "h");
        S3Exception error = error(new SignedRequest("GET", "/b/other", "", good.headers()), THEN);
        assertThat(error.code().code()).isEqualTo("SignatureDoesNotMatch");
        assertThat(error.elements())
                .containsKeys("AWSAccessKeyId", "StringToSign", "SignatureProvided", "CanonicalRequest");
        assertThat(error.elements().values()).noneMatch(value -> value.contains(TestSigner.SECRET));
    }

    @Test
    void authenticate_skew_isAllowedForFifteenMinutes() throws S3Exception {
        SignedRequest request = TestSigner.sign("GET", "/", "", THEN, "UNSIGNED-PAYLOAD", "Host", "h");
        assertThat(authenticator.authenticate(request, THEN.plus(Duration.ofMinutes(15))))
                .isNotNull();
        assertThat(authenticator.authenticate(request, THEN.minus(Duration.ofMinutes(15))))
                .isNotNull();
        assertThat(error(request, THEN.plusSeconds(901)).code().code()).isEqualTo("RequestTimeTooSkewed");
        assertThat(error(request, THEN.minusSeconds(901)).code().code()).isEqualTo("RequestTimeTooSkewed");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            AWS AKIAIOSFODNN7EXAMPLE:abc=                                    | InvalidRequest
            Basic abc                                                        | InvalidArgument
            AWS4-HMAC-SHA256                                                 | AuthorizationHeaderMalformed
            AWS4-HMAC-SHA256 Credential                                      | AuthorizationHeaderMalformed
            AWS4-HMAC-SHA256 Credential=a/b,SignedHeaders=host,Signature=SIG | AuthorizationHeaderMalformed
            AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/eu-west-1/s3/aws4_request,SignedHeaders=host,Signature=SIG | AuthorizationHeaderMalformed
            AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/ec2/aws4_request,SignedHeaders=host,Signature=SIG | AuthorizationHeaderMalformed
            AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130523/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=SIG | AuthorizationHeaderMalformed
            AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=zz | AuthorizationHeaderMalformed
            AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=SIG | AccessDenied
            AWS4-HMAC-SHA256 Credential=nobody/20130524/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=SIG | InvalidAccessKeyId
            AWS4-ECDSA-P256-SHA256 Credential=x                              | NotImplemented
            AWS HAHAHA                                                       | InvalidArgument
            """)
    void authenticate_badAuthorization(String authorization, String code) {
        SignedRequest request = new SignedRequest(
                "GET",
                "/",
                "",
                S3Headers.of(
                        "Host",
                        "h",
                        "x-amz-date",
                        "20130524T000000Z",
                        "x-amz-content-sha256",
                        "UNSIGNED-PAYLOAD",
                        "Authorization",
                        authorization.replace("SIG", "0".repeat(64))));
        assertThat(error(request, THEN).code().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Amz-Expires=60,X-Amz-Expires=0,AccessDenied",
        "X-Amz-Expires=60,X-Amz-Expires=-7,AuthorizationQueryParametersError",
        "X-Amz-Expires=60,X-Amz-Expires=604801,AuthorizationQueryParametersError",
        "X-Amz-Expires=60,X-Amz-Expires=x,AuthorizationQueryParametersError",
        "X-Amz-Expires=60,X-Amz-Expires=61,SignatureDoesNotMatch",
        "&X-Amz-Expires=60,'',AuthorizationQueryParametersError",
        "us-east-1,us-west-2,AuthorizationQueryParametersError",
        "AKIAIOSFODNN7EXAMPLE,AKIAIOSFODNN7EXAMPLF,InvalidAccessKeyId",
        "SignedHeaders=host,SignedHeaders=range,AccessDenied",
        "X-Amz-Date=2013,X-Amz-Date=abcd,AuthorizationQueryParametersError"
    })
    void authenticate_badPresignedUrl(String from, String to, String code) {
        String query = TestSigner.presign("GET", "/b/k", "h", THEN, 60);
        assertThat(query).contains(from);
        SignedRequest request = new SignedRequest("GET", "/b/k", query.replace(from, to), S3Headers.of("Host", "h"));
        assertThat(error(request, THEN).code().code()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "AWSAccessKeyId=a&Expires=1&Signature=s,InvalidRequest",
        "AWSAccessKeyId=a,InvalidRequest",
        "X-Amz-Algorithm=AWS4-ECDSA-P256-SHA256&X-Amz-Signature=00,NotImplemented",
        "X-Amz-Signature=00,AuthorizationQueryParametersError",
        "X-Amz-Algorithm=AWS4-HMAC-SHA512,AuthorizationQueryParametersError"
    })
    void authenticate_otherSignaturesInTheQuery(String query, String code) {
        assertThat(error(new SignedRequest("GET", "/b/k", query, S3Headers.of("Host", "h")), THEN)
                        .code()
                        .code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "GET,a=1&a=&a&b=x%2By&c=x+y&d==%3d&%C3%BC=%c3%a9&e=%7e~&X-Amz-Custom=%2F",
        "HEAD,response-content-disposition=attachment%3B%20filename%3D%22a%20b%22",
        "PUT,partNumber=1&uploadId=a%2Bb%2Fc%3D%3D",
        "POST,uploads",
        "DELETE,&&versionId=%E2%82%AC&&"
    })
    void authenticate_presigned_anyMethodAndQuery(String method, String query) throws S3Exception {
        String signed = TestSigner.presign(method, "/b/a%2Bb%20c//..", query, "h:9000", THEN, 60);
        SignedRequest request = new SignedRequest(method, "/b/a+b%20c//..", signed, S3Headers.of("Host", "h:9000"));
        assertThat(authenticator.authenticate(request, THEN).caller().accessKeyId())
                .isEqualTo(TestSigner.ID);
        SignedRequest other = new SignedRequest(method, "/b/a+b%20c//..", signed + "&x=1", request.headers());
        assertThat(error(other, THEN).code().code()).isEqualTo("SignatureDoesNotMatch");
    }

    @Test
    void authenticate_presigned_checksumOfNothing_promisesNothing() throws S3Exception {
        String signed = TestSigner.presign(
                "PUT",
                "/b/k",
                "x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-meta-a=b&x-amz-sdk-checksum-algorithm=CRC32",
                "h:9000",
                THEN,
                60);
        S3Headers headers = authenticator
                .authenticate(new SignedRequest("PUT", "/b/k", signed, S3Headers.of("Host", "h:9000")), THEN)
                .headers();
        assertThat(headers.has("x-amz-checksum-crc32")).isFalse();
        assertThat(headers.has("x-amz-sdk-checksum-algorithm")).isFalse();
        assertThat(headers.get("x-amz-meta-a")).contains("b");
    }

    @Test
    void authenticate_presigned_headersInTheQueryCount_andUnsignedOnesAreRefused() throws S3Exception {
        String query = TestSigner.presign(
                "PUT", "/b/k", "X-Amz-Meta-Name=a%20b&x-amz-acl=private&x-id=PutObject", "h", THEN, 604_800);
        SignedRequest request = new SignedRequest("PUT", "/b/k", query, S3Headers.of("Host", "h"));
        S3Headers headers = authenticator.authenticate(request, THEN).headers();
        assertThat(headers.get("x-amz-meta-name")).contains("a b");
        assertThat(headers.get("x-amz-acl")).contains("private");
        assertThat(headers.all()).hasSize(3);
        S3Exception error = error(
                new SignedRequest("PUT", "/b/k", query, S3Headers.of("Host", "h", "x-amz-acl", "public-read")), THEN);
        assertThat(error.elements()).containsEntry("HeadersNotSigned", "x-amz-acl");
    }

    @Test
    void authenticate_withoutAnySignature_isAnonymous() throws S3Exception {
        for (S3Headers headers : List.of(S3Headers.of("Host", "h"), S3Headers.of("Host", "h", "Authorization", " "))) {
            Authenticated result = authenticator.authenticate(new SignedRequest("GET", "/", "", headers), THEN);
            assertThat(result.caller().isAnonymous()).isTrue();
            assertThat(result.mode()).isEqualTo(PayloadMode.UNSIGNED);
        }
        S3Headers signedChunks = S3Headers.of("x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD");
        assertThat(error(new SignedRequest("PUT", "/b/k", "", signedChunks), THEN)
                        .code()
                        .code())
                .isEqualTo("AccessDenied");
    }

    @Test
    void authenticate_headerAddedOnTheWay() {
        SignedRequest good = TestSigner.sign("PUT", "/b/k", "", THEN, "UNSIGNED-PAYLOAD", "Host", "h");
        List<S3Headers.Header> more = new ArrayList<>(good.headers().all());
        more.add(new S3Headers.Header("x-amz-acl", "public-read"));
        S3Exception error = error(new SignedRequest("PUT", "/b/k", "", new S3Headers(more)), THEN);
        assertThat(error.code().code()).isEqualTo("AccessDenied");
        assertThat(error.elements()).containsEntry("HeadersNotSigned", "x-amz-acl");
    }

    @Test
    void authenticate_unknownPayloadMode() {
        SignedRequest request = TestSigner.sign("PUT", "/b/k", "", THEN, "STREAMING-EVERYTHING", "Host", "h");
        assertThat(error(request, THEN).code().code()).isEqualTo("InvalidArgument");
    }

    private S3Exception error(SignedRequest request, Instant now) {
        S3Exception error = catchThrowableOfType(S3Exception.class, () -> authenticator.authenticate(request, now));
        assertThat(error).as("an error").isNotNull();
        return error;
    }
}
