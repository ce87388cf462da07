package network.cairn.gateway.operation;

import java.io.IOException;
import java.util.Optional;
import network.cairn.gateway.configuration.CustomerKey;
import network.cairn.gateway.configuration.EncryptionConfiguration;
import network.cairn.gateway.configuration.RequestedEncryption;
import network.cairn.gateway.kms.CustomerKeyException;
import network.cairn.gateway.kms.KeyProtection;
import network.cairn.gateway.kms.KeyRecovery;
import network.cairn.gateway.kms.KeyServiceException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.ObjectEncryption;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// Server-side encryption, from requests' headers to answers' headers.
final class Encryptions {
    private static final String METHOD = "x-amz-server-side-encryption";
    private static final String KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";
    private static final String BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled";
    private static final String CUSTOMER_ALGORITHM = "x-amz-server-side-encryption-customer-algorithm";
    private static final String CUSTOMER_KEY_MD5 = "x-amz-server-side-encryption-customer-key-MD5";

    private Encryptions() {}

    /// The encryption of a new object: what the request asks for, or else what its bucket has.
    ///
    /// @throws S3Exception `InvalidArgument`, what the key service refuses, `AccessDenied` for a customer's key
    ///     where the
    ///     bucket blocks those
    static ObjectEncryption ofNew(Backend backend, S3Headers headers, Bucket bucket)
            throws S3Exception, InterruptedException {
        EncryptionConfiguration configuration = configuration(bucket);
        RequestedEncryption requested = RequestedEncryption.ofHeaders(headers).in(configuration);
        if (requested instanceof RequestedEncryption.ClientKey && configuration.blocksCustomerKeys()) {
            throw new S3Exception(
                    S3ErrorCode.ACCESS_DENIED,
                    "Requests specifying Server Side Encryption with Customer provided keys are blocked for this bucket.");
        }
        try {
            return backend.data().protections().decide(bucket, requested);
        } catch (KeyServiceException e) {
            throw Failures.of(e);
        }
    }

    /// How the data keys of what a request stores for an object are protected.
    ///
    /// @throws S3Exception where the request's customer key is missing, another one than the object's, or of no use
    static KeyProtection writing(
            Backend backend, S3Headers headers, Bucket bucket, String key, ObjectEncryption encryption)
            throws S3Exception {
        try {
            return backend.data().protections().writing(bucket, key, encryption, CustomerKey.ofObject(headers));
        } catch (CustomerKeyException e) {
            throw Failures.of(e);
        } catch (KeyServiceException e) {
            throw Failures.of(e);
        }
    }

    /// How the data keys of an object are recovered for a request that reads it.
    ///
    /// @throws S3Exception where the request's customer key is missing, wrong or of no use
    static KeyRecovery reading(Backend backend, S3Request request, Bucket bucket, ObjectRecord object)
            throws S3Exception, IOException, InterruptedException {
        RequestedEncryption.refuseOnRead(request.headers());
        return backend.data().recovery(bucket, object, CustomerKey.ofObject(request.headers()));
    }

    private static EncryptionConfiguration configuration(Bucket bucket) throws S3Exception {
        Optional<byte[]> document = BucketDocuments.get(bucket, BucketSetting.ENCRYPTION);
        return document.isEmpty() ? EncryptionConfiguration.DEFAULT : EncryptionConfiguration.read(document.get());
    }

    /// Says how an object, a part or an upload is encrypted.
    static S3Response addHeaders(S3Response response, ObjectEncryption encryption) {
        return switch (encryption.kind()) {
            case NETWORK -> response.withHeader(METHOD, encryption.kind().algorithm());
            case CUSTOMER ->
                response.withHeader(CUSTOMER_ALGORITHM, encryption.kind().algorithm())
                        .withHeader(CUSTOMER_KEY_MD5, encryption.customerKeyMd5());
            case KEY_SERVICE, KEY_SERVICE_DUAL -> {
                S3Response with = response.withHeader(METHOD, encryption.kind().algorithm())
                        .withHeader(KEY_ID, encryption.keyId());
                yield encryption.bucketKey() ? with.withHeader(BUCKET_KEY, "true") : with;
            }
        };
    }
}
