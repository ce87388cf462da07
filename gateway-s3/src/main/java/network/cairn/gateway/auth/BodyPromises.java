package network.cairn.gateway.auth;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// What a request's headers promise of its body's checksums.
///
/// @param md5 from `Content-MD5`
/// @param checksum from an `x-amz-checksum-` header
/// @param trailerAlgorithm the checksum that `x-amz-trailer` announces
/// @param trailerNames all that `x-amz-trailer` announces, lower-case
record BodyPromises(
        byte @Nullable [] md5,
        @Nullable Checksum checksum,
        @Nullable ChecksumAlgorithm trailerAlgorithm,
        List<String> trailerNames) {
    private static final int MD5_BYTES = 16;

    /// @param checksumCoversBody false where `x-amz-checksum-` headers are about something else
    /// than this body
    /// @throws S3Exception `InvalidDigest` or `InvalidRequest`
    static BodyPromises of(S3Headers headers, PayloadMode mode, boolean checksumCoversBody) throws S3Exception {
        List<String> trailerNames = trailerNames(headers);
        if (!trailerNames.isEmpty() && !mode.hasTrailer()) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "x-amz-trailer announces trailers, and x-amz-content-sha256 says that there are none.");
        }
        ChecksumAlgorithm trailer = null;
        for (String name : trailerNames) {
            ChecksumAlgorithm algorithm = ChecksumAlgorithm.ofHeader(name)
                    .orElseThrow(() -> new S3Exception(
                            S3ErrorCode.INVALID_REQUEST,
                            "The value specified in the x-amz-trailer header is not supported"));
            if (trailer != null) {
                throw several();
            }
            trailer = algorithm;
        }
        Checksum checksum = checksumCoversBody ? checksum(headers) : null;
        if (checksum != null && trailer != null) {
            throw several();
        }
        return new BodyPromises(md5(headers), checksum, trailer, trailerNames);
    }

    private static List<String> trailerNames(S3Headers headers) {
        List<String> names = new ArrayList<>();
        for (String value : headers.values("x-amz-trailer")) {
            for (String name : value.split(",", -1)) {
                if (!name.isBlank()) {
                    names.add(name.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    private static byte @Nullable [] md5(S3Headers headers) throws S3Exception {
        String value = headers.get("Content-MD5").orElse(null);
        if (value == null) {
            return null;
        }
        byte[] md5 = base64(value.strip());
        if (md5 == null || md5.length != MD5_BYTES) {
            throw new S3Exception(S3ErrorCode.INVALID_DIGEST).with("Content-MD5", value);
        }
        return md5;
    }

    private static @Nullable Checksum checksum(S3Headers headers) throws S3Exception {
        Checksum found = null;
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            for (String value : headers.values(algorithm.headerName())) {
                if (found != null) {
                    throw several();
                }
                found = valid(algorithm, value.strip());
            }
        }
        return found;
    }

    /// @throws S3Exception `InvalidRequest` where the value is not base64 of the algorithm's length
    static Checksum valid(ChecksumAlgorithm algorithm, String value) throws S3Exception {
        byte[] bytes = base64(value);
        if (bytes == null || bytes.length != algorithm.bytes()) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST, "Value for " + algorithm.headerName() + " header is invalid.");
        }
        return new Checksum(algorithm, value);
    }

    private static byte @Nullable [] base64(String value) {
        try {
            byte[] bytes = Base64.getDecoder().decode(value);
            return Base64.getEncoder().encodeToString(bytes).equals(value) ? bytes : null;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static S3Exception several() {
        return new S3Exception(
                S3ErrorCode.INVALID_REQUEST,
                "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.");
    }
}
