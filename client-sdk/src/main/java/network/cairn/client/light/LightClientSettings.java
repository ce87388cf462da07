package network.cairn.client.light;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Genesis;

/// What a light client starts from.
///
/// @param genesis the chain, its rules and its first validators
/// @param checkpoint where to begin; empty to begin at genesis
/// @param store where the newest trusted header is kept; one chain's alone
/// @param verifier checks the validators' signatures
/// @param clock tells when the newest header is too old
/// @param tipAgeMax how old the newest header may be
public record LightClientSettings(
        Genesis genesis,
        Optional<Checkpoint> checkpoint,
        KeyValueStore store,
        SignatureVerifier verifier,
        InstantSource clock,
        Duration tipAgeMax) {
    /// Blocks come every second or so; this leaves time for a validator set that has to heal.
    public static final Duration TIP_AGE_MAX = Duration.ofMinutes(10);

    public LightClientSettings {
        if (tipAgeMax.isNegative() || tipAgeMax.isZero()) {
            throw new IllegalArgumentException("tipAgeMax is more than zero, not " + tipAgeMax);
        }
        if (checkpoint.isPresent() && !checkpoint.get().header().chain().equals(genesis.chainId())) {
            throw new IllegalArgumentException("the checkpoint is of chain "
                    + checkpoint.get().header().chain() + ", not of " + genesis.chainId());
        }
    }
}
