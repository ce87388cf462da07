package network.cairn.gateway.admin;

/// What the operator's API answers: an HTTP status and a JSON document.
public record AdminResponse(int status, byte[] json) {}
