package network.cairn.gateway.acl;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A tenant under the name that access control lists know it by. The users of a tenant act with their tenant's.
///
/// @param id 64 hexadecimal digits, or 32 for those without credentials
/// @param displayName the tenant's name, or ""
public record CanonicalUser(String id, String displayName) {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{32}");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}|");

    /// Whoever sends a request without a signature, under the id that S3 has for them.
    public static final CanonicalUser ANONYMOUS = new CanonicalUser("65a011a29cdf8ec533ec3d1ccaae921c", "");

    public CanonicalUser {
        if (!isId(id)) {
            throw new IllegalArgumentException("a canonical user id is 64 (or 32) digits 0-9a-f, got \"" + id + "\"");
        }
        if (!NAME.matcher(displayName).matches()) {
            throw new IllegalArgumentException("not a tenant's name: \"" + displayName + "\"");
        }
    }

    /// Of a tenant.
    public static CanonicalUser of(String tenant) {
        return new CanonicalUser(idOf(tenant), tenant);
    }

    /// SHA-256 of the tenant's name in lower-case hexadecimal digits: every gateway knows it without asking,
    /// and it has the length that clients expect.
    public static String idOf(String tenant) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(tenant.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform lacks SHA-256", e);
        }
    }

    /// Whether a text has the form of an id, of somebody who may or may not exist.
    public static boolean isId(String text) {
        return ID.matcher(text).matches();
    }
}
