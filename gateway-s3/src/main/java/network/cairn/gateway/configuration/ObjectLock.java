package network.cairn.gateway.configuration;

import java.time.Instant;
import java.util.Optional;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// The lock of a version, or the one that a request asks for: its retention, its legal hold, and what they
/// forbid.
///
/// @param retention null for none; it may be over
/// @param legalHold null where none was ever set
public record ObjectLock(
        @Nullable Retention retention, @Nullable LegalHold legalHold) {
    /// No lock.
    public static final ObjectLock NONE = new ObjectLock(null, null);

    private static final String MODE = "x-amz-object-lock-mode";
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";
    private static final String HOLD = "x-amz-object-lock-legal-hold";

    /// The lock that the headers of a request ask for the version it makes.
    ///
    /// @throws S3Exception `InvalidArgument`
    public static ObjectLock ofHeaders(S3Headers headers, Instant now) throws S3Exception {
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
        return new ObjectLock(retention, hold.flatMap(LegalHold::of).orElse(null));
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
    /// @param created when the version was made
    public ObjectLock orDefault(ObjectLockConfiguration configuration, Instant created) {
        DefaultRetention ofBucket = configuration.defaultRetention();
        return retention != null || ofBucket == null ? this : new ObjectLock(ofBucket.from(created), legalHold);
    }

    /// Whether the version can be deleted or overwritten by nobody who may not bypass governance.
    public boolean isLocked(Instant now) {
        return legalHold == LegalHold.ON || (retention != null && retention.isInForce(now));
    }

    /// That the version may be deleted.
    ///
    /// @param bypassGovernance whether the request asks to bypass governance and whoever sent it may
    /// @throws S3Exception `AccessDenied`
    public void checkDeletion(Instant now, boolean bypassGovernance) throws S3Exception {
        if (legalHold == LegalHold.ON || (isRetained(now) && !isBypassed(bypassGovernance))) {
            throw denied();
        }
    }

    /// The lock with another retention, if it may be put in place of the present one.
    ///
    /// Whoever may set retentions may lengthen them. To shorten or end one, or change its mode, takes a
    /// bypass under GOVERNANCE and is impossible under COMPLIANCE until it is over.
    ///
    /// @param wanted null to end the retention
    /// @throws S3Exception `AccessDenied`, or `InvalidArgument` for one that is over already
    public ObjectLock withRetention(@Nullable Retention wanted, Instant now, boolean bypassGovernance)
            throws S3Exception {
        if (wanted != null) {
            wanted.checkFuture(now, "RetainUntilDate");
        }
        if (isRetained(now) && !isBypassed(bypassGovernance) && !isLengthened(wanted)) {
            throw denied();
        }
        return new ObjectLock(wanted, legalHold);
    }

    /// The lock with another legal hold, which whoever may set them may always change.
    public ObjectLock withLegalHold(LegalHold hold) {
        return new ObjectLock(retention, hold);
    }

    private boolean isRetained(Instant now) {
        return retention != null && retention.isInForce(now);
    }

    private boolean isBypassed(boolean bypassGovernance) {
        return bypassGovernance && retention != null && retention.mode() == RetentionMode.GOVERNANCE;
    }

    private boolean isLengthened(@Nullable Retention wanted) {
        return wanted != null
                && retention != null
                && wanted.mode() == retention.mode()
                && !wanted.until().isBefore(retention.until());
    }

    private static S3Exception denied() {
        return new S3Exception(S3ErrorCode.ACCESS_DENIED, "Access Denied because object protected by object lock.");
    }
}
