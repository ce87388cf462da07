package network.cairn.gateway.operation;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import network.cairn.gateway.auth.PercentCoding;
import network.cairn.gateway.form.PostForm;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// What a browser is told once a form's file is stored: to go elsewhere, or a status of the form's choice.
final class PostAnswer {
    private PostAnswer() {}

    /// @param stored what PutObject answered
    static S3Response of(S3Request request, PostForm form, String key, S3Response stored) {
        String etag = stored.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase("ETag"))
                .map(S3Headers.Header::value)
                .findFirst()
                .orElse("");
        String location = location(request, key);
        Optional<String> redirect = form.get("success_action_redirect")
                .or(() -> form.get("redirect"))
                .filter(PostAnswer::isAbsolute);
        S3Response answer;
        if (redirect.isPresent()) {
            answer = S3Response.empty(303);
            location = redirected(redirect.get(), request.requiredBucket(), key, etag);
        } else {
            answer = switch (form.get("success_action_status").orElse("")) {
                case "200" -> S3Response.empty(200);
                case "201" ->
                    S3Response.xml(
                            201,
                            XmlWriter.withoutNamespace("PostResponse")
                                    .element("Location", location)
                                    .element("Bucket", request.requiredBucket())
                                    .element("Key", key)
                                    .element("ETag", etag)
                                    .toBytes());
                default -> S3Response.empty(204);
            };
        }
        for (S3Headers.Header header : stored.headers()) {
            answer = answer.withHeader(header.name(), header.value());
        }
        return answer.withHeader("Location", location);
    }

    private static String location(S3Request request, String key) {
        boolean inPath = request.resource().startsWith("/" + request.requiredBucket());
        return request.scheme() + "://" + request.host() + (inPath ? "/" + request.requiredBucket() : "") + "/"
                + PercentCoding.encode(key);
    }

    /// S3 follows no other: such a form is answered as if it had none.
    private static boolean isAbsolute(String url) {
        try {
            String scheme = new URI(url.replace(" ", "%20")).getScheme();
            return "http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme);
        } catch (URISyntaxException e) {
            return false;
        }
    }

    private static String redirected(String url, String bucket, String key, String etag) {
        String separator = url.indexOf('?') < 0 ? "?" : "&";
        return url + separator + "bucket=" + encoded(bucket) + "&key=" + encoded(key) + "&etag=" + encoded(etag);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
