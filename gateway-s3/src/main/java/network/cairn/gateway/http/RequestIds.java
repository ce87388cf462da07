package network.cairn.gateway.http;

import java.util.Base64;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Makes the two ids that S3 gives each request. Safe for many threads.
final class RequestIds {
    private static final int REQUEST_ID_BYTES = 8;
    private static final int HOST_ID_BYTES = 48;

    private final RandomGenerator random;

    RequestIds(RandomGenerator random) {
        this.random = random;
    }

    /// @param requestId for `x-amz-request-id`
    /// @param hostId for `x-amz-id-2`
    record Ids(String requestId, String hostId) {}

    Ids next() {
        byte[] request = new byte[REQUEST_ID_BYTES];
        byte[] host = new byte[HOST_ID_BYTES];
        synchronized (random) {
            random.nextBytes(request);
            random.nextBytes(host);
        }
        return new Ids(
                HexFormat.of().withUpperCase().formatHex(request),
                Base64.getEncoder().encodeToString(host));
    }
}
