package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whom the settings of buckets and objects are for: nobody else gets to know more than that there is such a bucket.
final class SettingsAccessTest {
    private final TestGateway gateway = new TestGateway();

    record Request(String method, @Nullable String key, String subresource) {}

    static Stream<Request> requests() {
        return Stream.of(
                        ofBucket("tagging", "GET", "PUT", "DELETE"),
                        ofBucket("cors", "GET", "PUT", "DELETE"),
                        ofBucket("lifecycle", "GET", "PUT", "DELETE"),
                        ofBucket("website", "GET", "PUT", "DELETE"),
                        ofBucket("encryption", "GET", "PUT", "DELETE"),
                        ofBucket("logging", "GET"),
                        ofBucket("notification", "GET"),
                        ofBucket("requestPayment", "GET", "PUT"),
                        ofBucket("accelerate", "GET", "PUT"),
                        ofBucket("object-lock", "GET", "PUT"),
                        ofBucket("replication", "GET", "PUT", "DELETE"),
                        ofBucket("versioning", "GET", "PUT"),
                        ofObject("tagging", "GET", "PUT", "DELETE"),
                        ofObject("legal-hold", "GET", "PUT"),
                        ofObject("retention", "GET", "PUT"),
                        ofObject("restore", "POST"))
                .flatMap(List::stream);
    }

    private static List<Request> ofBucket(String subresource, String... methods) {
        return Stream.of(methods)
                .map(method -> new Request(method, null, subresource))
                .toList();
    }

    private static List<Request> ofObject(String subresource, String... methods) {
        return Stream.of(methods)
                .map(method -> new Request(method, "k", subresource))
                .toList();
    }

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
        gateway.put("bucket", "k", bytes(1));
    }

    private Call call(Request request, String bucket) {
        return gateway.call(request.method, bucket, request.key)
                .query(request.subresource, "")
                .body("not looked at");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void handle_bucketThatIsNotThere_noSuchBucket(Request request) {
        S3Exception error = error(S3ErrorCode.NO_SUCH_BUCKET, call(request, "absent"));
        assertThat(error.elements()).containsEntry("BucketName", "absent");
    }

    @ParameterizedTest
    @MethodSource("requests")
    void handle_bucketOfAnotherTenant_accessDenied(Request request) {
        error(
                S3ErrorCode.ACCESS_DENIED,
                "Access Denied",
                call(request, "bucket").tenant("bob"));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void handle_ownerNotAsExpected_accessDenied(Request request) {
        error(S3ErrorCode.ACCESS_DENIED, call(request, "bucket").header("x-amz-expected-bucket-owner", "bob"));
    }
}
