package network.cairn.client.wire.v1;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CodecException;

/// What signed messages share: a domain string before the body, so that no signature serves for two kinds of message.
final class Domains {
    private Domains() {}

    static byte[] of(String domain) {
        return domain.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] join(byte[] domain, byte[] body) {
        byte[] joined = new byte[domain.length + body.length];
        System.arraycopy(domain, 0, joined, 0, domain.length);
        System.arraycopy(body, 0, joined, domain.length, body.length);
        return joined;
    }

    static PublicIdentity publicIdentity(CanonicalReader reader, String field) throws CodecException {
        try {
            return PublicIdentity.of(reader.fixed(PublicIdentity.KEY_LENGTH_BYTES, field));
        } catch (IllegalArgumentException e) {
            throw new CodecException(field + ": " + e.getMessage(), e);
        }
    }

    static Instant instant(CanonicalReader reader, String field) throws CodecException {
        return Instant.ofEpochMilli(reader.u64(field));
    }
}
