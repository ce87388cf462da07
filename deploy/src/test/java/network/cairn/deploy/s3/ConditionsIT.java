package network.cairn.deploy.s3;

import static network.cairn.deploy.s3.Refusal.assertRefused;
import static network.cairn.deploy.s3.Refusal.assertStatus;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// Requests that count only if the object is as the client believes, and what happens when many race for one.
@S3Suite
class ConditionsIT {
    private static final int WRITERS = 64;
    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

    private final S3Client s3 = SharedNetwork.get().clients().sync();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    private String get(Consumer<GetObjectRequest.Builder> conditions) {
        return s3.getObjectAsBytes(request -> {
                    request.bucket(name).key("key");
                    conditions.accept(request);
                })
                .asUtf8String();
    }

    private String put(String text, Consumer<PutObjectRequest.Builder> conditions) {
        return s3.putObject(
                        request -> {
                            request.bucket(name).key("key");
                            conditions.accept(request);
                        },
                        RequestBody.fromString(text))
                .eTag();
    }

    @Test
    @S3Behaviour(
            operation = "GetObject",
            parameter = {"If-Match", "If-None-Match"})
    void get_etags_areCompared() {
        String etag = put("text", _ -> {});
        assertThat(get(request -> request.ifMatch(etag))).isEqualTo("text");
        assertThat(get(request -> request.ifMatch("*"))).isEqualTo("text");
        assertThat(get(request -> request.ifNoneMatch("\"other\""))).isEqualTo("text");
        assertRefused(412, "PreconditionFailed", () -> get(request -> request.ifMatch("\"other\"")));
        S3Exception notModified = assertStatus(304, () -> get(request -> request.ifNoneMatch(etag)));
        assertThat(notModified.awsErrorDetails().sdkHttpResponse().firstMatchingHeader("ETag"))
                .contains(etag);
    }

    @Test
    @S3Behaviour(
            operation = "GetObject",
            parameter = {"If-Modified-Since", "If-Unmodified-Since"})
    void get_times_areCompared() {
        String etag = put("text", _ -> {});
        Instant modified =
                s3.headObject(request -> request.bucket(name).key("key")).lastModified();
        assertThat(get(request -> request.ifModifiedSince(LONG_AGO))).isEqualTo("text");
        assertStatus(304, () -> get(request -> request.ifModifiedSince(modified)));
        assertThat(get(request -> request.ifUnmodifiedSince(modified))).isEqualTo("text");
        assertRefused(412, "PreconditionFailed", () -> get(request -> request.ifUnmodifiedSince(LONG_AGO)));
        // RFC 9110, 13.2.2: a tag goes before a time.
        assertThat(get(request -> request.ifMatch(etag).ifUnmodifiedSince(LONG_AGO)))
                .isEqualTo("text");
        assertStatus(304, () -> get(request -> request.ifNoneMatch(etag).ifModifiedSince(LONG_AGO)));
    }

    @Test
    @S3Behaviour(
            operation = "HeadObject",
            parameter = {"If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since"})
    void head_conditions_areCompared() {
        String etag = put("text", _ -> {});
        assertStatus(
                412,
                () -> s3.headObject(request -> request.bucket(name).key("key").ifMatch("\"other\"")));
        assertStatus(
                304,
                () -> s3.headObject(request -> request.bucket(name).key("key").ifNoneMatch(etag)));
        assertStatus(
                412,
                () -> s3.headObject(request -> request.bucket(name).key("key").ifUnmodifiedSince(LONG_AGO)));
        assertStatus(
                304,
                () -> s3.headObject(request -> request.bucket(name)
                        .key("key")
                        .ifModifiedSince(Instant.now().minusSeconds(-1))));
    }

