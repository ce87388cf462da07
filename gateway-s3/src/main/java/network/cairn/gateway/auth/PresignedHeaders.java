package network.cairn.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3Headers;

/// The headers that a presigned URL carries in its query, where the SDKs put every `x-amz-` header that is known
/// when the URL is signed: an upload's ACL, its tags, its checksum. S3 takes such a parameter for the header.
final class PresignedHeaders {
    private static final String PREFIX = "x-amz-";

    /// Parts of the signature itself.
    private static final Set<String> SIGNATURE = Set.of(
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-expires",
            "x-amz-signedheaders",
            "x-amz-signature",
            "x-amz-security-token",
            "x-amz-content-sha256");

    private static final String CRC32 = "x-amz-checksum-crc32";
    private static final String ALGORITHM = "x-amz-sdk-checksum-algorithm";

    /// Of no bytes. The SDK for JavaScript signs it into the URL of every upload, not knowing what will be
    /// uploaded.
    private static final String CRC32_OF_NOTHING = "AAAAAA==";

    private PresignedHeaders() {}

    /// The headers and those of the query; a header that is there itself stands.
    static S3Headers with(S3Headers headers, QueryParameters query) {
        List<S3Headers.Header> all = new ArrayList<>(headers.all());
        boolean isPlaceholder = query.get(CRC32, "").equals(CRC32_OF_NOTHING);
        for (QueryParameters.Parameter parameter : query.all()) {
            String name = parameter.name().toLowerCase(Locale.ROOT);
            if (isPlaceholder && (name.equals(CRC32) || name.equals(ALGORITHM))) {
                continue;
            }
            if (name.startsWith(PREFIX) && !SIGNATURE.contains(name) && !headers.has(name)) {
                all.add(new S3Headers.Header(name, parameter.value()));
            }
        }
        return all.size() == headers.all().size() ? headers : new S3Headers(all);
    }
}
