package network.cairn.gateway.operation;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import network.cairn.gateway.configuration.Tag;
import network.cairn.gateway.configuration.Tagging;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.policy.ConditionContext;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import org.jspecify.annotations.Nullable;

/// What the conditions of policies can ask about a request to S3 (Service Authorization Reference, "Condition keys
/// for Amazon S3"; IAM's user guide, "Global condition context keys").
final class RequestConditions {
    private static final DateTimeFormatter SIGNING_TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    /// Headers that are conditions by the same name.
    private static final List<String> HEADERS = List.of(
            "x-amz-acl",
            "x-amz-content-sha256",
            "x-amz-copy-source",
            "x-amz-grant-full-control",
            "x-amz-grant-read",
            "x-amz-grant-read-acp",
            "x-amz-grant-write",
            "x-amz-grant-write-acp",
            "x-amz-metadata-directive",
            "x-amz-object-ownership",
            "x-amz-server-side-encryption",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-storage-class",
            "x-amz-website-redirect-location");

    private RequestConditions() {}

    /// @param object the version that the request is about, or null
    static ConditionContext of(S3Request request, @Nullable ObjectRecord object, String region, Instant now) {
        var context = ConditionContext.builder()
                .add("aws:CurrentTime", now.toString())
                .add("aws:EpochTime", Long.toString(now.getEpochSecond()))
                .add("aws:SecureTransport", Boolean.toString(request.scheme().equals("https")))
                .add("aws:RequestedRegion", region)
                .add("aws:SourceIp", request.sourceAddress());
        ofCaller(context, request, now);
        ofHeaders(context, request.headers());
        for (String parameter : List.of("prefix", "delimiter", "max-keys")) {
            request.query().get(parameter).ifPresent(value -> context.add("s3:" + parameter, value));
        }
        request.query().get("versionId").ifPresent(value -> context.add("s3:VersionId", value));
        if (object != null) {
            for (Map.Entry<String, String> tag : object.attributes().tags().entrySet()) {
                context.add("s3:ExistingObjectTag/" + tag.getKey(), tag.getValue());
            }
        }
        return context.build();
    }

    private static void ofCaller(ConditionContext.Builder context, S3Request request, Instant now) {
        if (request.caller().isAnonymous()) {
            return;
        }
        context.add("s3:signatureversion", "AWS4-HMAC-SHA256").add("s3:authType", authType(request));
        request.caller().principalTags().forEach((key, value) -> context.add("aws:PrincipalTag/" + key, value));
        // Nobody calls here on anybody's behalf, and nobody has shown a second factor. A request with a permanent key
        // has no word on the latter, as with AWS.
        context.add("aws:ViaAWSService", "false");
        request.caller()
                .tokenIssuedAt()
                .ifPresent(time ->
                        context.add("aws:TokenIssueTime", time.toString()).add("aws:MultiFactorAuthPresent", "false"));
        signedAt(request)
                .ifPresent(time -> context.add(
                        "s3:signatureAge",
                        Long.toString(Math.max(0, Duration.between(time, now).toMillis()))));
    }

    /// When the request was signed, as it says itself and its signature covers.
    private static Optional<Instant> signedAt(S3Request request) {
        return request.query()
                .get("X-Amz-Date")
                .or(() -> request.headers().get("x-amz-date"))
                .flatMap(text -> {
                    try {
                        return Optional.of(SIGNING_TIME.parse(text.strip(), Instant::from));
                    } catch (DateTimeParseException _) {
                        return Optional.empty();
                    }
                });
    }

    /// Where the signature was.
    private static String authType(S3Request request) {
        if (request.operation() == OperationName.POST_OBJECT) {
            return "POST";
        }
        return request.query().has("X-Amz-Signature") ? "REST-QUERY-STRING" : "REST-HEADER";
    }

    private static void ofHeaders(ConditionContext.Builder context, S3Headers headers) {
        for (String name : HEADERS) {
            headers.get(name).ifPresent(value -> context.add("s3:" + name, value));
        }
        headers.get("user-agent").ifPresent(value -> context.add("aws:UserAgent", value));
        headers.get("referer").ifPresent(value -> context.add("aws:Referer", value));
        headers.get("if-match").ifPresent(value -> context.add("s3:if-match", value));
        headers.get("if-none-match").ifPresent(value -> context.add("s3:if-none-match", value));
        headers.get("x-amz-object-lock-mode").ifPresent(value -> context.add("s3:object-lock-mode", value));
        headers.get("x-amz-object-lock-legal-hold").ifPresent(value -> context.add("s3:object-lock-legal-hold", value));
        headers.get("x-amz-object-lock-retain-until-date")
                .ifPresent(value -> context.add("s3:object-lock-retain-until-date", value));
        headers.get("x-amz-tagging").ifPresent(value -> ofTags(context, value));
    }

    private static void ofTags(ConditionContext.Builder context, String header) {
        try {
            for (Tag tag : Tagging.ofHeader(header).tags()) {
                context.add("s3:RequestObjectTagKeys", tag.key()).add("s3:RequestObjectTag/" + tag.key(), tag.value());
            }
        } catch (S3Exception e) {
            // The operation refuses such a header; until then it has no tags.
            context.add("s3:RequestObjectTagKeys", header.toLowerCase(Locale.ROOT));
        }
    }
}
