package network.cairn.gateway.auth;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// A request's body, unframed and verified while it is read.
///
/// The last bytes are given out only after all of it has been verified, so that even a reader who
/// stops at `decodedLengthBytes` without asking for the end has read a good body. An error, once
/// found, comes again at each further read.
public final class VerifiedBody implements S3Body {
    private final InputStream in;
    private final @Nullable AwsChunkedInputStream chunked;
    private final long lengthBytes;
    private final long lengthBytesMax;
    private final BodyPromises promises;
    private final @Nullable String sha256Hex;
    private final @Nullable RunningChecksum sha256;
    private final @Nullable RunningChecksum md5;
    private final @Nullable RunningChecksum running;
    private final List<RunningChecksum> checksums;
    private final Map<ChecksumAlgorithm, RunningChecksum> askedFor = new EnumMap<>(ChecksumAlgorithm.class);
    private final Map<ChecksumAlgorithm, Checksum> computed = new EnumMap<>(ChecksumAlgorithm.class);
    private final InputStream stream = new Stream();
    private long left;
    private boolean begun;
    private boolean ended;
    private @Nullable S3BodyException failure;
    private @Nullable Checksum checksum;

    private VerifiedBody(
            InputStream in,
            @Nullable AwsChunkedInputStream chunked,
            long lengthBytes,
            long lengthBytesMax,
            BodyPromises promises,
            @Nullable String sha256Hex) {
        this.in = in;
        this.chunked = chunked;
        this.lengthBytes = lengthBytes;
        this.lengthBytesMax = lengthBytesMax;
        this.left = lengthBytes;
        this.promises = promises;
        this.sha256Hex = sha256Hex;
        this.sha256 = sha256Hex == null ? null : RunningChecksum.of(ChecksumAlgorithm.SHA256);
        this.md5 = promises.md5() == null ? null : RunningChecksum.md5();
        Checksum header = promises.checksum();
        ChecksumAlgorithm algorithm = header == null ? promises.trailerAlgorithm() : header.algorithm();
        this.running = algorithm == null ? null : RunningChecksum.of(algorithm);
        this.checksums = new ArrayList<>();
        addTo(checksums, sha256);
        addTo(checksums, md5);
        addTo(checksums, running);
    }

    private static void addTo(List<RunningChecksum> all, @Nullable RunningChecksum one) {
        if (one != null) {
            all.add(one);
        }
    }

    /// Opens the body of an authenticated request.
    ///
    /// @param raw the body as HTTP carries it
    /// @param rawLengthBytes the `Content-Length`, 0 for a request without a body, negative where
    /// HTTP does not tell
    /// @param bodyBytesMax the largest payload
    /// @param checksumCoversBody false for operations whose `x-amz-checksum-` headers are about
    /// something else
    /// @throws S3Exception what is wrong with the headers about the body
    public static VerifiedBody open(
            Authenticated authenticated,
            S3Headers headers,
            InputStream raw,
            long rawLengthBytes,
            long bodyBytesMax,
            boolean checksumCoversBody)
            throws S3Exception {
        PayloadMode mode = authenticated.mode();
        BodyPromises promises = BodyPromises.of(headers, mode, checksumCoversBody);
        long length = mode.chunked() ? decodedLength(headers) : rawLengthBytes;
        if (length < 0) {
            throw new S3Exception(
                            S3ErrorCode.NOT_IMPLEMENTED,
                            "A header you provided implies functionality that is not implemented: a body needs a"
                                    + " Content-Length, or x-amz-decoded-content-length with aws-chunked.")
                    .with("Header", "Transfer-Encoding");
        }
        if (length > bodyBytesMax) {
            throw new S3Exception(S3ErrorCode.ENTITY_TOO_LARGE)
                    .with("ProposedSize", Long.toString(length))
                    .with("MaxSizeAllowed", Long.toString(bodyBytesMax));
        }
        if (!mode.chunked()) {
            String hash =
                    mode == PayloadMode.LITERAL ? authenticated.payloadHash().toLowerCase(Locale.ROOT) : null;
            return new VerifiedBody(raw, null, length, length, promises, hash);
        }
        AwsChunkedInputStream chunked = new AwsChunkedInputStream(
                raw, length, mode.chunksSigned() ? authenticated.chunks() : null, mode.hasTrailer());
        return new VerifiedBody(chunked, chunked, length, length, promises, null);
    }

    /// The file of a form, whose length nobody tells: a reader must read to its end (-1), where it is verified.
    ///
    /// @param headers what the form's fields say of the file's checksums
    /// @param lengthBytesMax more than which the file cannot have
    /// @throws S3Exception what is wrong with the checksums
    public static VerifiedBody ofForm(S3Headers headers, InputStream file, long lengthBytesMax) throws S3Exception {
        BodyPromises promises = BodyPromises.of(headers, PayloadMode.UNSIGNED, true);
        return new VerifiedBody(file, null, LENGTH_UNKNOWN, lengthBytesMax, promises, null);
    }

    private static long decodedLength(S3Headers headers) throws S3Exception {
        String value = headers.get("x-amz-decoded-content-length")
                .orElseThrow(() -> new S3Exception(
                        S3ErrorCode.MISSING_CONTENT_LENGTH,
                        "You must provide the x-amz-decoded-content-length HTTP header."))
                .strip();
        try {
            long length = Long.parseLong(value);
            if (length >= 0) {
                return length;
            }
        } catch (NumberFormatException e) {
            throw badLength(value, e);
        }
        throw badLength(value, null);
    }

