package network.cairn.gateway.identity.api;

/// What a call is answered: an HTTP status and an XML document.
public record ApiResponse(int status, byte[] document) {}
