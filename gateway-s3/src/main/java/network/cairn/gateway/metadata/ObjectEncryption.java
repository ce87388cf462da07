package network.cairn.gateway.metadata;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Under whose key an object's data key is wrapped, as S3 tells it. What is on nodes is always encrypted.
///
/// @param keyId of a key management service's key; empty for none
/// @param customerKeyMd5 base64 of the MD5 of a customer's key; empty for none
/// @param bucketKey whether S3's bucket key was asked for
/// @param context what the client had the key management service bind data keys to, besides the object's name
public record ObjectEncryption(
        Kind kind, String keyId, String customerKeyMd5, boolean bucketKey, SortedMap<String, String> context) {
    public static final ObjectEncryption DEFAULT = new ObjectEncryption(Kind.NETWORK, "", "", false);
    private static final int TEXT_BYTES_MAX = 2048;

    public ObjectEncryption {
        context = Collections.unmodifiableSortedMap(new TreeMap<>(context));
    }

    /// Without a context.
    public ObjectEncryption(Kind kind, String keyId, String customerKeyMd5, boolean bucketKey) {
        this(kind, keyId, customerKeyMd5, bucketKey, new TreeMap<>());
    }

    /// Whose key it is.
    public enum Kind {
        /// The bucket's, which the gateway derives: SSE-S3.
        NETWORK(0, "AES256"),
        /// One of a key management service: SSE-KMS.
        KEY_SERVICE(1, "aws:kms"),
        /// The same, for two layers: DSSE-KMS.
        KEY_SERVICE_DUAL(2, "aws:kms:dsse"),
        /// One the client sends with each request and nobody keeps: SSE-C.
        CUSTOMER(3, "AES256");

        private final int code;
        private final String algorithm;

        Kind(int code, String algorithm) {
            this.code = code;
            this.algorithm = algorithm;
        }

        /// S3's name of it.
        public String algorithm() {
            return algorithm;
        }
    }

    void write(CanonicalWriter writer) {
        writer.u8(kind.code).text(keyId).text(customerKeyMd5).bool(bucketKey);
        Codecs.write(writer, context);
    }

    static ObjectEncryption read(CanonicalReader reader) throws CodecException {
        return new ObjectEncryption(
                kind(reader.u8("encryption kind")),
                reader.text(TEXT_BYTES_MAX, "key id"),
                reader.text(TEXT_BYTES_MAX, "customer key's MD5"),
                reader.bool("bucket key"),
                Codecs.readMap(reader, "encryption context"));
    }

    private static Kind kind(int code) throws CodecException {
        for (Kind kind : Kind.values()) {
            if (kind.code == code) {
                return kind;
            }
        }
        throw new CodecException("there is no encryption kind " + code);
    }
}
