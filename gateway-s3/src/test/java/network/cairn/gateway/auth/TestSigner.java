package network.cairn.gateway.auth;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import network.cairn.gateway.s3.AccessKeys;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Credential;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// Signs requests as a client does, with AWS's documented example key.
public final class TestSigner {
    public static final String ID = "AKIAIOSFODNN7EXAMPLE";
    public static final String SECRET = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY";
    public static final AccessKeys KEYS = (id, token, now) ->
            id.equals(ID) && token == null ? new Credential(SECRET, new Caller("tenant-a", ID)) : null;
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private TestSigner() {}

    public static String sha256(byte[] body) {
        return HexFormat.of().formatHex(Sha256.digest().digest(body));
    }

    /// The request with `x-amz-date`, `x-amz-content-sha256` and `Authorization` added, all headers signed.
    public static SignedRequest sign(
            String method, String path, String query, Instant now, String payload, String... headers) {
        return signFor("s3", ID, SECRET, method, path, query, now, payload, headers);
    }

    /// The same with another key, for another service.
    public static SignedRequest signFor(
            String service,
            String id,
            String secret,
            String method,
            String path,
            String query,
            Instant now,
            String payload,
            String... headers) {
        List<S3Headers.Header> all = new ArrayList<>(S3Headers.of(headers).all());
        all.add(new S3Headers.Header("x-amz-date", TIMESTAMP.format(now)));
        all.add(new S3Headers.Header("x-amz-content-sha256", payload));
        List<String> names = all.stream()
                .map(header -> header.name().toLowerCase(Locale.ROOT))
                .distinct()
                .sorted(Comparator.naturalOrder())
                .toList();
        SignedRequest bare = new SignedRequest(method, path, query, new S3Headers(all));
        try {
            var scope = new CredentialScope(TIMESTAMP.format(now).substring(0, 8), "us-east-1", service);
            String toSign = "AWS4-HMAC-SHA256\n" + TIMESTAMP.format(now) + "\n" + scope + "\n"
                    + Sha256.hex(CanonicalRequest.of(bare, names, payload));
            String signature = Sha256.hmacHex(new SigningKeys(1).get(secret, scope), toSign);
            all.add(new S3Headers.Header(
                    "Authorization",
                    "AWS4-HMAC-SHA256 Credential=" + id + "/" + scope + ", SignedHeaders=" + String.join(";", names)
                            + ", Signature=" + signature));
            return new SignedRequest(method, path, query, new S3Headers(all));
        } catch (S3Exception e) {
            throw new IllegalArgumentException(e);
        }
    }

    static byte[] key(Instant now) {
        return new SigningKeys(1)
                .get(SECRET, new CredentialScope(TIMESTAMP.format(now).substring(0, 8), "us-east-1", "s3"));
    }

    /// The query of a presigned URL, with only the host signed.
    public static String presign(String method, String path, String host, Instant now, long seconds) {
        return presign(method, path, "", host, now, seconds, "");
    }

    /// The query of a presigned URL with parameters of its own.
    public static String presign(
            String method, String path, String parameters, String host, Instant now, long seconds) {
        return presign(method, path, parameters, host, now, seconds, "");
    }

    /// The same with more in the query, which begins with `&`.
    static String presign(String method, String path, String host, Instant now, long seconds, String more) {
        return presign(method, path, "", host, now, seconds, more);
    }

    private static String presign(
            String method, String path, String parameters, String host, Instant now, long seconds, String more) {
        String date = TIMESTAMP.format(now);
        String scope = date.substring(0, 8) + "/us-east-1/s3/aws4_request";
        String query = (parameters.isEmpty() ? "" : parameters + "&")
                + "X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=" + ID + "%2F"
                + scope.replace("/", "%2F") + "&X-Amz-Date=" + date + "&X-Amz-Expires=" + seconds
                + "&X-Amz-SignedHeaders=host" + more;
        try {
            SignedRequest bare = new SignedRequest(method, path, query, S3Headers.of("Host", host));
            String toSign = "AWS4-HMAC-SHA256\n" + date + "\n" + scope + "\n"
                    + Sha256.hex(CanonicalRequest.of(bare, List.of("host"), "UNSIGNED-PAYLOAD"));
            return query + "&X-Amz-Signature=" + Sha256.hmacHex(key(now), toSign);
        } catch (S3Exception e) {
            throw new IllegalArgumentException(e);
        }
    }

    /// The body in signed chunks of that size, its chain beginning at the request's own signature.
    ///
    /// @param trailer `name:value`, or empty for none
    public static byte[] chunks(byte[] body, int chunkBytes, Instant now, SignedRequest request, String trailer) {
        String authorization = request.headers().get("Authorization").orElseThrow();
        String previous = authorization.substring(authorization.lastIndexOf('=') + 1);
        String head =
                TIMESTAMP.format(now) + "\n" + TIMESTAMP.format(now).substring(0, 8) + "/us-east-1/s3/aws4_request\n";
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; ; at += chunkBytes) {
            byte[] chunk = Arrays.copyOfRange(body, Math.min(at, body.length), Math.min(at + chunkBytes, body.length));
            previous = Sha256.hmacHex(
                    key(now),
                    "AWS4-HMAC-SHA256-PAYLOAD\n" + head + previous + "\n" + Sha256.EMPTY_HEX + "\n" + sha256(chunk));
            out.writeBytes((Integer.toHexString(chunk.length) + ";chunk-signature=" + previous + "\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.writeBytes(chunk);
            if (chunk.length > 0 || trailer.isEmpty()) {
                out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
            if (chunk.length == 0) {
                break;
            }
        }
        if (!trailer.isEmpty()) {
            String signature = Sha256.hmacHex(
                    key(now), "AWS4-HMAC-SHA256-TRAILER\n" + head + previous + "\n" + Sha256.hex(trailer + "\n"));
            out.writeBytes((trailer + "\r\nx-amz-trailer-signature:" + signature + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
