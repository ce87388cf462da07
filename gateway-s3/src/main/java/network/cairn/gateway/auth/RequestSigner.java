package network.cairn.gateway.auth;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.s3.AccessKey;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// Signs requests with AWS Signature Version 4, for commands that talk to a gateway.
///
/// @param region the gateway's
/// @param service that requests are for
public record RequestSigner(AccessKey key, String region, String service) {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String UNSIGNED = "UNSIGNED-PAYLOAD";

    /// For S3.
    public RequestSigner(AccessKey key, String region) {
        this(key, region, "s3");
    }

    /// The headers to send beside `Host`, for a request whose body is not signed or not there.
    ///
    /// @param host the `Host` header as it will be sent
    /// @param rawPath the path with its escapes
    /// @param rawQuery the query with its escapes
    /// @throws S3Exception if the escapes are broken
    public List<S3Headers.Header> sign(String method, String host, String rawPath, String rawQuery, Instant now)
            throws S3Exception {
        return sign(method, host, rawPath, rawQuery, UNSIGNED, now);
    }

    /// The headers to send beside `Host`, for a request whose body is signed.
    ///
    /// @param body all of it
    /// @throws S3Exception if the escapes are broken
    public List<S3Headers.Header> sign(
            String method, String host, String rawPath, String rawQuery, byte[] body, Instant now) throws S3Exception {
        return sign(method, host, rawPath, rawQuery, Sha256.hex(body), now);
    }

    private List<S3Headers.Header> sign(
            String method, String host, String rawPath, String rawQuery, String payloadHash, Instant now)
            throws S3Exception {
        String time = TIME.format(now);
        var headers = new ArrayList<S3Headers.Header>();
        headers.add(new S3Headers.Header("host", host));
        headers.add(new S3Headers.Header("x-amz-content-sha256", payloadHash));
        headers.add(new S3Headers.Header("x-amz-date", time));
        var request = new SignedRequest(method, rawPath, rawQuery, new S3Headers(headers));
        List<String> signed = List.of("host", "x-amz-content-sha256", "x-amz-date");
        var scope = new CredentialScope(time.substring(0, 8), region, service);
        String toSign = SignatureParser.ALGORITHM + "\n" + time + "\n" + scope + "\n"
                + Sha256.hex(CanonicalRequest.of(request, signed, payloadHash));
        String signature = Sha256.hmacHex(new SigningKeys(1).get(key.secret(), scope), toSign);
        headers.removeFirst();
        headers.add(new S3Headers.Header(
                "authorization",
                SignatureParser.ALGORITHM + " Credential=" + key.id() + "/" + scope + ", SignedHeaders="
                        + String.join(";", signed) + ", Signature=" + signature));
        return headers;
    }
}
