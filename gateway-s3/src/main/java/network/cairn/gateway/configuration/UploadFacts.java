package network.cairn.gateway.configuration;

import java.time.Instant;

/// What lifecycle rules look at of an upload in parts.
public record UploadFacts(String key, Instant initiated) {}
