package network.cairn.gateway.kms;

import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.gateway.metadata.StreamId;

/// How the data keys of what a request reads are unwrapped.
@FunctionalInterface
public interface KeyRecovery {
    /// Unwraps the data key of one stream, however it was wrapped.
    ///
    /// @throws CustomerKeyException if it takes a customer's key, and the request has another or none; or
    ///     the other way round
    /// @throws KeyServiceException if the key service does not do it
    /// @throws DecryptionException if it was changed or is of another stream
    DataKey unwrap(byte[] wrapped, StreamId stream)
            throws CustomerKeyException, KeyServiceException, DecryptionException, InterruptedException;
}
