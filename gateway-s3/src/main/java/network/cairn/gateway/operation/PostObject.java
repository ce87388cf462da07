package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import network.cairn.gateway.auth.FormAuthenticator;
import network.cairn.gateway.auth.PercentCoding;
import network.cairn.gateway.auth.VerifiedBody;
import network.cairn.gateway.configuration.Taggable;
import network.cairn.gateway.configuration.Tagging;
import network.cairn.gateway.form.PostForm;
import network.cairn.gateway.form.PostPolicy;
import network.cairn.gateway.form.SizeRange;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PostObject: a file that a browser uploads with a form. Once the form is read and its policy holds, it is a
/// PutObject of its file, with the form's fields for headers and whoever signed the policy for caller.
public final class PostObject implements Operation {
    /// Fields that are headers by the same name.
    private static final Set<String> HEADERS = Set.of(
            "cache-control",
            "content-disposition",
            "content-encoding",
            "content-language",
            "content-md5",
            "content-type",
            "expires");

    /// Fields that are about the form itself, and headers that have no meaning for one.
    private static final Set<String> NO_HEADERS = Set.of(
            "x-amz-algorithm",
            "x-amz-credential",
            "x-amz-date",
            "x-amz-security-token",
            "x-amz-signature",
            "x-amz-content-sha256",
            "x-amz-trailer",
            "x-amz-write-offset-bytes");

    private final Operation put;
    private final FormAuthenticator authenticator;

    /// @param put puts an object
    public PostObject(Operation put, FormAuthenticator authenticator) {
        this.put = put;
        this.authenticator = authenticator;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        String contentType = request.headers().get("Content-Type").orElse("");
        PostForm form = PostForm.read(contentType, request.body().stream());
        String key = ObjectLimits.checkedKey(form.required("key"));
        Caller signer = authenticator.authenticate(form, request.receivedAt());
        SizeRange range = SizeRange.ANY;
        if (!signer.isAnonymous()) {
            PostPolicy policy = PostPolicy.parse(form.required("policy"));
            policy.check(form, request.requiredBucket(), request.receivedAt());
            range = policy.range();
        }
        // The file is less than the form that it came in.
        long bytesMax = Math.min(range.bytesMax(), request.body().lengthBytesMax());
        S3Headers headers = headers(request, form);
        S3Response stored = put.handle(new S3Request(
                request.operation(),
                request.requestId(),
                request.method(),
                request.bucket(),
                key,
                request.query(),
                headers,
                signer.isAnonymous() ? request.caller() : signer,
                VerifiedBody.ofForm(headers, form.file(range), bytesMax),
                request.receivedAt(),
                request.resource(),
                request.scheme(),
                request.host(),
                request.sourceAddress()));
        return PostAnswer.of(request, form, key, stored);
    }

    private static S3Headers headers(S3Request request, PostForm form) throws S3Exception {
        List<S3Headers.Header> headers = new ArrayList<>();
        for (PostForm.Field field : form.fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.equals("acl")) {
                headers.add(new S3Headers.Header("x-amz-acl", field.value()));
            } else if (name.equals("tagging")) {
                headers.add(new S3Headers.Header("x-amz-tagging", tags(field.value())));
            } else if (HEADERS.contains(name) || (name.startsWith("x-amz-") && !NO_HEADERS.contains(name))) {
                headers.add(new S3Headers.Header(name, field.value()));
            }
        }
        // What policies may ask of the request itself.
        for (String name : List.of("user-agent", "referer", "x-amz-expected-bucket-owner")) {
            request.headers().get(name).ifPresent(value -> headers.add(new S3Headers.Header(name, value)));
        }
        return new S3Headers(headers);
    }

    /// A form's tags, which are XML, as the header has them.
    private static String tags(String xml) throws S3Exception {
        return Tagging.read(xml.getBytes(StandardCharsets.UTF_8), Taggable.OBJECT).tags().stream()
                .map(tag -> PercentCoding.encode(tag.key()) + "=" + PercentCoding.encode(tag.value()))
                .collect(Collectors.joining("&"));
    }
}
