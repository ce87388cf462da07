package network.cairn.gateway.operation;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// A range of an object's bytes.
///
/// @param offset the first
/// @param lengthBytes how many
record ByteRange(long offset, long lengthBytes) {
    private static final Pattern FORM = Pattern.compile("bytes=(\\d{0,18})-(\\d{0,18})");

    /// The range that a `Range` header asks for, cut to the object. Nothing where it asks for none that S3 knows: more
    /// than one range, another unit, or malformed; the whole object is the answer then.
    ///
    /// @throws S3Exception `InvalidRange` if it starts at or after the object's end
    static Optional<ByteRange> parse(String header, long sizeBytes) throws S3Exception {
        Matcher form = FORM.matcher(header.strip());
        if (!form.matches()) {
            return Optional.empty();
        }
        String first = form.group(1);
        String last = form.group(2);
        if (first.isEmpty() && last.isEmpty()) {
            return Optional.empty();
        }
        if (first.isEmpty()) {
            long suffix = Math.min(Long.parseLong(last), sizeBytes);
            if (suffix == 0) {
                throw invalid(header, sizeBytes);
            }
            return Optional.of(new ByteRange(sizeBytes - suffix, suffix));
        }
        long offset = Long.parseLong(first);
        long end = last.isEmpty() ? Long.MAX_VALUE : Long.parseLong(last);
        if (end < offset) {
            return Optional.empty();
        }
        if (offset >= sizeBytes) {
            throw invalid(header, sizeBytes);
        }
        return Optional.of(new ByteRange(offset, Math.min(end, sizeBytes - 1) - offset + 1));
    }

    /// The value of `Content-Range`.
    String contentRange(long sizeBytes) {
        return "bytes " + offset + "-" + (offset + lengthBytes - 1) + "/" + sizeBytes;
    }

    private static S3Exception invalid(String header, long sizeBytes) {
        return new S3Exception(S3ErrorCode.INVALID_RANGE)
                .with("RangeRequested", header)
                .with("ActualObjectSize", Long.toString(sizeBytes))
                .withHeader("Content-Range", "bytes */" + sizeBytes);
    }
}
