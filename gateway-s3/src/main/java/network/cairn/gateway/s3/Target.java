package network.cairn.gateway.s3;

/// What the path of a request names.
enum Target {
    SERVICE,
    BUCKET,
    OBJECT
}
