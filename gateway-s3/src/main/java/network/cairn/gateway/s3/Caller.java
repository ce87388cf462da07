package network.cairn.gateway.s3;

/// Who signed a request.
///
/// @param tenant the account whose buckets the access key sees
public record Caller(String tenant, String accessKeyId) {}
