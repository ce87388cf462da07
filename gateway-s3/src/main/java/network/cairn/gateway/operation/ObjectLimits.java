package network.cairn.gateway.operation;

import java.nio.charset.StandardCharsets;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// S3's limits on sizes.
final class ObjectLimits {
    /// Bytes of an object put or copied at once, and of a part.
    static final long PUT_BYTES_MAX = 5L << 30;

    /// Bytes of a part that is not the last.
    static final long PART_BYTES_MIN = 5L << 20;

    /// Bytes of an object made of parts.
    static final long OBJECT_BYTES_MAX = 5L << 40;

    /// Bytes of an XML document a client sends.
    static final int DOCUMENT_BYTES_MAX = 4 << 20;

    /// Bytes of a document that says what is set of a bucket or an object.
    static final int SETTING_BYTES_MAX = 1 << 20;

    /// Bytes of an object's key, in UTF-8.
    static final int KEY_BYTES_MAX = 1024;

    private ObjectLimits() {}

    /// The key, if an object can have it.
    ///
    /// @throws S3Exception `KeyTooLongError`, `InvalidArgument`
    static String checkedKey(String key) throws S3Exception {
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes > KEY_BYTES_MAX) {
            throw new S3Exception(S3ErrorCode.KEY_TOO_LONG)
                    .with("Size", Integer.toString(bytes))
                    .with("MaxSizeAllowed", Integer.toString(KEY_BYTES_MAX));
        }
        if (key.isEmpty()) {
            throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "User key must have a length greater than 0.")
                    .with("ArgumentName", "key")
                    .with("ArgumentValue", "");
        }
        return key;
    }
}
