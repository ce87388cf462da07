package network.cairn.gateway.auth;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a request says of its own signature, parsed and not yet believed.
///
/// @param sessionToken what came with a temporary key; null where nothing did
/// @param timestamp as it is signed: `yyyyMMdd'T'HHmmss'Z'`
/// @param expiry how long a presigned request is good for; null where the signature came in a header
record RequestSignature(
        String accessKeyId,
        @Nullable String sessionToken,
        CredentialScope scope,
        List<String> signedHeaders,
        String signature,
        String timestamp,
        Instant signedAt,
        @Nullable Duration expiry,
        String payloadHash) {
    RequestSignature {
        signedHeaders = List.copyOf(signedHeaders);
    }

    boolean presigned() {
        return expiry != null;
    }
}
