package network.cairn.gateway.operation;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.xml.XmlElement;

/// An object's checksum made of its parts' checksums, as S3 makes it.
///
/// It is the checksum of the parts' checksums, and how many they are. There is none where a part was sent without one,
/// or for the type `FULL_OBJECT`.
final class CompositeChecksum {
    private final UploadRecord upload;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private int parts;
    private boolean complete;

    CompositeChecksum(UploadRecord upload) {
        this.upload = upload;
        this.complete = upload.checksumType().equals(ChecksumAttributes.COMPOSITE);
    }

    void add(PartRecord part) {
        String value = part.checksums().get(upload.checksumAlgorithm());
        complete &= value != null;
        if (complete && value != null) {
            values.writeBytes(Base64.getDecoder().decode(value));
            parts++;
        }
    }

    SortedMap<String, String> checksums() {
        var checksums = new TreeMap<String, String>();
        if (complete && parts > 0) {
            byte[] sum = sum(ChecksumAlgorithm.valueOf(upload.checksumAlgorithm()), values.toByteArray());
            checksums.put(upload.checksumAlgorithm(), Base64.getEncoder().encodeToString(sum) + "-" + parts);
            checksums.put(ChecksumAttributes.TYPE, ChecksumAttributes.COMPOSITE);
        }
        return checksums;
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

    private static byte[] sum(ChecksumAlgorithm algorithm, byte[] bytes) {
        return switch (algorithm) {
            case CRC32 -> sum(new CRC32(), bytes);
            case CRC32C -> sum(new CRC32C(), bytes);
            case SHA1 -> digest("SHA-1", bytes);
            case SHA256 -> digest("SHA-256", bytes);
            case CRC64NVME -> throw new IllegalArgumentException("CRC64NVME is never composite");
        };
    }

    private static byte[] sum(Checksum checksum, byte[] bytes) {
        checksum.update(bytes);
        return ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array();
    }

    private static byte[] digest(String algorithm, byte[] bytes) {
        try {
            return MessageDigest.getInstance(algorithm).digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has " + algorithm, e);
        }
    }
}
