package network.cairn.gateway.auth;

import java.util.HexFormat;

/// The chain of signatures over the chunks of one body: each covers the one before. Not safe for
/// many threads.
///
/// Source: "Transferring Payload in Multiple Chunks" and "Signature calculations for trailing
/// headers" in the Amazon S3 API reference.
public final class ChunkSignatures {
    private final byte[] signingKey;
    private final String timestamp;
    private final CredentialScope scope;
    private String previous;

    ChunkSignatures(byte[] signingKey, String timestamp, CredentialScope scope, String seed) {
        this.signingKey = signingKey.clone();
        this.timestamp = timestamp;
        this.scope = scope;
        this.previous = seed;
    }

    /// Whether `signature` is right for the next chunk, whose SHA-256 is given.
    boolean acceptChunk(byte[] sha256, String signature) {
        String text = "AWS4-HMAC-SHA256-PAYLOAD\n" + timestamp + "\n" + scope + "\n" + previous + "\n"
                + Sha256.EMPTY_HEX + "\n" + HexFormat.of().formatHex(sha256);
        return accept(text, signature);
    }

    /// Whether `signature` is right for the trailers.
    ///
    /// @param canonical `name:value\n` for each trailer
    boolean acceptTrailer(String canonical, String signature) {
        String text = "AWS4-HMAC-SHA256-TRAILER\n" + timestamp + "\n" + scope + "\n" + previous + "\n"
                + Sha256.hex(canonical);
        return accept(text, signature);
    }

    private boolean accept(String text, String signature) {
        previous = Sha256.hmacHex(signingKey, text);
        return Sha256.same(previous, signature);
    }
}
