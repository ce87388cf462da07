package network.cairn.gateway.s3;

/// What a request is checked with: a secret, and whom it proves.
///
/// @param secret the key that signs; never printed, `toString` leaves it out
/// @param caller who has the secret
public record Credential(String secret, Caller caller) {
    @Override
    public String toString() {
        return "Credential[caller=" + caller + "]";
    }
}
