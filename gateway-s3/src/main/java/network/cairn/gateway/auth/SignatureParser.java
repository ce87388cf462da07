package network.cairn.gateway.auth;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// Reads the signature out of a request's head: the `Authorization` header or the query of a
/// presigned URL.
final class SignatureParser {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String ASYMMETRIC = "AWS4-ECDSA-";
    private static final long EXPIRY_SECONDS_MAX = 604_800;
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final Pattern DAY = Pattern.compile("[0-9]{8}");
    private static final Pattern SIGNATURE = Pattern.compile("[0-9a-f]{64}");
    private static final String MALFORMED = "The authorization header is malformed; ";

    private final SignatureTerms terms;

    SignatureParser(SignatureTerms terms) {
        this.terms = terms;
    }

    /// @return null where the request has no signature at all
    @Nullable
    RequestSignature parse(SignedRequest request) throws S3Exception {
        S3Headers headers = request.headers();
        QueryParameters query = request.query();
        boolean inHeader =
                headers.get("Authorization").filter(value -> !value.isBlank()).isPresent();
        boolean inQuery = query.has("X-Amz-Algorithm") || query.has("X-Amz-Signature") || query.has("X-Amz-Credential");
        boolean version2InQuery = query.has("AWSAccessKeyId") || query.has("Signature");
        if (inHeader && (inQuery || version2InQuery)) {
            throw new S3Exception(
                            S3ErrorCode.INVALID_ARGUMENT,
                            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query"
                                    + " string parameter or the Authorization header should be specified")
                    .with("ArgumentName", "Authorization");
        }
        if (inQuery) {
            return fromQuery(request, query);
        }
        if (version2InQuery) {
            throw version2();
        }
        return inHeader ? fromHeader(headers) : null;
    }

