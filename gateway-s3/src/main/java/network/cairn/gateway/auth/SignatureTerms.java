package network.cairn.gateway.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a signature must be for.
///
/// @param services whose requests are taken: `s3`, or others that are answered at the same door
/// @param regions the gateway's, and others that clients sign for all the same; the first is named in errors
/// @param payloadHash the hash of the body, where the whole body was read before; null where a header says how the
///     body
///     is protected, as S3 has it
record SignatureTerms(
        List<String> services,
        List<String> regions,
        @Nullable String payloadHash) {
    SignatureTerms {
        services = List.copyOf(services);
        regions = List.copyOf(regions);
    }

    String service() {
        return services.getFirst();
    }

    String region() {
        return regions.getFirst();
    }
}
