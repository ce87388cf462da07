package network.cairn.gateway.operation;

import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.auth.RunningChecksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// Checksums as records keep them: base64 by algorithm, and under {@link #TYPE} how they were made.
final class ChecksumAttributes {
    static final String TYPE = "TYPE";
    static final String FULL_OBJECT = "FULL_OBJECT";
    static final String COMPOSITE = "COMPOSITE";

    /// What S3 computes where the client leaves the choice to it.
    static final ChecksumAlgorithm DEFAULT = ChecksumAlgorithm.CRC64NVME;

    private ChecksumAttributes() {}

    /// Has the checksum computed that S3 gives a body which comes without one. Before the body is read.
    static void request(S3Body body) {
        if (body.promised().isEmpty()) {
            body.compute(DEFAULT);
        }
    }

    /// What was sent with a body and found right, or what was computed in its place. Asked for once the body is at
    /// its end.
    static SortedMap<String, String> of(S3Body body) {
        var checksums = new TreeMap<String, String>();
        body.checksum().or(() -> body.checksum(DEFAULT)).ifPresent(checksum -> {
            checksums.put(checksum.algorithm().name(), checksum.base64());
            checksums.put(TYPE, FULL_OBJECT);
        });
        return checksums;
    }

    /// What a copy is summed with: what its request asks for, or else what its source has, or else S3's choice.
    ///
    /// @throws S3Exception `InvalidRequest` for an algorithm that S3 does not know
    static ChecksumAlgorithm algorithm(S3Headers headers, Map<String, String> sourceChecksums) throws S3Exception {
        Optional<ChecksumAlgorithm> named = named(headers);
        if (named.isPresent()) {
            return named.get();
        }
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (sourceChecksums.containsKey(algorithm.name())) {
                return algorithm;
            }
        }
        return DEFAULT;
    }

    /// The algorithm that `x-amz-checksum-algorithm` names.
    ///
    /// @throws S3Exception `InvalidRequest` for one that S3 does not know
    static Optional<ChecksumAlgorithm> named(S3Headers headers) throws S3Exception {
        Optional<String> name = headers.get("x-amz-checksum-algorithm");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional<ChecksumAlgorithm> algorithm = ChecksumAlgorithm.ofName(name.get());
        if (algorithm.isEmpty()) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "Checksum algorithm provided is unsupported. Please try again with any of the valid types:"
                            + " [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]");
        }
        return algorithm;
    }

    /// A checksum of all of an object's bytes; ends the calculation.
    static SortedMap<String, String> full(ChecksumAlgorithm algorithm, RunningChecksum sum) {
        return new TreeMap<>(Map.of(algorithm.name(), sum.base64(), TYPE, FULL_OBJECT));
    }

    static S3Response addHeaders(S3Response response, Map<String, String> checksums) {
        S3Response with = response;
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            String value = checksums.get(algorithm.name());
            if (value != null) {
                with = with.withHeader(algorithm.headerName(), value);
            }
        }
        String type = checksums.get(TYPE);
        return type == null ? with : with.withHeader("x-amz-checksum-type", type);
    }

    /// Adds what listings say of an object's checksums: their algorithms and type.
    static void addListed(XmlWriter xml, Map<String, String> checksums) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (checksums.containsKey(algorithm.name())) {
                xml.element("ChecksumAlgorithm", algorithm.name());
            }
        }
        String type = checksums.get(TYPE);
        if (type != null) {
            xml.element("ChecksumType", type);
        }
    }

    static void addElements(XmlWriter xml, Map<String, String> checksums) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            String value = checksums.get(algorithm.name());
            if (value != null) {
                xml.element(algorithm.elementName(), value);
            }
        }
    }
}
