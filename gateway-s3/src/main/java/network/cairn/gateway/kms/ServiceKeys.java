package network.cairn.gateway.kms;

import java.security.SecureRandom;
import network.cairn.client.encryption.BucketKeys;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.SecretBox;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;

/// Data keys wrapped by the key service: SSE-KMS; and in a second layer under their bucket's key: DSSE-KMS.
///
/// The encryption context is kept beside the wrapped data key, so that an object can be renamed and read
/// without asking what it was called when it was stored.
///
/// @param key to wrap under
/// @param context to wrap with
/// @param isDual whether there is a second layer
record ServiceKeys(
        KeyService service,
        KeyArn key,
        EncryptionContext context,
        boolean isDual,
        BucketKeys bucketKeys,
        SecureRandom random)
        implements KeyProtection {
    private static final int OUTER_BYTES_MAX = KeyService.WRAPPED_BYTES_MAX + SecretBox.OVERHEAD_BYTES;

    @Override
    public byte[] wrap(DataKey dataKey, StreamId stream) throws KeyServiceException, InterruptedException {
        byte[] wrapped = service.wrap(key, dataKey, context);
        WrappedForm form = WrappedForm.SERVICE;
        if (isDual) {
            form = WrappedForm.SERVICE_DUAL;
            wrapped = bucketKeys.outerBox().seal(wrapped, form.outerContext(stream), random);
        }
        return form.write().fixed(context.toBytes()).bytes(wrapped).toBytes();
    }

    /// Unwraps what any such protection wrapped in this bucket.
    ///
    /// @param tenant whose bucket it is
    static DataKey unwrap(KeyService service, String tenant, BucketKeys bucketKeys, byte[] wrapped, StreamId stream)
            throws KeyServiceException, DecryptionException, InterruptedException {
        WrappedForm form = WrappedForm.of(wrapped);
        EncryptionContext context;
        byte[] blob;
        try {
            CanonicalReader reader = WrappedForm.read(wrapped);
            context = EncryptionContext.read(reader);
            blob = reader.bytes(OUTER_BYTES_MAX, "wrapped data key");
            reader.end();
        } catch (CodecException e) {
            throw new DecryptionException("not a data key that a key service wrapped: " + e.getMessage(), e);
        }
        if (form == WrappedForm.SERVICE_DUAL) {
            blob = bucketKeys.outerBox().open(blob, form.outerContext(stream));
        }
        return service.unwrap(tenant, blob, context);
    }
}
