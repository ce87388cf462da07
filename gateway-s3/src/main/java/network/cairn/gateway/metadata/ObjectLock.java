package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// What keeps a version from being deleted.
///
/// @param mode of its retention
/// @param retainUntil when its retention ends; null exactly where the mode is `NONE`
/// @param legalHold whether it is held whatever its retention
/// @param legalHoldSet whether anybody ever said so or said that it is not
public record ObjectLock(Mode mode, @Nullable Instant retainUntil, boolean legalHold, boolean legalHoldSet) {
    public static final ObjectLock NONE = new ObjectLock(Mode.NONE, null, false, false);

    /// How firm a retention is.
    public enum Mode {
        NONE(0),
        /// May be shortened or bypassed by who has the right to.
        GOVERNANCE(1),
        /// May only be prolonged, by anybody.
        COMPLIANCE(2);

        private final int code;

        Mode(int code) {
            this.code = code;
        }
    }

    public ObjectLock {
        if (legalHold && !legalHoldSet) {
            throw new IllegalArgumentException("a legal hold that nobody set");
        }
        if ((mode == Mode.NONE) != (retainUntil == null)) {
            throw new IllegalArgumentException("a retention has both a mode and a date: " + mode + ", " + retainUntil);
        }
    }

    /// Whether the version must stay.
    ///
    /// @param bypassGovernance whether who asks may bypass the governance mode, and asked for it
    public boolean holds(Instant now, boolean bypassGovernance) {
        boolean retained = retainUntil != null && retainUntil.isAfter(now);
        return legalHold || (retained && !(mode == Mode.GOVERNANCE && bypassGovernance));
    }

    /// Whether the retention may become another one: a longer one of the same mode always, any other only where
    /// the present one is over or bypassed. S3 takes firmer as another, too.
    public boolean allowsRetention(ObjectLock wanted, Instant now, boolean bypassGovernance) {
        if (retainUntil == null || !retainUntil.isAfter(now)) {
            return true;
        }
        Instant until = wanted.retainUntil;
        boolean prolonged = wanted.mode == mode && until != null && !until.isBefore(retainUntil);
        return prolonged || (mode == Mode.GOVERNANCE && bypassGovernance);
    }

    public ObjectLock withRetention(Mode newMode, @Nullable Instant until) {
        return new ObjectLock(newMode, until, legalHold, legalHoldSet);
    }

    public ObjectLock withLegalHold(boolean held) {
        return new ObjectLock(mode, retainUntil, held, true);
    }

    void write(CanonicalWriter writer) {
        writer.u8(mode.code);
        if (retainUntil != null) {
            writer.u64(retainUntil.toEpochMilli());
        }
        writer.bool(legalHold).bool(legalHoldSet);
    }

    static ObjectLock read(CanonicalReader reader) throws CodecException {
        Mode mode = mode(reader.u8("retention mode"));
        Instant until = mode == Mode.NONE ? null : Instant.ofEpochMilli(reader.u64("retention date"));
        return new ObjectLock(mode, until, reader.bool("legal hold"), reader.bool("legal hold set"));
    }

    private static Mode mode(int code) throws CodecException {
        for (Mode mode : Mode.values()) {
            if (mode.code == code) {
                return mode;
            }
        }
        throw new CodecException("there is no retention mode " + code);
    }
}
