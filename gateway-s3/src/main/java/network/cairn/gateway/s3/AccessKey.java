package network.cairn.gateway.s3;

/// An access key: its id, its secret and the tenant it acts for.
///
/// @param secret the key that signs; never printed, `toString` leaves it out
public record AccessKey(String id, String secret, String tenant) {
    @Override
    public String toString() {
        return "AccessKey[id=" + id + ", tenant=" + tenant + "]";
    }
}
