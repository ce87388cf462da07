package network.cairn.gateway.identity;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.encryption.SecretBox;
import network.cairn.gateway.s3.AccessKey;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Makes and reads session tokens: sealed boxes under the gateway's key, so that every gateway with that key knows
/// every
/// token and none has to remember one.
///
/// A token cannot be taken back by itself before it expires. It is void once the key it began with is withdrawn or
/// switched off, or its user or role is gone.
public final class SessionTokens {
    /// The longest token that is made or read, in characters.
    public static final int TOKEN_CHARS_MAX = 4096;

    /// What the box holds at most.
    private static final int PLAINTEXT_BYTES_MAX = TOKEN_CHARS_MAX / 4 * 3 - SecretBox.OVERHEAD_BYTES;

    private static final String PURPOSE = "gateway-session-tokens";
    private static final byte[] CONTEXT = "cairn.session-token.v1".getBytes(StandardCharsets.US_ASCII);
    private static final int VERSION = 1;
    private static final int ROOT = 0;
    private static final int USER = 1;
    private static final int ROLE = 2;
    private static final int FEDERATED = 3;
    private static final int TEXT_BYTES_MAX = PLAINTEXT_BYTES_MAX;
    private static final int POLICY_ARNS_MAX = 10;

    private final SecretBox box;
    private final SecureRandom random;
    private final Issuer issuer;

    SessionTokens(MasterKey gatewayKey, SecureRandom random, Issuer issuer) {
        this.box = gatewayKey.secretBox(PURPOSE);
        this.random = random;
        this.issuer = issuer;
    }

    /// A session that has begun.
    ///
    /// @param packedPercent how much of the room that policies and tags have is taken
    public record Issued(Session session, String token, int packedPercent) {
        /// Without the token, which with the secret in it is a key.
        @Override
        public String toString() {
            return "Issued[" + session + "]";
        }
    }

    /// Begins a session.
    ///
    /// @return empty if what is to be carried does not fit into a token
    public Optional<Issued> begin(
            String tenant, Session.Subject subject, String sourceKeyId, Duration time, Session.Scope scope) {
        // Whole seconds: callers are told the expiry in seconds, and it should be the true one.
        Instant now = Instant.ofEpochSecond(issuer.now().getEpochSecond());
        var session = new Session(
                issuer.temporaryKey(tenant),
                subject,
                sourceKeyId,
                now,
                now.plus(time),
                scope.policy(),
                scope.policyArns(),
                new TreeMap<>(scope.tags()));
        byte[] plaintext = encode(session);
        if (plaintext.length > PLAINTEXT_BYTES_MAX) {
            return Optional.empty();
        }
        int bare = encode(new Session(
                        session.key(),
                        subject,
                        sourceKeyId,
                        now,
                        session.expiresAt(),
                        Optional.empty(),
                        List.of(),
                        new TreeMap<>()))
                .length;
        int percent = Math.ceilDiv(100 * (plaintext.length - bare), PLAINTEXT_BYTES_MAX - bare);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(box.seal(plaintext, CONTEXT, random));
        return Optional.of(new Issued(session, token, percent));
    }

    /// What a token carries; empty if this gateway's key did not make it.
    Optional<Session> open(String token) {
        if (token.length() > TOKEN_CHARS_MAX) {
            return Optional.empty();
        }
        try {
            byte[] sealed = Base64.getUrlDecoder().decode(token);
            if (!Base64.getUrlEncoder().withoutPadding().encodeToString(sealed).equals(token)) {
                return Optional.empty();
            }
            return Optional.of(decode(box.open(sealed, CONTEXT)));
        } catch (IllegalArgumentException | DecryptionException | CodecException _) {
            return Optional.empty();
        }
    }

    private static byte[] encode(Session session) {
        var out = new CanonicalWriter()
                .u8(VERSION)
                .text(session.key().id())
                .bytes(Base64.getDecoder().decode(session.key().secret()))
                .text(session.key().tenant());
        switch (session.subject()) {
            case Session.Subject.Root _ -> out.u8(ROOT);
            case Session.Subject.OfUser(String userId) -> out.u8(USER).text(userId);
            case Session.Subject.OfRole(String roleId, String name) ->
                out.u8(ROLE).text(roleId).text(name);
            case Session.Subject.Federated(String userId, String name) ->
                out.u8(FEDERATED).text(userId).text(name);
        }
        out.text(session.sourceKeyId())
                .u64(session.issuedAt().getEpochSecond())
                .u64(session.expiresAt().getEpochSecond())
                .bool(session.policy().isPresent());
        session.policy().ifPresent(out::text);
        out.u32(session.policyArns().size());
        session.policyArns().forEach(out::text);
        DirectoryCodec.write(out, session.tags());
        return out.toBytes();
    }

    private static Session decode(byte[] plaintext) throws CodecException {
        var in = new CanonicalReader(plaintext);
        int version = in.u8("version");
        if (version != VERSION) {
            throw new CodecException("a session token has version " + version);
        }
        String id = text(in, "access key id");
        String secret = Base64.getEncoder().encodeToString(in.bytes(128, "secret"));
        var key = new AccessKey(id, secret, text(in, "tenant"));
        int kind = in.u8("subject");
        Session.Subject subject = switch (kind) {
            case ROOT -> new Session.Subject.Root();
            case USER -> new Session.Subject.OfUser(text(in, "user id"));
            case ROLE -> new Session.Subject.OfRole(text(in, "role id"), text(in, "session name"));
            case FEDERATED -> new Session.Subject.Federated(text(in, "user id"), text(in, "name"));
            default -> throw new CodecException("there is no subject " + kind);
        };
        String sourceKeyId = text(in, "source key");
        Instant issuedAt = Instant.ofEpochSecond(in.u64("issue time"));
        Instant expiresAt = Instant.ofEpochSecond(in.u64("expiry"));
        Optional<String> policy =
                in.bool("whether there is a policy") ? Optional.of(text(in, "policy")) : Optional.empty();
        List<String> arns = new ArrayList<>();
        for (int i = in.count(POLICY_ARNS_MAX, "policy ARNs"); i > 0; i--) {
            arns.add(text(in, "policy ARN"));
        }
        var session =
                new Session(key, subject, sourceKeyId, issuedAt, expiresAt, policy, arns, DirectoryCodec.tagMap(in));
        in.end();
        return session;
    }

    private static String text(CanonicalReader in, String field) throws CodecException {
        return in.text(TEXT_BYTES_MAX, field);
    }
}
