package network.cairn.gateway.operation;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.auth.CrcCombination;
import network.cairn.gateway.auth.RunningChecksum;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.xml.XmlElement;
import org.jspecify.annotations.Nullable;

/// An object's checksum made of its parts' checksums, as S3 makes it.
///
/// Of the type `COMPOSITE` it is the checksum of the parts' checksums, and how many they are; of the type
/// `FULL_OBJECT` the checksum of the whole object's bytes, which for a CRC follows from the parts'. An upload for
/// which no algorithm was named has a full CRC64NVME. There is none where a part has none, as may a part copied in.
final class CompositeChecksum {
    private final ChecksumAlgorithm algorithm;
    private final @Nullable CrcCombination full;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private int parts;
    private boolean complete = true;

    CompositeChecksum(UploadRecord upload) {
        this.algorithm = PartChecksums.algorithm(upload);
        boolean composite =
                PartChecksums.isNamed(upload) && upload.checksumType().equals(ChecksumAttributes.COMPOSITE);
        this.full = composite ? null : CrcCombination.of(algorithm);
    }

    void add(PartRecord part) {
        String value = part.checksums().get(algorithm.name());
        complete &= value != null;
        if (!complete || value == null) {
            return;
        }
        byte[] bytes = Base64.getDecoder().decode(value);
        parts++;
        if (full != null) {
            full.append(bytes, part.sizeBytes());
        } else {
            values.writeBytes(bytes);
        }
    }

    /// @throws S3Exception `BadDigest` where the client promised another in its request's headers
    SortedMap<String, String> checksums(S3Headers promises) throws S3Exception {
        var checksums = new TreeMap<String, String>();
        if (!complete || parts == 0) {
            return checksums;
        }
        Optional<String> promisedType = promises.get("x-amz-checksum-type").map(String::strip);
        String type = full == null ? ChecksumAttributes.COMPOSITE : ChecksumAttributes.FULL_OBJECT;
        if (promisedType.isPresent() && !promisedType.get().equals(type)) {
            throw new S3Exception(
                    S3ErrorCode.BAD_DIGEST,
                    "The checksum type " + promisedType.get() + " you specified is not that of the upload: " + type
                            + ".");
        }
        String value = full == null ? composite() : Base64.getEncoder().encodeToString(full.value());
        String promised = promises.get(algorithm.headerName()).orElse(value).strip();
        if (!promised.equals(value) && !(promised + "-" + parts).equals(value)) {
            throw new S3Exception(
                    S3ErrorCode.BAD_DIGEST,
                    "The " + algorithm + " you specified did not match the calculated checksum.");
        }
        checksums.put(algorithm.name(), value);
        checksums.put(ChecksumAttributes.TYPE, type);
        return checksums;
    }

    private String composite() {
        RunningChecksum sum = RunningChecksum.of(algorithm);
        sum.update(values.toByteArray(), 0, values.size());
        return sum.base64() + "-" + parts;
    }

    /// Whether what a client lists of a part's checksums is what the part was stored with.
    static boolean agree(PartRecord part, XmlElement listed) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            Optional<String> claimed = listed.childText(algorithm.elementName());
            String stored = part.checksums().get(algorithm.name());
            if (claimed.isPresent() && stored != null && !claimed.get().strip().equals(stored)) {
                return false;
            }
        }
        return true;
    }
}
