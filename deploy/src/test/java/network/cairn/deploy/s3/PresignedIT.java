package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4FamilyHttpSigner;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/// URLs that carry their own signature.
@S3Suite
class PresignedIT {
    private static final byte[] NOTHING = {};

    private final S3Presigner presigner = SharedNetwork.get().clients().presigner();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    /// A signed URL, made as if it were that time.
    private URI signed(String method, String path, Clock time, Duration lifetime) {
        Access owner = SharedNetwork.get().owner();
        return AwsV4HttpSigner.create()
                .sign(sign -> sign.identity(owner.credentials())
                        .request(SdkHttpRequest.builder()
                                .method(SdkHttpMethod.fromValue(method))
                                .uri(owner.endpoint())
                                .encodedPath(path)
                                .build())
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, owner.region())
                        .putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
                        .putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
                        .putProperty(AwsV4HttpSigner.PAYLOAD_SIGNING_ENABLED, false)
                        .putProperty(AwsV4HttpSigner.AUTH_LOCATION, AwsV4FamilyHttpSigner.AuthLocation.QUERY_STRING)
                        .putProperty(AwsV4HttpSigner.EXPIRATION_DURATION, lifetime)
                        .putProperty(HttpSigner.SIGNING_CLOCK, time))
                .request()
                .getUri();
    }

    private static Clock clock(Duration ago) {
        return Clock.fixed(Instant.now().minus(ago), ZoneOffset.UTC);
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "presigned")
    void get_isRead() throws Exception {
        bucket.put("a key+ü", "text");
        URI url = presigner
                .presignGetObject(sign -> sign.signatureDuration(Duration.ofMinutes(5))
                        .getObjectRequest(
                                request -> request.bucket(name).key("a key+ü").responseContentType("text/x-own")))
                .url()
                .toURI();
        RawS3.Answer answer = RawS3.fetch("GET", url, NOTHING);
        assertThat(answer.text()).isEqualTo("text");
        assertThat(answer.header("content-type")).isEqualTo("text/x-own");
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "presigned")
    @S3Behaviour(operation = "DeleteObject", parameter = "presigned")
    @S3Behaviour(operation = "HeadObject", parameter = "presigned")
    void put_head_delete_areCarriedOut() throws Exception {
        URI put = presigner
                .presignPutObject(sign -> sign.signatureDuration(Duration.ofDays(7))
                        .putObjectRequest(
                                request -> request.bucket(name).key("key").contentType("text/plain")))
                .url()
                .toURI();
        assertThat(RawS3.fetch("PUT", put, Bytes.of("text"), "content-type", "text/plain")
                        .status())
                .isEqualTo(200);
        assertThat(bucket.text("key")).isEqualTo("text");
        assertThat(RawS3.fetch(
                                "HEAD",
                                signed("HEAD", "/" + name + "/key", clock(Duration.ZERO), Duration.ofMinutes(1)),
                                NOTHING)
                        .header("content-length"))
                .isEqualTo("4");
        URI delete = presigner
                .presignDeleteObject(sign -> sign.signatureDuration(Duration.ofMinutes(1))
                        .deleteObjectRequest(request -> request.bucket(name).key("key")))
                .url()
                .toURI();
        assertThat(RawS3.fetch("DELETE", delete, NOTHING).status()).isEqualTo(204);
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "UploadPart", parameter = "presigned")
    void part_isUploaded() throws Exception {
        String upload = bucket.startUpload("key");
        URI url = presigner
                .presignUploadPart(sign -> sign.signatureDuration(Duration.ofMinutes(1))
                        .uploadPartRequest(request ->
                                request.bucket(name).key("key").uploadId(upload).partNumber(1)))
                .url()
                .toURI();
        RawS3.Answer answer = RawS3.fetch("PUT", url, Bytes.of("part"));
        assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
        bucket.s3()
                .completeMultipartUpload(request -> request.bucket(name)
                        .key("key")
                        .uploadId(upload)
                        .multipartUpload(parts -> parts.parts(CompletedPart.builder()
                                .partNumber(1)
                                .eTag(answer.header("etag"))
                                .build())));
        assertThat(bucket.text("key")).isEqualTo("part");
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "presigned, expired")
    void expired_isRefused() throws Exception {
        bucket.put("key", "text");
        String path = "/" + name + "/key";
        URI live = signed("GET", path, clock(Duration.ofHours(1)), Duration.ofHours(2));
        assertThat(RawS3.fetch("GET", live, NOTHING).text()).isEqualTo("text");
        RawS3.Answer expired =
                RawS3.fetch("GET", signed("GET", path, clock(Duration.ofHours(1)), Duration.ofMinutes(5)), NOTHING);
        assertThat(expired.refusal()).isEqualTo("403 AccessDenied");
        assertThat(expired.element("Message")).isEqualTo("Request has expired");
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "presigned for more than 7 days")
    void longLived_isRefused() throws Exception {
        bucket.put("key", "text");
        URI url = signed("GET", "/" + name + "/key", clock(Duration.ZERO), Duration.ofDays(7));
        URI longer = URI.create(url.toString().replace("X-Amz-Expires=604800", "X-Amz-Expires=604801"));
        assertThat(RawS3.fetch("GET", longer, NOTHING).refusal()).isEqualTo("400 AuthorizationQueryParametersError");
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "presigned, for another key or method")
    void tampered_isRefused() throws Exception {
        bucket.put("key", "text");
        URI url = signed("GET", "/" + name + "/key", clock(Duration.ZERO), Duration.ofMinutes(5));
        assertThat(RawS3.fetch("GET", URI.create(url.toString().replace("/key?", "/yek?")), NOTHING)
                        .refusal())
                .isEqualTo("403 SignatureDoesNotMatch");
        assertThat(RawS3.fetch("DELETE", url, NOTHING).refusal()).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(bucket.text("key")).isEqualTo("text");
    }
}
