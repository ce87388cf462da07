package network.cairn.gateway.kms;

import java.security.SecureRandom;
import network.cairn.client.encryption.BucketKeys;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.gateway.metadata.StreamId;

/// Data keys wrapped under their bucket's keys alone: SSE-S3.
record NetworkKeys(BucketKeys bucketKeys, SecureRandom random) implements KeyProtection {
    @Override
    public byte[] wrap(DataKey dataKey, StreamId stream) {
        return bucketKeys.wrap(dataKey, WrappedForm.context(stream), random);
    }

    DataKey unwrap(byte[] wrapped, StreamId stream) throws DecryptionException {
        return bucketKeys.unwrap(wrapped, WrappedForm.context(stream));
    }
}
