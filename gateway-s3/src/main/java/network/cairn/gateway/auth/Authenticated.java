package network.cairn.gateway.auth;

import network.cairn.gateway.s3.Caller;

/// A request whose signature was right, and what its body must still prove.
///
/// @param payloadHash the value of `x-amz-content-sha256`, meaningful where the mode is `LITERAL`
/// @param chunks signs chunks from the request's own signature onwards
public record Authenticated(Caller caller, PayloadMode mode, String payloadHash, ChunkSignatures chunks) {}
