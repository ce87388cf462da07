package network.cairn.gateway.s3;

/// Who signed a request.
///
/// @param tenant the account whose buckets the access key sees; empty for nobody's
/// @param accessKeyId the key that signed; empty where nobody did
public record Caller(String tenant, String accessKeyId) {
    private static final Caller ANONYMOUS = new Caller("", "");

    /// Who sends a request without any signature.
    public static Caller anonymous() {
        return ANONYMOUS;
    }

    public boolean isAnonymous() {
        return accessKeyId.isEmpty();
    }
}
