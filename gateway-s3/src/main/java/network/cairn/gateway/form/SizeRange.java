package network.cairn.gateway.form;

import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// How large a form's file may be: what `content-length-range` says, both bounds included.
public record SizeRange(long bytesMin, long bytesMax) {
    /// Any size.
    public static final SizeRange ANY = new SizeRange(0, Long.MAX_VALUE);

    /// What both allow.
    SizeRange and(SizeRange other) {
        return new SizeRange(Math.max(bytesMin, other.bytesMin), Math.min(bytesMax, other.bytesMax));
    }

    /// @throws S3BodyException `EntityTooLarge` for more than that already
    void checkSoFar(long bytes) throws S3BodyException {
        if (bytes > bytesMax) {
            throw new S3BodyException(
                    new S3Exception(S3ErrorCode.ENTITY_TOO_LARGE).with("MaxSizeAllowed", Long.toString(bytesMax)));
        }
    }

    /// @throws S3BodyException `EntityTooSmall`
    void checkWhole(long bytes) throws S3BodyException {
        if (bytes < bytesMin) {
            throw new S3BodyException(new S3Exception(S3ErrorCode.ENTITY_TOO_SMALL)
                    .with("ProposedSize", Long.toString(bytes))
                    .with("MinSizeAllowed", Long.toString(bytesMin)));
        }
    }
}
