package network.cairn.gateway.metadata;

import java.util.Optional;

/// How a request names a version: by its id, or as the one that S3 calls `null`.
public sealed interface VersionName {
    String NULL = "null";

    /// The version made while the bucket kept none.
    record OfNull() implements VersionName {}

    /// The version of this id.
    record OfId(VersionId id) implements VersionName {}

    /// The version that this text names, or nothing where it is no form of a name.
    static Optional<VersionName> parse(String text) {
        return text.equals(NULL)
                ? Optional.of(new OfNull())
                : VersionId.parse(text).map(OfId::new);
    }

    /// Whether it names this version.
    default boolean names(ObjectVersion version) {
        return switch (this) {
            case OfNull _ -> version.isNull();
            case OfId(VersionId id) -> !version.isNull() && version.id().equals(id);
        };
    }
}
