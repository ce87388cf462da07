package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.S3Client;

/// Requests of a bucket as lines in another.
@S3Suite
class AccessLogIT {
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final S3Client s3 = SharedNetwork.get().clients().sync();

    @Test
    @S3Behaviour(operation = "PutBucketLogging", parameter = "lines in the target bucket")
    void request_isALine() {
        TestBucket bucket = TestBucket.create();
        TestBucket logs = TestBucket.create();
        s3.putBucketPolicy(request -> request.bucket(logs.name()).policy("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow",
                "Principal":{"Service":"logging.s3.amazonaws.com"},
                "Action":"s3:PutObject","Resource":"arn:aws:s3:::%s/*"}]}""".formatted(logs.name())));
        s3.putBucketLogging(request -> request.bucket(bucket.name())
                .bucketLoggingStatus(status -> status.loggingEnabled(
                        enabled -> enabled.targetBucket(logs.name()).targetPrefix("log/"))));
        bucket.put("logged key", "text");
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String lines = "";
        while (!lines.contains("REST.PUT.OBJECT logged%20key") && !lines.contains("REST.PUT.OBJECT logged%2520key")) {
            assertThat(System.nanoTime()).as("lines until now: %s", lines).isLessThan(deadline);
            List<String> keys = logs.keys();
            lines = String.join("", keys.stream().map(logs::text).toList());
            assertThat(keys).allMatch(key -> key.startsWith("log/"));
        }
        assertThat(lines).contains(" " + bucket.name() + " ").contains(" 200 ");
    }
}