    private RequestSignature fromHeader(S3Headers headers) throws S3Exception {
        List<String> values = headers.values("Authorization");
        String value = values.getFirst().strip();
        if (values.size() > 1) {
            throw malformed("there is more than one Authorization header.");
        }
        if (value.startsWith("AWS ")) {
            if (value.indexOf(':') < 0) {
                throw new S3Exception(
                                S3ErrorCode.INVALID_ARGUMENT,
                                "AWS authorization header is invalid.  Expected AwsAccessKeyId:signature")
                        .with("ArgumentName", "Authorization");
            }
            throw version2();
        }
        if (value.startsWith(ASYMMETRIC)) {
            throw version4a();
        }
        if (!value.equals(ALGORITHM) && !value.startsWith(ALGORITHM + " ")) {
            throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Unsupported Authorization Type")
                    .with("ArgumentName", "Authorization");
        }
        Map<String, String> fields = fields(value.substring(ALGORITHM.length()));
        String signature = lowercase(field(fields, "Signature"));
        if (!SIGNATURE.matcher(signature).matches()) {
            throw malformed("the Signature is not 64 hexadecimal digits.");
        }
        List<String> signedHeaders = signedHeaders(field(fields, "SignedHeaders"));
        String[] credential = credential(field(fields, "Credential"));
        if (credential.length == 0) {
            throw malformed("the Credential is mal-formed; expecting"
                    + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }
        CredentialScope scope = new CredentialScope(credential[1], credential[2], credential[3]);
        if (!terms.services().contains(scope.service())) {
            throw malformed("incorrect service \"" + scope.service() + "\". This endpoint belongs to \""
                    + terms.service() + "\".");
        }
        if (!terms.regions().contains(scope.region())) {
            throw malformed("the region '" + scope.region() + "' is wrong; expecting '" + terms.region() + "'")
                    .with("Region", terms.region());
        }
        Instant signedAt = headerTime(headers);
        String timestamp = TIMESTAMP.format(signedAt.atOffset(ZoneOffset.UTC));
        if (!timestamp.startsWith(scope.date())) {
            throw malformed("Invalid credential date \"" + scope.date()
                    + "\". This date is not the same as X-Amz-Date: \"" + timestamp.substring(0, 8) + "\".");
        }
        return new RequestSignature(
                credential[0],
                headers.get("x-amz-security-token").map(String::strip).orElse(null),
                scope,
                signedHeaders,
                signature,
                timestamp,
                signedAt,
                null,
                payloadHash(headers));
    }

    private String payloadHash(S3Headers headers) throws S3Exception {
        String claimed = headers.get("x-amz-content-sha256").map(String::strip).orElse(null);
        String known = terms.payloadHash();
        if (known != null) {
            if (claimed != null && !claimed.equals(known)) {
                throw new S3Exception(S3ErrorCode.X_AMZ_CONTENT_SHA256_MISMATCH)
                        .with("ClientComputedContentSHA256", claimed)
                        .with("S3ComputedContentSHA256", known);
            }
            return known;
        }
        if (claimed == null) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST, "Missing required header for this request: x-amz-content-sha256");
        }
        return claimed;
    }

    private RequestSignature fromQuery(SignedRequest request, QueryParameters query) throws S3Exception {
        String algorithm = query.get("X-Amz-Algorithm", "");
        if (algorithm.startsWith(ASYMMETRIC)) {
            throw version4a();
        }
        for (String name : List.of(
                "X-Amz-Algorithm",
                "X-Amz-Credential",
                "X-Amz-Signature",
                "X-Amz-Date",
                "X-Amz-SignedHeaders",
                "X-Amz-Expires")) {
            if (!query.has(name)) {
                throw badQuery("Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential,"
                        + " X-Amz-Signature, X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters.");
            }
        }
        if (!algorithm.equals(ALGORITHM)) {
            throw badQuery("X-Amz-Algorithm only supports \"" + ALGORITHM + "\"");
        }
        String[] credential = credential(query.get("X-Amz-Credential", ""));
        if (credential.length == 0) {
            throw badQuery("Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting"
                    + " \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".");
        }
        CredentialScope scope = new CredentialScope(credential[1], credential[2], credential[3]);
        if (!terms.services().contains(scope.service())) {
            throw badQuery("Error parsing the X-Amz-Credential parameter; incorrect service \"" + scope.service()
                    + "\". This endpoint belongs to \"" + terms.service() + "\".");
        }
        if (!terms.regions().contains(scope.region())) {
            throw badQuery("Error parsing the X-Amz-Credential parameter; the region '" + scope.region()
                            + "' is wrong; expecting '" + terms.region() + "'")
                    .with("Region", terms.region());
        }
        Duration expiry = expiry(query.get("X-Amz-Expires", ""));
        String timestamp = query.get("X-Amz-Date", "");
        Instant signedAt;
        try {
            signedAt = LocalDateTime.parse(timestamp, TIMESTAMP).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw badQuery("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"");
        }
        if (!timestamp.startsWith(scope.date())) {
            throw badQuery("Invalid credential date \"" + scope.date()
                    + "\". This date is not the same as X-Amz-Date: \"" + timestamp.substring(0, 8) + "\".");
        }
        String signature = lowercase(query.get("X-Amz-Signature", ""));
        if (!SIGNATURE.matcher(signature).matches()) {
            throw badQuery("X-Amz-Signature must be 64 hexadecimal digits.");
        }
        String known = terms.payloadHash();
        String payloadHash = known != null
                ? known
                : query.get("X-Amz-Content-Sha256")
                        .or(() -> request.headers().get("x-amz-content-sha256").map(String::strip))
                        .orElse("UNSIGNED-PAYLOAD");
        return new RequestSignature(
                credential[0],
                query.get("X-Amz-Security-Token")
                        .or(() -> request.headers().get("x-amz-security-token").map(String::strip))
                        .orElse(null),
                scope,
                signedHeaders(query.get("X-Amz-SignedHeaders", "")),
                signature,
                timestamp,
                signedAt,
                expiry,
                payloadHash);
    }

    /// `Name=value` pieces with commas between them.
    private static Map<String, String> fields(String text) throws S3Exception {
        Map<String, String> fields = new HashMap<>();
        for (String piece : text.split(",", -1)) {
            String field = piece.strip();
            int equals = field.indexOf('=');
            if (equals < 0) {
                if (field.isEmpty()) {
                    continue;
                }
                throw malformed("expecting name=value, got a piece without '='.");
            }
            if (fields.put(field.substring(0, equals), field.substring(equals + 1)) != null) {
                throw malformed("the field " + field.substring(0, equals) + " is there twice.");
            }
        }
        return fields;
    }

    private static String field(Map<String, String> fields, String name) throws S3Exception {
        String value = fields.get(name);
        if (value == null || value.isEmpty()) {
            throw malformed("the authorization header requires three components: Credential, SignedHeaders, and"
                    + " Signature; " + name + " is missing.");
        }
        return value;
    }

    /// Key id, day, region and service; nothing where the text is not of that form. The key id may
    /// contain slashes.
    private static String[] credential(String text) {
        String[] pieces = text.split("/", -1);
        int count = pieces.length;
        if (count < 5
                || !pieces[count - 1].equals(CredentialScope.TERMINATOR)
                || !DAY.matcher(pieces[count - 4]).matches()) {
            return new String[0];
        }
        String id = text.substring(
                0,
                text.length()
                        - String.join("/", List.of(pieces).subList(count - 4, count))
                                .length()
                        - 1);
        return id.isEmpty()
                ? new String[0]
                : new String[] {id, pieces[count - 4], pieces[count - 3], pieces[count - 2]};
    }

    private static List<String> signedHeaders(String text) {
        return List.of(lowercase(text).split(";", -1));
    }

    private static Instant headerTime(S3Headers headers) throws S3Exception {
        try {
            String amzDate = headers.get("x-amz-date").orElse("").strip();
            if (!amzDate.isEmpty()) {
                return LocalDateTime.parse(amzDate, TIMESTAMP).toInstant(ZoneOffset.UTC);
            }
            String date = headers.get("Date").orElse("").strip();
            if (!date.isEmpty()) {
                return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
            }
        } catch (DateTimeException e) {
            throw new S3Exception(
                    S3ErrorCode.ACCESS_DENIED, "AWS authentication requires a valid Date or x-amz-date header", e);
        }
        throw new S3Exception(
                S3ErrorCode.ACCESS_DENIED, "AWS authentication requires a valid Date or x-amz-date header");
    }

    private static Duration expiry(String text) throws S3Exception {
        long seconds;
        try {
            seconds = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw badQuery("X-Amz-Expires should be a number");
        }
        if (seconds < 0) {
            throw badQuery("X-Amz-Expires must be non-negative");
        }
        if (seconds > EXPIRY_SECONDS_MAX) {
            throw badQuery("X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must"
                    + " be less than " + EXPIRY_SECONDS_MAX + " seconds");
        }
        return Duration.ofSeconds(seconds);
    }

    private static String lowercase(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static S3Exception malformed(String message) {
        return new S3Exception(S3ErrorCode.AUTHORIZATION_HEADER_MALFORMED, MALFORMED + message);
    }

    private static S3Exception badQuery(String message) {
        return new S3Exception(S3ErrorCode.AUTHORIZATION_QUERY_PARAMETERS_ERROR, message);
    }

    private static S3Exception version4a() {
        return new S3Exception(
                S3ErrorCode.NOT_IMPLEMENTED, "Signature Version 4A is not available here: use " + ALGORITHM + ".");
    }

    static S3Exception version2() {
        return new S3Exception(
                S3ErrorCode.INVALID_REQUEST,
                "The authorization mechanism you have provided is not supported. Please use " + ALGORITHM + ".");
    }
}
