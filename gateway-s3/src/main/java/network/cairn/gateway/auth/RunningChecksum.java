package network.cairn.gateway.auth;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.CRC32C;
import java.util.zip.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;

/// A checksum or digest fed piece by piece. Not safe for many threads.
public sealed interface RunningChecksum {
    void update(byte[] bytes, int offset, int length);

    /// The value, big-endian; ends the calculation.
    byte[] value();

    /// The value as it stands in headers and XML; ends the calculation.
    default String base64() {
        return Base64.getEncoder().encodeToString(value());
    }

    static RunningChecksum of(ChecksumAlgorithm algorithm) {
        return switch (algorithm) {
            case CRC32 -> new Cyclic(new CRC32(), 4);
            case CRC32C -> new Cyclic(new CRC32C(), 4);
            case CRC64NVME -> new Cyclic(new Crc64Nvme(), 8);
            case SHA1 -> new Digest(Sha256.digest("SHA-1"));
            case SHA256 -> new Digest(Sha256.digest());
        };
    }

    static RunningChecksum md5() {
        return new Digest(Sha256.digest("MD5"));
    }

    /// One of the CRCs.
    record Cyclic(Checksum checksum, int valueBytes) implements RunningChecksum {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            checksum.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            ByteBuffer buffer = ByteBuffer.allocate(valueBytes);
            if (valueBytes == 8) {
                buffer.putLong(checksum.getValue());
            } else {
                buffer.putInt((int) checksum.getValue());
            }
            return buffer.array();
        }
    }

    /// One of the hash functions.
    record Digest(MessageDigest digest) implements RunningChecksum {
        @Override
        public void update(byte[] bytes, int offset, int length) {
            digest.update(bytes, offset, length);
        }

        @Override
        public byte[] value() {
            return digest.digest();
        }
    }
}
