package network.cairn.gateway.metadata;

import org.jspecify.annotations.Nullable;

/// What must hold of the object a write replaces, evaluated in the same transaction as the write.
///
/// @param absent there must be none (`If-None-Match: *`)
/// @param etag there must be one with this ETag, `*` for any (`If-Match`); null for no such condition
public record WriteCondition(boolean absent, @Nullable String etag) {
    public static final WriteCondition NONE = new WriteCondition(false, null);

    /// @throws MetadataException if the condition does not hold
    public void check(@Nullable ObjectRecord current) throws MetadataException {
        if (absent && current != null) {
            throw new MetadataException(
                    MetadataException.Reason.PRECONDITION_FAILED, "the object exists, and If-None-Match is *");
        }
        if (etag != null && current == null) {
            throw new MetadataException(MetadataException.Reason.NO_SUCH_KEY, "there is no object to match If-Match");
        }
        if (etag != null && current != null && !etag.equals("*") && !etag.equals(current.etag())) {
            throw new MetadataException(
                    MetadataException.Reason.PRECONDITION_FAILED,
                    "the object's ETag is \"" + current.etag() + "\", If-Match asks for \"" + etag + "\"");
        }
    }
}
