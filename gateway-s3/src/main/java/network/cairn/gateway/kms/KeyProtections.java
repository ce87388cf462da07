package network.cairn.gateway.kms;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import network.cairn.client.encryption.BucketKeys;
import network.cairn.client.encryption.ForeignKey;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.configuration.CustomerKey;
import network.cairn.gateway.configuration.RequestedEncryption;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectEncryption;

/// Makes the protections of data keys, one for each kind of server-side encryption.
///
/// Nothing that was unwrapped is kept: each stream that is opened asks the key service, where it takes one.
///
/// Safe for use by many threads.
public final class KeyProtections {
    /// The name in an encryption context under which S3 puts the object's or the bucket's ARN.
    static final String ARN_NAME = "aws:s3:arn";

    private static final String ARN_PREFIX = "arn:aws:s3:::";

    private final Function<String, MasterKey> masterKeys;
    private final KeyService service;
    private final SecureRandom random;

    /// @param masterKeys the master key of a tenant
    public KeyProtections(Function<String, MasterKey> masterKeys, KeyService service, SecureRandom random) {
        this.masterKeys = masterKeys;
        this.service = service;
        this.random = random;
    }

    /// The keys of a bucket.
    public BucketKeys bucketKeys(Bucket bucket) {
        return masterKeys.apply(bucket.tenant()).bucketKeys(bucket.id().toString());
    }

    /// What is to be remembered of the encryption that a request asks for, its key found.
    ///
    /// @param requested as it is in the bucket, see [RequestedEncryption#in]
    /// @throws KeyServiceException if the key may not be used, or the context is too large
    public ObjectEncryption decide(Bucket bucket, RequestedEncryption requested)
            throws KeyServiceException, InterruptedException {
        return switch (requested) {
            case RequestedEncryption.Unspecified _, RequestedEncryption.StoreKeys _ -> ObjectEncryption.DEFAULT;
            case RequestedEncryption.ClientKey(CustomerKey key) ->
                new ObjectEncryption(ObjectEncryption.Kind.CUSTOMER, "", key.md5(), false);
            case RequestedEncryption.ManagedKey managed -> {
                String keyId = managed.keyId();
                Boolean bucketKey = managed.bucketKey();
                yield new ObjectEncryption(
                        managed.dualLayer()
                                ? ObjectEncryption.Kind.KEY_SERVICE_DUAL
                                : ObjectEncryption.Kind.KEY_SERVICE,
                        service.resolve(bucket.tenant(), keyId == null ? "" : keyId)
                                .toString(),
                        "",
                        bucketKey != null && bucketKey,
                        managed.context());
            }
        };
    }

    /// For data of the network's own kind.
    public KeyProtection network(Bucket bucket) {
        return new NetworkKeys(bucketKeys(bucket), random);
    }

    /// For data of an object: a whole one, a part of an upload, what is appended, or a copy.
    ///
    /// @param key the object's
    /// @param encryption of the object, or of the upload
    /// @param customerKey that came with the request
    /// @throws CustomerKeyException if a key is missing, another than the encryption's, or of no use
    /// @throws KeyServiceException `INVALID_REQUEST` if the encryption context is too large
    public KeyProtection writing(
            Bucket bucket, String key, ObjectEncryption encryption, Optional<CustomerKey> customerKey)
            throws CustomerKeyException, KeyServiceException {
        if (encryption.kind() != ObjectEncryption.Kind.CUSTOMER && customerKey.isPresent()) {
            throw new CustomerKeyException(CustomerKeyException.Reason.NOT_APPLICABLE);
        }
        return switch (encryption.kind()) {
            case NETWORK -> network(bucket);
            case KEY_SERVICE, KEY_SERVICE_DUAL ->
                new ServiceKeys(
                        service,
                        KeyArn.parse(encryption.keyId()),
                        context(bucket, key, encryption),
                        encryption.kind() == ObjectEncryption.Kind.KEY_SERVICE_DUAL,
                        bucketKeys(bucket),
                        random);
            case CUSTOMER -> {
                CustomerKey sent = customerKey.orElseThrow(
                        () -> new CustomerKeyException(CustomerKeyException.Reason.MISSING_FOR_PART));
                if (!isSame(sent.md5(), encryption.customerKeyMd5())) {
                    throw new CustomerKeyException(CustomerKeyException.Reason.OTHER_THAN_BEFORE);
                }
                yield new CustomerKeys(bucketKeys(bucket), ForeignKey.of(sent.bytes()), random);
            }
        };
    }

    /// For whatever a bucket holds.
    ///
    /// @param customerKey that came with the request
    public KeyRecovery reading(Bucket bucket, Optional<CustomerKey> customerKey) {
        BucketKeys bucketKeys = bucketKeys(bucket);
        return (wrapped, stream) -> {
            WrappedForm form = WrappedForm.of(wrapped);
            if (form != WrappedForm.CUSTOMER && customerKey.isPresent()) {
                throw new CustomerKeyException(CustomerKeyException.Reason.NOT_APPLICABLE);
            }
            return switch (form) {
                case NETWORK -> new NetworkKeys(bucketKeys, random).unwrap(wrapped, stream);
                case SERVICE, SERVICE_DUAL -> ServiceKeys.unwrap(service, bucket.tenant(), bucketKeys, wrapped, stream);
                case CUSTOMER -> {
                    CustomerKey sent = customerKey.orElseThrow(
                            () -> new CustomerKeyException(CustomerKeyException.Reason.MISSING));
                    yield new CustomerKeys(bucketKeys, ForeignKey.of(sent.bytes()), random).unwrap(wrapped, stream);
                }
            };
        };
    }

    /// As in S3: the client's pairs, and the ARN unless one of them has its name.
    private static EncryptionContext context(Bucket bucket, String key, ObjectEncryption encryption)
            throws KeyServiceException {
        SortedMap<String, String> pairs = new TreeMap<>(encryption.context());
        String arn = ARN_PREFIX + bucket.name();
        pairs.putIfAbsent(ARN_NAME, encryption.bucketKey() ? arn : arn + "/" + key);
        return EncryptionContext.of(pairs);
    }

    private static boolean isSame(String md5, String other) {
        return MessageDigest.isEqual(md5.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
