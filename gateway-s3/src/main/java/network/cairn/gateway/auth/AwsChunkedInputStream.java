package network.cairn.gateway.auth;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// The payload inside `aws-chunked` framing, chunk and trailer signatures checked on the way. Not
/// safe for many threads.
///
/// The bytes of a chunk are given out before its signature has been seen, as the signature covers
/// all of them; at the end (-1) everything has been verified. Memory does not grow with the chunks'
/// size.
final class AwsChunkedInputStream extends InputStream {
    static final int CHUNK_HEADER_BYTES_MAX = 1024;
    static final int TRAILER_BYTES_MAX = 16 * 1024;

    /// S3 wants every signed chunk but the last to have at least this.
    static final int SIGNED_CHUNK_BYTES_MIN = 8192;

    private static final int BUFFER_BYTES = 8192;
    private static final Pattern CHUNK_HEADER =
            Pattern.compile("([0-9a-fA-F]{1,16})(?:;chunk-signature=([0-9a-fA-F]{64}))?");
    private static final String TRAILER_SIGNATURE = "x-amz-trailer-signature";

    private final InputStream in;
    private final @Nullable ChunkSignatures signatures;
    private final boolean hasTrailer;
    private final MessageDigest chunkDigest = Sha256.digest();
    private final Map<String, String> trailers = new LinkedHashMap<>();
    private String chunkSignature = "";
    private long decodedLeft;
    private long chunkLeft;
    private long previousChunkBytes = Long.MAX_VALUE;
    private boolean inChunk;
    private boolean ended;

