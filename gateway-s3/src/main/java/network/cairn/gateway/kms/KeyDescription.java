package network.cairn.gateway.kms;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is told of a key.
///
/// @param aliases without `alias/`, sorted
/// @param version the newest, which wraps; older ones unwrap what they wrapped
/// @param deletionAt when it will be gone, if it is to go
public record KeyDescription(
        KeyArn arn,
        List<String> aliases,
        KeyState state,
        int version,
        Instant createdAt,
        Optional<Instant> deletionAt) {
    public KeyDescription {
        aliases = List.copyOf(aliases);
    }

    /// @throws KeyServiceException unless the key may wrap and unwrap
    void checkUsable() throws KeyServiceException {
        switch (state) {
            case ENABLED -> {}
            case DISABLED -> throw new KeyServiceException(KeyServiceException.Reason.DISABLED, arn + " is disabled.");
            case PENDING_DELETION ->
                throw new KeyServiceException(
                        KeyServiceException.Reason.PENDING_DELETION, arn + " is pending deletion.");
        }
    }
}
