package network.cairn.gateway.http;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.auth.Authenticated;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.auth.VerifiedBody;
import network.cairn.gateway.identity.api.IdentityDesk;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.Preflight;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.ResponseHeaders;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.s3.S3Router;
import org.jspecify.annotations.Nullable;

/// Reads who asks for what out of a request, and hands it to its operation.
///
/// @param desk answers IAM and STS; empty where nobody does
record Reception(
        SigV4Authenticator authenticator,
        S3Router router,
        Optional<IdentityDesk> desk,
        Preflight preflight,
        ResponseHeaders responseHeaders,
        RequestObserver observer,
        List<String> baseDomains,
        DoorLimits limits) {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS");

    /// @param scheme of the listener that the request came through
    S3Response answer(Exchange exchange, String scheme) throws S3Exception, IOException, InterruptedException {
        HttpServerRequest request = exchange.request();
        String method = request.method().name();
        if (!METHODS.contains(method)) {
            throw new S3Exception(S3ErrorCode.METHOD_NOT_ALLOWED).with("Method", method);
        }
        if (request.uri().length() > limits.requestLineBytesMax()) {
            throw new S3Exception(S3ErrorCode.URI_TOO_LONG);
        }
        S3Headers sent = headers(exchange);
        String host = host(sent);
        RequestTarget target = RequestTarget.parse(request.uri(), host, baseDomains);
        exchange.addHeaders(() -> responseHeaders.of(method, target.bucket(), sent));
        observe(exchange, target, sent, null);
        if (method.equals("OPTIONS")) {
            return preflight.answer(question(target, sent));
        }
        SignedRequest signed = new SignedRequest(method, target.rawPath(), target.rawQuery(), sent);
        if (desk.isPresent() && IdentityDesk.takes(method, target.bucket(), signed.query(), sent)) {
            byte[] form = exchange.body().readNBytes(IdentityDesk.FORM_BYTES_MAX + 1);
            if (form.length > IdentityDesk.FORM_BYTES_MAX) {
                throw new S3Exception(S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED);
            }
            return desk.get()
                    .answer(
                            signed,
                            form,
                            exchange.requestId(),
                            exchange.receivedAt(),
                            Map.of(
                                    "aws:SourceIp",
                                    List.of(sourceAddress(request)),
                                    "aws:SecureTransport",
                                    List.of(Boolean.toString(scheme.equals("https")))));
        }
        Authenticated authenticated = authenticator.authenticate(signed, exchange.receivedAt());
        S3Headers headers = authenticated.headers();
        QueryParameters query = signed.query();
        S3Router.Route route = router.route(method, target.bucket(), target.key(), query, headers);
        VerifiedBody body = body(exchange, route.name(), headers, authenticated);
        var routed = new S3Request(
                route.name(),
                exchange.requestId(),
                method,
                target.bucket(),
                target.key(),
                query,
                headers,
                authenticated.caller(),
                body,
                exchange.receivedAt(),
                target.rawPath(),
                scheme,
                host,
                sourceAddress(request));
        observe(exchange, target, headers, routed);
        return route.operation().handle(routed);
    }

    private void observe(Exchange exchange, RequestTarget target, S3Headers headers, @Nullable S3Request routed) {
        String bucket = target.bucket();
        if (bucket != null) {
            exchange.about(observer, new RequestObserver.Subject(bucket, target.key(), headers, false, routed));
        }
    }

    private static String sourceAddress(HttpServerRequest request) {
        return request.remoteAddress().hostAddress();
    }

    private static String host(S3Headers headers) throws S3Exception {
        List<String> hosts = headers.values("Host");
        if (hosts.size() != 1 || hosts.getFirst().isBlank()) {
            throw new S3Exception(S3ErrorCode.BAD_REQUEST, "A request needs exactly one Host header.");
        }
        return hosts.getFirst().strip();
    }

    private static Preflight.Question question(RequestTarget target, S3Headers headers) throws S3Exception {
        String origin = headers.get("Origin").orElse("").strip();
        if (origin.isEmpty()) {
            throw new S3Exception(S3ErrorCode.BAD_REQUEST, "Insufficient information. Origin request header needed.");
        }
        String method =
                headers.get("Access-Control-Request-Method").orElse("null").strip();
        if (!METHODS.contains(method) || method.equals("OPTIONS")) {
            throw new S3Exception(S3ErrorCode.BAD_REQUEST, "Invalid Access-Control-Request-Method: " + method);
        }
        List<String> wanted = headers.values("Access-Control-Request-Headers").stream()
                .flatMap(line -> Arrays.stream(line.split(",", -1)))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        return new Preflight.Question(target.bucket(), target.key(), origin, method, wanted, target.rawPath());
    }

    private VerifiedBody body(Exchange exchange, OperationName name, S3Headers headers, Authenticated authenticated)
            throws S3Exception, IOException {
        Long length = contentLength(headers);
        boolean framed = headers.has("Transfer-Encoding")
                || (length == null && exchange.isHttp2() && !exchange.body().isEmpty());
        if (length == null && !framed && (name == OperationName.PUT_OBJECT || name == OperationName.UPLOAD_PART)) {
            throw new S3Exception(S3ErrorCode.MISSING_CONTENT_LENGTH);
        }
        long rawLength = framed ? -1 : length == null ? 0 : length;
        // CompleteMultipartUpload's checksum header is the whole object's, not its XML's.
        VerifiedBody body = VerifiedBody.open(
                authenticated,
                headers,
                exchange.body(),
                rawLength,
                limits.bodyBytesMax(),
                name != OperationName.COMPLETE_MULTIPART_UPLOAD);
        if (rawLength == 0) {
            // Operations that take no body do not read one: what was promised of an empty body is
            // checked here.
            body.stream().readNBytes(1);
        }
        return body;
    }

    private static @Nullable Long contentLength(S3Headers headers) throws S3Exception {
        String value = headers.get("Content-Length").orElse(null);
        if (value == null) {
            return null;
        }
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw new S3Exception(S3ErrorCode.BAD_REQUEST, "Content-Length is not a number of bytes.", e);
        }
    }

    private static S3Headers headers(Exchange exchange) {
        HttpServerRequest request = exchange.request();
        HostAndPort authority = exchange.isHttp2() ? request.authority() : null;
        List<S3Headers.Header> all = new ArrayList<>();
        if (authority != null) {
            // What HTTP/1.1 calls Host, and signatures too.
            all.add(new S3Headers.Header("Host", authority.toString()));
        }
        for (Map.Entry<String, String> entry : request.headers()) {
            if (authority == null || !entry.getKey().equalsIgnoreCase("Host")) {
                all.add(new S3Headers.Header(entry.getKey(), HeaderText.read(entry.getValue())));
            }
        }
        return new S3Headers(all);
    }
}
