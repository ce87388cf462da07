package network.cairn.gateway.operation;

import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// The checksums of a part: the one that the object's will be made of, sent or computed, and any other that was
/// sent.
record PartChecksums(UploadRecord upload, S3Body body) {
    /// Has computed what the upload needs and the client does not send. Before the body is read.
    ///
    /// @throws S3Exception `InvalidRequest` where the client sends another than it announced for the upload
    static PartChecksums request(UploadRecord upload, S3Body body) throws S3Exception {
        ChecksumAlgorithm wanted = algorithm(upload);
        Optional<ChecksumAlgorithm> sent = body.promised();
        if (isNamed(upload) && sent.isPresent() && sent.get() != wanted) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "Checksum Type mismatch occurred, expected checksum Type: " + lowerCase(wanted)
                            + ", actual checksum Type: " + lowerCase(sent.get()));
        }
        body.compute(wanted);
        return new PartChecksums(upload, body);
    }

    /// The algorithm of the object's checksum: the upload's, or S3's choice where the client named none.
    static ChecksumAlgorithm algorithm(UploadRecord upload) {
        return isNamed(upload) ? ChecksumAlgorithm.valueOf(upload.checksumAlgorithm()) : ChecksumAttributes.DEFAULT;
    }

    static boolean isNamed(UploadRecord upload) {
        return !upload.checksumAlgorithm().isEmpty();
    }

    /// What the part's record keeps. Asked for once the body is at its end.
    SortedMap<String, String> stored() {
        var checksums = new TreeMap<String, String>();
        body.checksum().ifPresent(checksum -> put(checksums, checksum));
        body.checksum(algorithm(upload)).ifPresent(checksum -> put(checksums, checksum));
        return checksums;
    }

    /// What the client is told: what it sent, or what it named for the upload.
    SortedMap<String, String> shown() {
        SortedMap<String, String> checksums = stored();
        if (!isNamed(upload) && body.promised().isEmpty()) {
            checksums.clear();
        }
        return checksums;
    }

    private static void put(SortedMap<String, String> checksums, Checksum checksum) {
        checksums.put(checksum.algorithm().name(), checksum.base64());
    }

    private static String lowerCase(ChecksumAlgorithm algorithm) {
        return algorithm.name().toLowerCase(Locale.ROOT);
    }
}
