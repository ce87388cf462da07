package network.cairn.gateway.s3;

import java.util.Locale;
import java.util.Optional;

/// A checksum that S3 clients send beside a body and S3 keeps with the object.
public enum ChecksumAlgorithm {
    CRC32(4),
    CRC32C(4),
    CRC64NVME(8),
    SHA1(20),
    SHA256(32);

    private final int bytes;

    ChecksumAlgorithm(int bytes) {
        this.bytes = bytes;
    }

    /// Length of the value before base64.
    public int bytes() {
        return bytes;
    }

    /// The header or trailer that carries it: `x-amz-checksum-crc32c`.
    public String headerName() {
        return "x-amz-checksum-" + name().toLowerCase(Locale.ROOT);
    }

    /// The XML element that carries it: `ChecksumCRC32C`.
    public String elementName() {
        return "Checksum" + name();
    }

    public static Optional<ChecksumAlgorithm> ofHeader(String headerName) {
        for (ChecksumAlgorithm algorithm : values()) {
            if (algorithm.headerName().equalsIgnoreCase(headerName)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    /// By the value of `x-amz-checksum-algorithm` or `x-amz-sdk-checksum-algorithm`.
    public static Optional<ChecksumAlgorithm> ofName(String name) {
        for (ChecksumAlgorithm algorithm : values()) {
            if (algorithm.name().equalsIgnoreCase(name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
