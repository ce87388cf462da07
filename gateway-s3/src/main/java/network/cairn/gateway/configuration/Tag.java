package network.cairn.gateway.configuration;

/// A tag of an object or a bucket.
public record Tag(String key, String value) {}
