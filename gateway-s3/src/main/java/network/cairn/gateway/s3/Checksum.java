package network.cairn.gateway.s3;

/// A checksum that was sent with a body and found right.
///
/// @param base64 the value as it stands in headers and XML
public record Checksum(ChecksumAlgorithm algorithm, String base64) {}
