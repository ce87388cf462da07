package network.cairn.compat;

import java.net.URI;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// The gateway under test, as the environment names it (`s3.env`).
final class Gateway {
    static final int PART_BYTES = 5 * 1024 * 1024;

    private static final AtomicInteger BUCKETS = new AtomicInteger();

    private Gateway() {}

    static String variable(String name) {
        return Objects.requireNonNull(System.getenv(name), name + " is not set: run this by clients.sh");
    }

    static URI endpoint() {
        return URI.create(variable("AWS_ENDPOINT_URL"));
    }

    static String accessKeyId() {
        return variable("AWS_ACCESS_KEY_ID");
    }

    static String secretAccessKey() {
        return variable("AWS_SECRET_ACCESS_KEY");
    }

    static String region() {
        return variable("AWS_REGION");
    }

    static String bucketName() {
        return "java-" + variable("SUITE_RUN") + "-" + BUCKETS.incrementAndGet();
    }

    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new SplittableRandom(seed).nextBytes(bytes);
        return bytes;
    }
}