    @Test
    @S3Behaviour(
            operation = "PutObject",
            parameter = {"If-None-Match", "If-Match"})
    void put_conditions_areChecked() {
        String etag = put("one", request -> request.ifNoneMatch("*"));
        assertRefused(412, "PreconditionFailed", () -> put("two", request -> request.ifNoneMatch("*")));
        assertRefused(412, "PreconditionFailed", () -> put("two", request -> request.ifMatch("\"other\"")));
        assertThat(bucket.text("key")).isEqualTo("one");
        put("two", request -> request.ifMatch(etag));
        assertThat(bucket.text("key")).isEqualTo("two");
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "If-Match of an object that is not there")
    void put_ifMatchAbsent_isNoSuchKey() {
        assertRefused(404, "NoSuchKey", () -> put("text", request -> request.ifMatch("\"any\"")));
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "If-None-Match of a tag")
    void put_ifNoneMatchOfATag_refusesOnlyThat() {
        String etag = put("text", request -> request.ifNoneMatch("\"other\""));
        assertRefused(412, "PreconditionFailed", () -> put("more", request -> request.ifNoneMatch(etag)));
        put("more", request -> request.ifNoneMatch("\"other\""));
    }

    @Test
    @S3Behaviour(operation = "DeleteObject", parameter = "If-Match")
    void delete_ifMatch_isChecked() {
        String etag = put("text", _ -> {});
        assertRefused(
                412,
                "PreconditionFailed",
                () -> s3.deleteObject(request -> request.bucket(name).key("key").ifMatch("\"other\"")));
        s3.deleteObject(request -> request.bucket(name).key("key").ifMatch(etag));
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "DeleteObjects", parameter = "ETag")
    void deleteObjects_etag_isChecked() {
        put("text", _ -> {});
        var answer = s3.deleteObjects(request -> request.bucket(name)
                .delete(delete -> delete.objects(
                        ObjectIdentifier.builder().key("key").eTag("\"other\"").build())));
        assertThat(answer.errors())
                .singleElement()
                .satisfies(error -> assertThat(error.code()).isEqualTo("PreconditionFailed"));
        assertThat(bucket.text("key")).isEqualTo("text");
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "If-None-Match: *, 64 racing writers")
    void put_ifNoneMatchRaced_hasOneWinner() throws Exception {
        List<Integer> statuses = race(request -> request.ifNoneMatch("*"));
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).allMatch(status -> status == 200 || status == 412 || status == 409);
        assertThat(bucket.text("key")).isEqualTo("writer " + statuses.indexOf(200));
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "If-Match, 64 racing writers")
    void put_ifMatchRaced_hasOneWinner() throws Exception {
        String etag = put("before", _ -> {});
        List<Integer> statuses = race(request -> request.ifMatch(etag));
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(1);
        assertThat(statuses).allMatch(status -> status == 200 || status == 412 || status == 409);
        assertThat(bucket.text("key")).isEqualTo("writer " + statuses.indexOf(200));
    }

    /// The status that each of the writers got, all having begun at once.
    private List<Integer> race(Consumer<PutObjectRequest.Builder> condition) throws Exception {
        var start = new CyclicBarrier(WRITERS);
        Access owner = SharedNetwork.get().owner();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor();
                var wide = AwsClients.configured(S3Client.builder(), owner)
                        .httpClientBuilder(Apache5HttpClient.builder().maxConnections(WRITERS))
                        .build()) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                String text = "writer " + writer;
                Callable<Integer> write = () -> {
                    start.await(1, TimeUnit.MINUTES);
                    try {
                        return wide.putObject(
                                        request -> {
                                            request.bucket(name).key("key");
                                            condition.accept(request);
                                        },
                                        RequestBody.fromString(text))
                                .sdkHttpResponse()
                                .statusCode();
                    } catch (S3Exception e) {
                        return e.statusCode();
                    }
                };
                results.add(writers.submit(write));
            }
            List<Integer> statuses = new ArrayList<>();
            for (Future<Integer> result : results) {
                statuses.add(result.get(1, TimeUnit.MINUTES));
            }
            return statuses;
        }
    }
}
