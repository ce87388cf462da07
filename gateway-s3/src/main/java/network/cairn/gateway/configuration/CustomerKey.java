package network.cairn.gateway.configuration;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// A key that a client encrypts an object with and keeps to itself: SSE-C. Never to be stored or printed.
public final class CustomerKey {
    /// The one algorithm there is.
    public static final String ALGORITHM = "AES256";

    private static final int KEY_BYTES = 32;
    private static final String OF_OBJECT = "x-amz-server-side-encryption-customer-";
    private static final String OF_COPY_SOURCE = "x-amz-copy-source-server-side-encryption-customer-";
    private static final String ARGUMENT = "x-amz-server-side-encryption";
    private static final String NEEDS =
            "Requests specifying Server Side Encryption with Customer provided keys must" + " provide ";

    private final byte[] bytes;
    private final String md5;

    private CustomerKey(byte[] bytes, String md5) {
        this.bytes = bytes;
        this.md5 = md5;
    }

    /// The key of the object or part that a request reads or makes; nothing where the request has none.
    ///
    /// @throws S3Exception `InvalidArgument` or `InvalidEncryptionAlgorithmError`
    public static Optional<CustomerKey> ofObject(S3Headers headers) throws S3Exception {
        return of(headers, OF_OBJECT);
    }

    /// The key of the object that a request copies from.
    ///
    /// @throws S3Exception as [#ofObject]
    public static Optional<CustomerKey> ofCopySource(S3Headers headers) throws S3Exception {
        return of(headers, OF_COPY_SOURCE);
    }

    static boolean isAskedFor(S3Headers headers) {
        return headers.has(OF_OBJECT + "algorithm") || headers.has(OF_OBJECT + "key");
    }

    private static Optional<CustomerKey> of(S3Headers headers, String prefix) throws S3Exception {
        Optional<String> algorithm = headers.get(prefix + "algorithm");
        Optional<String> key = headers.get(prefix + "key");
        Optional<String> md5 = headers.get(prefix + "key-MD5");
        if (algorithm.isEmpty() && key.isEmpty() && md5.isEmpty()) {
            return Optional.empty();
        }
        if (algorithm.isEmpty()) {
            throw refused(NEEDS + "a valid encryption algorithm.");
        }
        if (!algorithm.get().equals(ALGORITHM)) {
            throw new S3Exception(S3ErrorCode.INVALID_ENCRYPTION_ALGORITHM)
                    .with("ArgumentName", ARGUMENT)
                    .with("ArgumentValue", Refusals.echo(algorithm.get()));
        }
        if (key.isEmpty()) {
            throw refused(NEEDS + "an appropriate secret key.");
        }
        if (md5.isEmpty()) {
            throw refused(NEEDS + "the client calculated MD5 of the secret key.");
        }
        return Optional.of(checked(key.get(), md5.get()));
    }

    private static CustomerKey checked(String key, String md5) throws S3Exception {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(key.strip());
        } catch (IllegalArgumentException e) {
            // Without the cause, which tells of the key.
            throw refused("The secret key was invalid for the specified algorithm.");
        }
        String calculated = Base64.getEncoder().encodeToString(md5(bytes));
        if (!calculated.equals(md5.strip())) {
            throw refused("The calculated MD5 hash of the key did not match the hash that was provided.");
        }
        if (bytes.length != KEY_BYTES) {
            throw refused("The secret key was invalid for the specified algorithm.");
        }
        return new CustomerKey(bytes, calculated);
    }

    private static byte[] md5(byte[] bytes) {
        try {
            return MessageDigest.getInstance("MD5").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    private static S3Exception refused(String message) {
        return Refusals.invalidArgument(message, ARGUMENT, "null");
    }

    /// The 32 bytes of the key.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The key's MD5 in base64, as responses repeat it.
    public String md5() {
        return md5;
    }

    @Override
    public String toString() {
        return "CustomerKey[md5=" + md5 + "]";
    }
}