    /// @param decodedLength what `x-amz-decoded-content-length` promises
    /// @param signatures null where chunks are not signed
    AwsChunkedInputStream(
            InputStream in, long decodedLength, @Nullable ChunkSignatures signatures, boolean hasTrailer) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
        this.decodedLeft = decodedLength;
        this.signatures = signatures;
        this.hasTrailer = hasTrailer;
    }

    /// The trailers, lower-case names, without the trailers' own signature; whole once the stream
    /// has ended.
    Map<String, String> trailers() {
        return trailers;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended && chunkLeft == 0) {
            if (inChunk) {
                endChunk();
            } else {
                beginChunk();
            }
        }
        if (ended) {
            return -1;
        }
        int count = in.read(bytes, offset, (int) Math.min(length, chunkLeft));
        if (count < 0) {
            throw incomplete();
        }
        if (signatures != null) {
            chunkDigest.update(bytes, offset, count);
        }
        chunkLeft -= count;
        decodedLeft -= count;
        return count;
    }

    private void beginChunk() throws IOException {
        String line = line(CHUNK_HEADER_BYTES_MAX, true);
        Matcher header = line == null ? null : CHUNK_HEADER.matcher(line);
        if (header == null) {
            throw incomplete();
        }
        if (!header.matches()) {
            throw invalid(
                    "A chunk of the aws-chunked body begins with neither a size nor a signature as they should be.");
        }
        String signature = header.group(2);
        if (signatures != null && signature == null) {
            throw error(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH, "A chunk of the body has no chunk-signature.");
        }
        chunkSignature = signature == null ? "" : signature.toLowerCase(Locale.ROOT);
        long size = Long.parseUnsignedLong(header.group(1), 16);
        if (size < 0 || size > decodedLeft) {
            throw error(
                    S3ErrorCode.INCOMPLETE_BODY,
                    "The chunks of the body hold more bytes than x-amz-decoded-content-length promises.");
        }
        if (signatures != null && size > 0 && previousChunkBytes < SIGNED_CHUNK_BYTES_MIN) {
            throw error(S3ErrorCode.INVALID_CHUNK_SIZE, S3ErrorCode.INVALID_CHUNK_SIZE.message());
        }
        previousChunkBytes = size;
        chunkLeft = size;
        inChunk = true;
        if (size == 0) {
            lastChunk();
        }
    }

    private void endChunk() throws IOException {
        int carriageReturn = in.read();
        int lineFeed = carriageReturn < 0 ? -1 : in.read();
        if (lineFeed < 0) {
            throw incomplete();
        }
        if (carriageReturn != '\r' || lineFeed != '\n') {
            throw invalid("A chunk of the aws-chunked body is longer than the size it began with.");
        }
        checkChunk();
        inChunk = false;
    }

    private void lastChunk() throws IOException {
        checkChunk();
        if (decodedLeft > 0) {
            throw error(
                    S3ErrorCode.INCOMPLETE_BODY,
                    "The chunks of the body hold " + decodedLeft
                            + " bytes less than x-amz-decoded-content-length promises.");
        }
        if (hasTrailer) {
            readTrailers();
        }
        // What may follow is the empty line that ends the body; clients differ in whether they send it.
        for (int i = 0, b = in.read(); b >= 0; b = in.read(), i++) {
            if ((b != '\r' && b != '\n') || i == 4) {
                throw invalid("Bytes follow the last chunk of the aws-chunked body.");
            }
        }
        ended = true;
    }

    private void checkChunk() throws S3BodyException {
        if (signatures != null && !signatures.acceptChunk(chunkDigest.digest(), chunkSignature)) {
            throw error(
                    S3ErrorCode.SIGNATURE_DOES_NOT_MATCH,
                    "The signature of a chunk does not match the one calculated over it.");
        }
    }

    private void readTrailers() throws IOException {
        StringBuilder canonical = new StringBuilder();
        String signature = null;
        int budget = TRAILER_BYTES_MAX;
        for (String line = line(budget, false); line != null && !line.isEmpty(); line = line(budget, false)) {
            budget -= line.length() + 1;
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            String value = line.substring(colon + 1).strip();
            if (name.isEmpty() || signature != null) {
                throw malformedTrailer();
            }
            if (name.equals(TRAILER_SIGNATURE)) {
                signature = value;
            } else {
                canonical.append(name).append(':').append(value).append('\n');
                if (trailers.put(name, value) != null) {
                    throw malformedTrailer();
                }
            }
        }
        if (signatures != null) {
            if (signature == null && canonical.isEmpty()) {
                throw malformedTrailer();
            }
            if (signature == null
                    || !signatures.acceptTrailer(canonical.toString(), signature.toLowerCase(Locale.ROOT))) {
                throw error(
                        S3ErrorCode.SIGNATURE_DOES_NOT_MATCH,
                        "The x-amz-trailer-signature does not match the one calculated over the trailers.");
            }
        }
    }

    /// The next line without its end, or null at the end of the body.
    private @Nullable String line(int bytesMax, boolean inFraming) throws IOException {
        byte[] line = new byte[Math.clamp(bytesMax, 1, 256)];
        int length = 0;
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                if (length == 0 || !inFraming) {
                    return length == 0 ? null : text(line, length);
                }
                throw incomplete();
            }
            if (length >= bytesMax) {
                throw inFraming ? invalid("A chunk's header is over " + bytesMax + " bytes long.") : malformedTrailer();
            }
            if (length == line.length) {
                line = Arrays.copyOf(line, Math.min(bytesMax, 2 * length));
            }
            line[length++] = (byte) b;
        }
        return text(line, length);
    }

    private static String text(byte[] line, int length) {
        int end = length > 0 && line[length - 1] == '\r' ? length - 1 : length;
        return new String(line, 0, end, StandardCharsets.ISO_8859_1);
    }

    private static S3BodyException incomplete() {
        return error(S3ErrorCode.INCOMPLETE_BODY, "The request body terminated unexpectedly");
    }

    private static S3BodyException invalid(String message) {
        return error(S3ErrorCode.INVALID_REQUEST, message);
    }

    private static S3BodyException malformedTrailer() {
        return error(S3ErrorCode.MALFORMED_TRAILER, S3ErrorCode.MALFORMED_TRAILER.message());
    }

    private static S3BodyException error(S3ErrorCode code, String message) {
        return new S3BodyException(new S3Exception(code, message));
    }
}
