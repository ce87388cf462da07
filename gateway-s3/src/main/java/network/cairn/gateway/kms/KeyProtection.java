package network.cairn.gateway.kms;

import network.cairn.client.encryption.DataKey;
import network.cairn.gateway.metadata.StreamId;

/// How the data keys of what a request stores are wrapped.
@FunctionalInterface
public interface KeyProtection {
    /// Wraps the data key of one stream.
    ///
    /// @return what is kept beside the stream; it says itself how it was wrapped
    /// @throws KeyServiceException if the key service does not do it
    byte[] wrap(DataKey dataKey, StreamId stream) throws KeyServiceException, InterruptedException;
}
