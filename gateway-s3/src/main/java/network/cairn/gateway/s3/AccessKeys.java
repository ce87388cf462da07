package network.cairn.gateway.s3;

import org.jspecify.annotations.Nullable;

/// The access keys that may sign requests. Called by many threads, once for each request.
@FunctionalInterface
public interface AccessKeys {
    /// @return the key, or null where there is none of that id or it has been withdrawn
    @Nullable
    AccessKey find(String accessKeyId);
}
