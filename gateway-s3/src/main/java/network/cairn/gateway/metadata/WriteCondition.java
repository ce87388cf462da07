package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.gateway.metadata.MetadataException.Reason;
import org.jspecify.annotations.Nullable;

/// What must hold of the object a write replaces, evaluated in the same transaction as the write. A delete marker
/// is no object.
///
/// @param absent there must be none (`If-None-Match: *`)
/// @param etag there must be one with this ETag, `*` for any (`If-Match`); null for no such condition
/// @param lastModified there must be one of this time (`x-amz-if-match-last-modified-time`); null for no such
///     condition
/// @param sizeBytes there must be one of this size (`x-amz-if-match-size`); null for no such condition
public record WriteCondition(
        boolean absent,
        @Nullable String etag,
        @Nullable Instant lastModified,
        @Nullable Long sizeBytes) {
    public static final WriteCondition NONE = new WriteCondition(false, null);

    /// A condition of `If-None-Match: *` and `If-Match` alone.
    public WriteCondition(boolean absent, @Nullable String etag) {
        this(absent, etag, null, null);
    }

    /// @throws MetadataException if the condition does not hold
    public void check(@Nullable ObjectRecord current) throws MetadataException {
        if (absent && current != null) {
            throw failed("If-None-Match", "the object exists, and If-None-Match is *");
        }
        if (current == null) {
            if (etag != null || lastModified != null || sizeBytes != null) {
                throw new MetadataException(Reason.NO_SUCH_KEY, "there is no object to match the conditions");
            }
            return;
        }
        if (etag != null && !etag.equals("*") && !etag.equals(current.etag())) {
            throw failed(
                    "If-Match", "the object's ETag is \"" + current.etag() + "\", If-Match asks for \"" + etag + "\"");
        }
        if (lastModified != null && !lastModified.equals(current.lastModified())) {
            throw failed("x-amz-if-match-last-modified-time", "the object is of " + current.lastModified());
        }
        if (sizeBytes != null && sizeBytes != current.sizeBytes()) {
            throw failed("x-amz-if-match-size", "the object has " + current.sizeBytes() + " bytes");
        }
    }

    private static MetadataException failed(String condition, String message) {
        return new MetadataException(Reason.PRECONDITION_FAILED, message, condition);
    }
}
