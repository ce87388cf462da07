package network.cairn.gateway.s3;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/// The payload of a request, decoded: `aws-chunked` framing is gone, and length, signatures and
/// checksums are verified as it is read.
///
/// A body that turns out wrong makes `read` throw an [S3BodyException] at the latest when its end
/// is asked for: never is -1 returned for a body that did not verify.
public interface S3Body {
    long LENGTH_UNKNOWN = -1;

    /// The payload; the same stream at each call, to be read once.
    InputStream stream();

    /// How many bytes `stream` will give, or [#LENGTH_UNKNOWN].
    long decodedLengthBytes();

    /// The most that `stream` will give; the same as `decodedLengthBytes` where that is known.
    default long lengthBytesMax() {
        return decodedLengthBytes();
    }

    /// The checksum that came as a header or trailer; empty where there was none. Known once the
    /// stream is at its end.
    Optional<Checksum> checksum();

    /// The algorithm of the checksum that the headers say comes; known before anything is read.
    Optional<ChecksumAlgorithm> promised();

    /// Has the payload's checksum by that algorithm computed while it is read, whether or not the
    /// client sends one. To be asked for before anything is read.
    void compute(ChecksumAlgorithm algorithm);

    /// The payload's checksum by that algorithm: the one that came and was found right, or the one
    /// that was asked for; empty where it is neither. Known once the stream is at its end.
    Optional<Checksum> checksum(ChecksumAlgorithm algorithm);

    /// The whole payload, for operations that take a small document.
    ///
    /// @throws S3Exception `MaxMessageLengthExceeded` where it is longer than `bytesMax`
    default byte[] readAll(int bytesMax) throws S3Exception, IOException {
        if (decodedLengthBytes() > bytesMax) {
            throw tooLong(bytesMax);
        }
        byte[] bytes = stream().readNBytes(bytesMax);
        if (stream().read() >= 0) {
            throw tooLong(bytesMax);
        }
        return bytes;
    }

    private static S3Exception tooLong(int bytesMax) {
        return new S3Exception(
                S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED,
                "Your request was too big: this operation takes at most " + bytesMax + " bytes.");
    }
}