    private static S3Exception badLength(String value, @Nullable Throwable cause) {
        String message = "x-amz-decoded-content-length is not a number of bytes.";
        S3Exception error = cause == null
                ? new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
                : new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message, cause);
        return error.with("ArgumentName", "x-amz-decoded-content-length").with("ArgumentValue", value);
    }

    @Override
    public InputStream stream() {
        return stream;
    }

    @Override
    public long decodedLengthBytes() {
        return lengthBytes;
    }

    @Override
    public long lengthBytesMax() {
        return lengthBytesMax;
    }

    @Override
    public Optional<Checksum> checksum() {
        return Optional.ofNullable(checksum);
    }

    @Override
    public Optional<ChecksumAlgorithm> promised() {
        Checksum header = promises.checksum();
        return Optional.ofNullable(header == null ? promises.trailerAlgorithm() : header.algorithm());
    }

    @Override
    public void compute(ChecksumAlgorithm algorithm) {
        if (promised().filter(algorithm::equals).isPresent() || askedFor.containsKey(algorithm)) {
            return;
        }
        RunningChecksum running = RunningChecksum.of(algorithm);
        if (lengthBytes == 0) {
            // Where nothing is to come, its end may have been verified already.
            computed.put(algorithm, new Checksum(algorithm, running.base64()));
            return;
        }
        if (begun) {
            throw new IllegalStateException(algorithm + " was asked for after reading had begun");
        }
        askedFor.put(algorithm, running);
        checksums.add(running);
    }

    @Override
    public Optional<Checksum> checksum(ChecksumAlgorithm algorithm) {
        Checksum sent = checksum;
        return sent != null && sent.algorithm() == algorithm
                ? Optional.of(sent)
                : Optional.ofNullable(computed.get(algorithm));
    }

    private void verify() throws IOException {
        if (in.read() >= 0) {
            throw error(new S3Exception(S3ErrorCode.INCOMPLETE_BODY, "The body is longer than its headers promise."));
        }
        if (sha256 != null && sha256Hex != null) {
            String computed = HexFormat.of().formatHex(sha256.value());
            if (!Sha256.same(computed, sha256Hex)) {
                throw error(new S3Exception(S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH)
                        .with("ClientComputedContentSHA256", sha256Hex)
                        .with("S3ComputedContentSHA256", computed));
            }
        }
        byte[] promisedMd5 = promises.md5();
        if (md5 != null && promisedMd5 != null) {
            byte[] computed = md5.value();
            if (!MessageDigest.isEqual(computed, promisedMd5)) {
                throw error(new S3Exception(
                                S3ErrorCode.BAD_DIGEST, "The Content-MD5 you specified did not match what we received.")
                        .with("ExpectedDigest", HexFormat.of().formatHex(promisedMd5))
                        .with("CalculatedDigest", Base64.getEncoder().encodeToString(computed)));
            }
        }
        verifyChecksum();
        askedFor.forEach((algorithm, sum) -> computed.put(algorithm, new Checksum(algorithm, sum.base64())));
    }

    private void verifyChecksum() throws S3BodyException {
        Checksum expected = promises.checksum();
        if (chunked != null) {
            if (!chunked.trailers().keySet().equals(Set.copyOf(promises.trailerNames()))) {
                throw error(new S3Exception(
                        S3ErrorCode.MALFORMED_TRAILER,
                        "The trailers that came are not those that x-amz-trailer announces."));
            }
            ChecksumAlgorithm algorithm = promises.trailerAlgorithm();
            if (algorithm != null) {
                try {
                    expected =
                            BodyPromises.valid(algorithm, chunked.trailers().getOrDefault(algorithm.headerName(), ""));
                } catch (S3Exception e) {
                    throw error(e);
                }
            }
        }
        if (expected != null && running != null) {
            byte[] computed = running.value();
            if (!MessageDigest.isEqual(computed, Base64.getDecoder().decode(expected.base64()))) {
                throw error(new S3Exception(
                        S3ErrorCode.BAD_DIGEST,
                        "The " + expected.algorithm() + " you specified did not match the calculated checksum."));
            }
            checksum = expected;
        }
    }

    private S3BodyException error(S3Exception error) {
        return new S3BodyException(error);
    }

    private final class Stream extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, bytes.length);
            if (failure != null) {
                throw new S3BodyException(failure.error());
            }
            if (length == 0) {
                return 0;
            }
            if (ended) {
                return -1;
            }
            try {
                return readSome(bytes, offset, length);
            } catch (S3BodyException e) {
                failure = e;
                throw e;
            }
        }

        private int readSome(byte[] bytes, int offset, int length) throws IOException {
            begun = true;
            int count = -1;
            boolean isKnown = lengthBytes != LENGTH_UNKNOWN;
            if (left > 0 || !isKnown) {
                count = in.read(bytes, offset, isKnown ? (int) Math.min(length, left) : length);
                if (count < 0 && isKnown) {
                    throw error(new S3Exception(S3ErrorCode.INCOMPLETE_BODY));
                }
                for (RunningChecksum each : checksums) {
                    each.update(bytes, offset, Math.max(0, count));
                }
                left -= count;
            }
            if (isKnown ? left == 0 : count < 0) {
                verify();
                ended = true;
            }
            return count;
        }
    }
}
