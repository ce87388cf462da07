package network.cairn.gateway.metadata;

import java.time.Instant;
import network.cairn.gateway.metadata.MetadataException.Reason;
import org.jspecify.annotations.Nullable;

/// What must hold of the object a write replaces or a deletion removes, evaluated in the same transaction. A delete
/// marker is no object.
///
/// @param noneOf there must be none with this ETag, `*` for none at all (`If-None-Match`); null for no such condition
/// @param etag there must be one with this ETag, `*` for any (`If-Match`); null for no such condition
/// @param lastModified there must be one of this time (`x-amz-if-match-last-modified-time`); null for no such
///     condition
/// @param sizeBytes there must be one of this size (`x-amz-if-match-size`); null for no such condition
public record WriteCondition(
        @Nullable String noneOf,
        @Nullable String etag,
        @Nullable Instant lastModified,
        @Nullable Long sizeBytes) {
    public static final WriteCondition NONE = new WriteCondition(null, null);

    private static final String ANY = "*";

    /// A condition of `If-None-Match` and `If-Match` alone.
    public WriteCondition(@Nullable String noneOf, @Nullable String etag) {
        this(noneOf, etag, null, null);
    }

    /// The condition of a write.
    ///
    /// @throws MetadataException if the condition does not hold
    public void check(@Nullable ObjectRecord current) throws MetadataException {
        if (current == null) {
            if (etag != null || lastModified != null || sizeBytes != null) {
                throw new MetadataException(Reason.NO_SUCH_KEY, "there is no object to match the conditions");
            }
            return;
        }
        if (noneOf != null && (noneOf.equals(ANY) || noneOf.equals(current.etag()))) {
            throw failed("If-None-Match", "the object exists, and If-None-Match is \"" + noneOf + "\"");
        }
        checkMatches(current);
    }

    /// The condition of a deletion. A time or a size asks nothing of what is not there, as S3 has it: it is to keep
    /// what is newer or other than the client knows. A delete marker fails all of them.
    ///
    /// @param newest what the key, or the version asked for, names: an object, a delete marker, or null
    /// @throws MetadataException if the condition does not hold
    void checkDeletion(@Nullable ObjectRecord newest) throws MetadataException {
        if (newest == null) {
            if (etag != null) {
                throw new MetadataException(Reason.NO_SUCH_KEY, "there is no object to match the conditions");
            }
            return;
        }
        if (!newest.isDeleteMarker()) {
            checkMatches(newest);
        } else if (etag != null || lastModified != null || sizeBytes != null) {
            throw failed("If-Match", "a delete marker matches no condition");
        }
    }

    private void checkMatches(ObjectRecord current) throws MetadataException {
        if (etag != null && !etag.equals(ANY) && !etag.equals(current.etag())) {
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
