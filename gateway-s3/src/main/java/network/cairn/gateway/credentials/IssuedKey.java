package network.cairn.gateway.credentials;

import java.time.Instant;
import network.cairn.gateway.s3.AccessKey;

/// An access key and when it was made.
public record IssuedKey(AccessKey key, Instant createdAt) {}
