package network.cairn.gateway.s3;

import org.jspecify.annotations.Nullable;

/// Something that requests need is out of reach, or has too much to do: clients are told to try again.
///
/// It is unchecked because it may come up wherever metadata are read, and nothing but the answer depends on it.
public abstract class OutageException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final String RETRY_AFTER_SECONDS = "5";

    private final boolean isBusy;

    /// @param isBusy whether it would have done with less to do at once
    protected OutageException(String message, @Nullable Throwable cause, boolean isBusy) {
        super(message, cause);
        this.isBusy = isBusy;
    }

    /// Whether fewer requests at once would have met no outage.
    public final boolean isBusy() {
        return isBusy;
    }

    /// What clients are told: `SlowDown` or `ServiceUnavailable`, and not what it is that is out of reach.
    public final S3Exception toClient() {
        return new S3Exception(isBusy ? S3ErrorCode.SLOW_DOWN : S3ErrorCode.SERVICE_UNAVAILABLE)
                .withHeader("Retry-After", RETRY_AFTER_SECONDS);
    }
}
