package network.cairn.gateway.s3;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The access keys that may sign requests, permanent and temporary. Called by many threads, once for each request.
@FunctionalInterface
public interface AccessKeys {
    /// @param sessionToken what came with a temporary key; null where nothing did
    /// @param now against which a temporary key expires
    /// @return the key, or null where there is none of that id, or it has been withdrawn or switched off, or that
    /// which it is a session of has
    /// @throws S3Exception `InvalidToken`, `ExpiredToken`, `AccountProblem`
    @Nullable
    Credential find(String accessKeyId, @Nullable String sessionToken, Instant now) throws S3Exception;
}
