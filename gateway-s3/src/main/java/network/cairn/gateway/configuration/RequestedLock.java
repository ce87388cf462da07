package network.cairn.gateway.configuration;

import java.time.Instant;
import java.util.Optional;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// The lock that a request asks for the version it makes. What a lock forbids is told by that of the version.
///
/// @param retention null for none
/// @param legalHold null where the request says nothing of it
public record RequestedLock(
        @Nullable Retention retention, @Nullable LegalHold legalHold) {
    /// No lock.
    public static final RequestedLock NONE = new RequestedLock(null, null);

    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String HOLD = "x-amz-object-lock-legal-hold";

    /// The lock that the headers of a request ask for.
    ///
    /// @throws S3Exception `InvalidArgument`
    public static RequestedLock ofHeaders(S3Headers headers, Instant now) throws S3Exception {
        Optional<String> mode = headers.get(MODE);
        Optional<String> until = headers.get(UNTIL);
        if (mode.isPresent() != until.isPresent()) {
            throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, UNTIL + " and " + MODE + " must both be supplied")
                    .with("ArgumentName", mode.isPresent() ? UNTIL : MODE);
        }
        Retention retention = mode.isPresent() ? retention(mode.get(), until.orElse(""), now) : null;
        Optional<String> hold = headers.get(HOLD);
        if (hold.isPresent() && LegalHold.of(hold.get()).isEmpty()) {
            throw Refusals.invalidArgument("Legal Hold must be either of 'ON' or 'OFF'", HOLD, hold.get());
        }
        return new RequestedLock(retention, hold.flatMap(LegalHold::of).orElse(null));
    }

    private static Retention retention(String mode, String until, Instant now) throws S3Exception {
        Optional<RetentionMode> known = RetentionMode.of(mode);
        if (known.isEmpty()) {
            throw Refusals.invalidArgument("Unknown wormMode directive.", MODE, mode);
        }
        Optional<Instant> time = Timestamps.parseIso(until);
        if (time.isEmpty()) {
            throw Refusals.invalidArgument("The retain until date must be provided in ISO 8601 format", UNTIL, until);
        }
        var retention = new Retention(known.get(), time.get());
        retention.checkFuture(now, UNTIL);
        return retention;
    }

    /// The same lock, with a bucket's default retention where it has none of its own.
    ///
    /// @param created when the version is made
    public RequestedLock orDefault(ObjectLockConfiguration configuration, Instant created) {
        DefaultRetention ofBucket = configuration.defaultRetention();
        return retention != null || ofBucket == null ? this : new RequestedLock(ofBucket.from(created), legalHold);
    }
}
