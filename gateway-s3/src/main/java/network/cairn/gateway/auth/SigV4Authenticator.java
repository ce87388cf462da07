package network.cairn.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import network.cairn.gateway.s3.AccessKeys;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Credential;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// Checks the AWS Signature Version 4 of requests. Safe for many threads.
///
/// A request without any signature is let through as anonymous: what nobody may do is decided behind this.
///
/// What it does not do: Signature Version 4A and Signature Version 2 are refused; a signature is good
/// for as long as its time is, so a recorded request can be repeated within the allowed skew, as on S3.
public final class SigV4Authenticator {
    private static final Duration SKEW_MAX = Duration.ofMinutes(15);
    private static final int SIGNING_KEYS_MAX = 1024;
    private static final String GLOBAL_REGION = "us-east-1";

    private final AccessKeys accessKeys;
    private final String region;
    private final SignatureParser s3;
    private final SigningKeys signingKeys = new SigningKeys(SIGNING_KEYS_MAX);

    /// @param region the only one that requests of S3 may be signed for
    public SigV4Authenticator(AccessKeys accessKeys, String region) {
        this.accessKeys = accessKeys;
        this.region = region;
        this.s3 = new SignatureParser(new SignatureTerms(List.of("s3"), List.of(region), null));
    }

    /// Finds out who sent a request of S3, whose body is still to be read. One without any signature is
    /// `Caller.anonymous()`'s.
    ///
    /// @throws S3Exception the error S3 gives for what is wrong with the signature
    public Authenticated authenticate(SignedRequest request, Instant now) throws S3Exception {
        RequestSignature claimed = s3.parse(request);
        return claimed == null ? anonymous(request.headers()) : authenticate(request, claimed, now);
    }

    /// A request of another service, whose body is here. Its signature is over the body's hash. Clients sign for
    /// services that AWS has only once for `us-east-1`, wherever they are.
    ///
    /// @param services `sts`, `iam` or others that are answered at this door; the first is named in errors
    /// @throws S3Exception the error S3 would give
    public Caller authenticate(SignedRequest request, byte[] body, List<String> services, Instant now)
            throws S3Exception {
        var terms = new SignatureTerms(services, List.of(region, GLOBAL_REGION), Sha256.hex(body));
        RequestSignature claimed = new SignatureParser(terms).parse(request);
        if (claimed == null) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
        return authenticate(request, claimed, now).caller();
    }

    private Authenticated authenticate(SignedRequest request, RequestSignature claimed, Instant now)
            throws S3Exception {
        Credential key = accessKeys.find(claimed.accessKeyId(), claimed.sessionToken(), now);
        if (key == null) {
            throw new S3Exception(S3ErrorCode.INVALID_ACCESS_KEY_ID).with("AWSAccessKeyId", claimed.accessKeyId());
        }
        checkTime(claimed, now);
        PayloadMode mode = PayloadMode.of(claimed.payloadHash());
        checkSignedHeaders(request.headers(), claimed.signedHeaders());

        String canonical = CanonicalRequest.of(request, claimed.signedHeaders(), claimed.payloadHash());
        String toSign = SignatureParser.ALGORITHM + "\n" + claimed.timestamp() + "\n" + claimed.scope() + "\n"
                + Sha256.hex(canonical);
        byte[] signingKey = signingKeys.get(key.secret(), claimed.scope());
        if (!Sha256.same(Sha256.hmacHex(signingKey, toSign), claimed.signature())) {
            throw new S3Exception(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH)
                    .with("AWSAccessKeyId", claimed.accessKeyId())
                    .with("StringToSign", toSign)
                    .with("SignatureProvided", claimed.signature())
                    .with("StringToSignBytes", hexBytes(toSign))
                    .with("CanonicalRequest", canonical)
                    .with("CanonicalRequestBytes", hexBytes(canonical));
        }
        ChunkSignatures chunks =
                new ChunkSignatures(signingKey, claimed.timestamp(), claimed.scope(), claimed.signature());
        S3Headers headers =
                claimed.presigned() ? PresignedHeaders.with(request.headers(), request.query()) : request.headers();
        return new Authenticated(key.caller(), headers, mode, claimed.payloadHash(), chunks);
    }

    private static Authenticated anonymous(S3Headers headers) throws S3Exception {
        String payloadHash =
                headers.get("x-amz-content-sha256").map(String::strip).orElse("UNSIGNED-PAYLOAD");
        PayloadMode mode = PayloadMode.of(payloadHash);
        if (mode.chunksSigned()) {
            throw new S3Exception(
                    S3ErrorCode.ACCESS_DENIED, "The chunks of the body are said to be signed, and the request is not.");
        }
        return new Authenticated(Caller.anonymous(), headers, mode, payloadHash, null);
    }

    private static void checkTime(RequestSignature claimed, Instant now) throws S3Exception {
        String serverTime = now.truncatedTo(ChronoUnit.SECONDS).toString();
        Duration expiry = claimed.expiry();
        if (expiry == null) {
            if (Duration.between(claimed.signedAt(), now).abs().compareTo(SKEW_MAX) > 0) {
                throw new S3Exception(S3ErrorCode.REQUEST_TIME_TOO_SKEWED)
                        .with("RequestTime", claimed.timestamp())
                        .with("ServerTime", serverTime)
                        .with("MaxAllowedSkewMilliseconds", Long.toString(SKEW_MAX.toMillis()));
            }
            return;
        }
        if (claimed.signedAt().isAfter(now.plus(SKEW_MAX))) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "Request is not valid yet")
                    .with("RequestTime", claimed.timestamp())
                    .with("ServerTime", serverTime);
        }
        Instant expires = claimed.signedAt().plus(expiry);
        if (now.isAfter(expires) || expiry.isZero()) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "Request has expired")
                    .with("X-Amz-Expires", Long.toString(expiry.toSeconds()))
                    .with("Expires", expires.toString())
                    .with("ServerTime", serverTime);
        }
    }

    /// The host and every `x-amz-` header must be signed, lest someone on the way adds or changes one.
    private static void checkSignedHeaders(S3Headers headers, List<String> signed) throws S3Exception {
        TreeSet<String> missing = new TreeSet<>();
        if (!signed.contains("host")) {
            missing.add("host");
        }
        for (S3Headers.Header header : headers.all()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.startsWith("x-amz-") && !signed.contains(name)) {
                missing.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new S3Exception(
                            S3ErrorCode.ACCESS_DENIED,
                            "There were headers present in the request which were not signed")
                    .with("HeadersNotSigned", String.join(", ", missing));
        }
    }

    private static String hexBytes(String text) {
        return HexFormat.ofDelimiter(" ").formatHex(text.getBytes(StandardCharsets.UTF_8));
    }
}
