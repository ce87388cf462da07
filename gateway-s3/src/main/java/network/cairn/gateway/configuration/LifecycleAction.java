package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

/// What a lifecycle rule does to a version or an upload, and from when on.
public record LifecycleAction(Kind kind, String ruleId, Instant due) {
    /// What is done.
    public enum Kind {
        /// The current version is deleted as by a request that names no version: for good in a bucket that
        /// was never versioned, beneath a new delete marker elsewhere.
        EXPIRE_CURRENT,
        /// A version that was replaced is deleted for good, unless it is locked.
        DELETE_NONCURRENT,
        /// A delete marker that is the only version left is deleted.
        REMOVE_DELETE_MARKER,
        /// An upload is aborted.
        ABORT_UPLOAD
    }

    boolean isDue(Instant now) {
        return !due.isAfter(now);
    }

    /// The value of `x-amz-expiration`; nothing for a time that HTTP cannot tell.
    public Optional<String> expirationHeader() {
        return date().map(date -> "expiry-date=\"" + date + "\", rule-id=\"" + headerText(ruleId) + "\"");
    }

    /// The value of `x-amz-abort-date`; nothing for a time that HTTP cannot tell.
    public Optional<String> abortDateHeader() {
        return date();
    }

    /// The value of `x-amz-abort-rule-id`.
    public String abortRuleIdHeader() {
        return headerText(ruleId);
    }

    private Optional<String> date() {
        return due.isAfter(Timestamps.LAST) ? Optional.empty() : Optional.of(Timestamps.http(due));
    }

    /// The id as it is, spaces and all, as S3 sends it; only what a header cannot carry or would end the
    /// quotes is percent-encoded.
    private static String headerText(String id) {
        var text = new StringBuilder();
        for (byte b : id.getBytes(StandardCharsets.UTF_8)) {
            if (b < ' ' || b == 0x7f || b == '"') {
                text.append(String.format("%%%02X", b & 0xff));
            } else {
                text.append((char) b);
            }
        }
        return text.toString();
    }
}
