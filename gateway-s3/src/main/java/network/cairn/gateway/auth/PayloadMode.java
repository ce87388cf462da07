package network.cairn.gateway.auth;

import java.util.regex.Pattern;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// How a body is protected, by the value of `x-amz-content-sha256`.
public enum PayloadMode {
    /// The header is the SHA-256 of the body.
    LITERAL(false, false, false),
    /// The body is not covered by the signature.
    UNSIGNED(false, false, false),
    /// `aws-chunked`, each chunk signed.
    SIGNED_CHUNKS(true, true, false),
    /// `aws-chunked`, each chunk signed, and then signed trailers.
    SIGNED_CHUNKS_TRAILER(true, true, true),
    /// `aws-chunked` without signatures, and then trailers.
    UNSIGNED_CHUNKS_TRAILER(true, false, true);

    private static final Pattern HASH = Pattern.compile("[0-9a-fA-F]{64}");

    private final boolean chunked;
    private final boolean signed;
    private final boolean trailer;

    PayloadMode(boolean chunked, boolean signed, boolean trailer) {
        this.chunked = chunked;
        this.signed = signed;
        this.trailer = trailer;
    }

    /// Whether the body is framed as `aws-chunked`.
    public boolean chunked() {
        return chunked;
    }

    boolean chunksSigned() {
        return signed;
    }

    boolean hasTrailer() {
        return trailer;
    }

    /// @throws S3Exception `InvalidArgument` for a value that S3 does not know
    static PayloadMode of(String value) throws S3Exception {
        return switch (value) {
            case "UNSIGNED-PAYLOAD" -> UNSIGNED;
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" -> SIGNED_CHUNKS;
            case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER" -> SIGNED_CHUNKS_TRAILER;
            case "STREAMING-UNSIGNED-PAYLOAD-TRAILER" -> UNSIGNED_CHUNKS_TRAILER;
            default -> {
                if (!HASH.matcher(value).matches()) {
                    throw new S3Exception(
                                    S3ErrorCode.INVALID_ARGUMENT,
                                    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD,"
                                            + " STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER,"
                                            + " STREAMING-UNSIGNED-PAYLOAD-TRAILER or a valid sha256 value.")
                            .with("ArgumentName", "x-amz-content-sha256")
                            .with("ArgumentValue", value);
                }
                yield LITERAL;
            }
        };
    }
}
