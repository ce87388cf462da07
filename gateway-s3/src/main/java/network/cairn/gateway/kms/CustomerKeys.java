package network.cairn.gateway.kms;

import java.security.SecureRandom;
import java.util.Arrays;
import network.cairn.client.encryption.BucketKeys;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.ForeignKey;
import network.cairn.client.encryption.SecretBox;
import network.cairn.gateway.metadata.StreamId;

/// Data keys wrapped under a key that the customer sends with each request and nobody keeps: SSE-C.
///
/// A data key is sealed under a key that follows from the customer's and the stream's id, and once more
/// under the bucket's. If the outer box opens and the inner one does not, nothing was damaged and the
/// customer's key is another: no other record of the key is needed to tell. And whoever has the metadata
/// but not the gateway's keys cannot try customers' keys on it.
record CustomerKeys(BucketKeys bucketKeys, ForeignKey customerKey, SecureRandom random) implements KeyProtection {
    private static final int INNER_BYTES = DataKey.SECRET_BYTES + SecretBox.OVERHEAD_BYTES;

    @Override
    public byte[] wrap(DataKey dataKey, StreamId stream) {
        byte[] context = WrappedForm.context(stream);
        byte[] inner = customerKey.secretBox(context).seal(dataKey.toBytes(), context, random);
        byte[] outer = bucketKeys.outerBox().seal(inner, WrappedForm.CUSTOMER.outerContext(stream), random);
        return WrappedForm.CUSTOMER.write().fixed(outer).toBytes();
    }

    DataKey unwrap(byte[] wrapped, StreamId stream) throws CustomerKeyException, DecryptionException {
        byte[] outer = Arrays.copyOfRange(wrapped, 1, wrapped.length);
        byte[] inner = bucketKeys.outerBox().open(outer, WrappedForm.CUSTOMER.outerContext(stream));
        if (inner.length != INNER_BYTES) {
            throw new DecryptionException(
                    "a data key under a customer's key is " + INNER_BYTES + " bytes, not " + inner.length);
        }
        byte[] context = WrappedForm.context(stream);
        try {
            return DataKey.of(customerKey.secretBox(context).open(inner, context));
        } catch (DecryptionException e) {
            throw new CustomerKeyException(CustomerKeyException.Reason.WRONG, e);
        }
    }
}
