package network.cairn.gateway.auth;

import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// A request whose signature was right, or that has none, and what its body must still prove.
///
/// @param headers the request's own, and those that a presigned URL carries in its query
/// @param payloadHash the value of `x-amz-content-sha256`, meaningful where the mode is `LITERAL`
/// @param chunks signs chunks from the request's own signature onwards; null where nothing is signed
public record Authenticated(
        Caller caller,
        S3Headers headers,
        PayloadMode mode,
        String payloadHash,
        @Nullable ChunkSignatures chunks) {
    public Authenticated {
        if (chunks == null && mode.chunksSigned()) {
            throw new IllegalArgumentException("signed chunks need a signature that they begin with");
        }
    }
}
