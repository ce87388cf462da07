package network.cairn.gateway.kms;

import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;

/// A key management service: it keeps keys of tenants and wraps data keys under them, and the keys never
/// leave it.
///
/// A tenant uses its own keys and no others. Nothing is cached by callers: each call may be a round trip.
///
/// Safe for use by many threads.
public interface KeyService {
    /// The alias of the key that a tenant uses when it names none; the key is made when it is first used.
    String DEFAULT_ALIAS = "aws/s3";

    /// The longest wrapped data key.
    int WRAPPED_BYTES_MAX = 1024;

    /// The key that a tenant means, in whatever state it is.
    ///
    /// @param key its id, `alias/` and an alias, or the ARN of either; empty for the tenant's default key
    /// @throws KeyServiceException if there is no such key, it is another tenant's, or the service cannot say
    KeyDescription describe(String tenant, String key) throws KeyServiceException, InterruptedException;

    /// The name under which a key can be asked for ever after, if data keys can be wrapped under it now.
    ///
    /// @param key as for [#describe]
    /// @throws KeyServiceException if there is no such key, or none that may be used
    default KeyArn resolve(String tenant, String key) throws KeyServiceException, InterruptedException {
        KeyDescription description = describe(tenant, key);
        description.checkUsable();
        return description.arn();
    }

    /// Wraps a data key under the newest version of a key.
    ///
    /// @param key as it was resolved
    /// @param context needed again to unwrap
    /// @return at most [#WRAPPED_BYTES_MAX] bytes, which say themselves what they were wrapped under
    /// @throws KeyServiceException if the key is gone or may not be used, or the service does not answer
    byte[] wrap(KeyArn key, DataKey dataKey, EncryptionContext context)
            throws KeyServiceException, InterruptedException;

    /// Unwraps a data key, whichever version of the key it was wrapped under.
    ///
    /// @param tenant whose key it is
    /// @throws KeyServiceException if the key is gone or may not be used, or the service does not answer
    /// @throws DecryptionException if it was changed, or wrapped with another context or by another service
    DataKey unwrap(String tenant, byte[] wrapped, EncryptionContext context)
            throws KeyServiceException, DecryptionException, InterruptedException;
}
