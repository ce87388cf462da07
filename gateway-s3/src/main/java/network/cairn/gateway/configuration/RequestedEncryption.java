package network.cairn.gateway.configuration;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// The encryption that a request asks for the object it makes.
public sealed interface RequestedEncryption {
    /// The request leaves it to the bucket.
    record Unspecified() implements RequestedEncryption {}

    /// Keys of the store's own: SSE-S3.
    record StoreKeys() implements RequestedEncryption {}

    /// A key of the key management service: SSE-KMS, or DSSE-KMS in two layers.
    ///
    /// @param keyId null for the service's default key
    /// @param context what the key service binds the data key to, besides the object's name
    /// @param bucketKey whether one data key serves many objects; null to leave it to the bucket
    record ManagedKey(
            boolean dualLayer,
            @Nullable String keyId,
            SortedMap<String, String> context,
            @Nullable Boolean bucketKey) implements RequestedEncryption {
        public ManagedKey {
            context = Collections.unmodifiableSortedMap(new TreeMap<>(context));
        }
    }

    /// A key of the client's: SSE-C.
    record ClientKey(CustomerKey key) implements RequestedEncryption {}

    /// The encryption that the headers of PutObject, CopyObject, CreateMultipartUpload or a form's fields
    /// ask for.
    ///
    /// @throws S3Exception `InvalidArgument` or `InvalidEncryptionAlgorithmError`
    static RequestedEncryption ofHeaders(S3Headers headers) throws S3Exception {
        return new EncryptionHeaders(headers).read();
    }

    /// That a request which only reads an object asks for no encryption but with the client's key.
    ///
    /// @throws S3Exception `InvalidArgument`
    static void refuseOnRead(S3Headers headers) throws S3Exception {
        new EncryptionHeaders(headers).refuseMethod();
    }

    /// What is done in a bucket with this configuration: never [Unspecified], and every
    /// [ManagedKey#bucketKey] told.
    default RequestedEncryption in(EncryptionConfiguration bucket) {
        return switch (this) {
            case Unspecified ignored ->
                bucket.algorithm() == EncryptionAlgorithm.AES256
                        ? new StoreKeys()
                        : managed(
                                bucket.algorithm() == EncryptionAlgorithm.KMS_DUAL_LAYER,
                                bucket.kmsKeyId(),
                                Collections.emptySortedMap(),
                                bucket.bucketKeyEnabled());
            case ManagedKey managed -> {
                Boolean bucketKey = managed.bucketKey();
                yield managed(
                        managed.dualLayer(),
                        managed.keyId(),
                        managed.context(),
                        bucketKey == null ? bucket.bucketKeyEnabled() : bucketKey);
            }
            case StoreKeys storeKeys -> storeKeys;
            case ClientKey clientKey -> clientKey;
        };
    }

    private static ManagedKey managed(
            boolean dualLayer, @Nullable String keyId, SortedMap<String, String> context, boolean bucketKey) {
        // Data keys are not shared between objects of two layers.
        return new ManagedKey(dualLayer, keyId, context, bucketKey && !dualLayer);
    }
}
