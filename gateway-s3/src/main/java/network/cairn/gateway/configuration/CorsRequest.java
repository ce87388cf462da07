package network.cairn.gateway.configuration;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// What a browser's request tells of CORS.
///
/// @param method the method to be allowed: that of `Access-Control-Request-Method` where there is one, also
/// on an actual request, as S3 reads it; on a preflight without one `null` spelt out, as in S3's error
/// @param headers the names in `Access-Control-Request-Headers`, in lower case and their order
public record CorsRequest(String origin, String method, List<String> headers) {
    private static final String REQUEST_METHOD = "Access-Control-Request-Method";
    private static final String ABSENT = "null";
    private static final String NOT_ALLOWED = "CORSResponse: This CORS request is not allowed. This is usually because"
            + " the evalution of Origin, request method / Access-Control-Request-Method or"
            + " Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.";

    public CorsRequest {
        headers = List.copyOf(headers);
    }

    /// The question of an `OPTIONS` request.
    ///
    /// @throws S3Exception `BadRequest` without an origin
    public static CorsRequest preflight(S3Headers headers) throws S3Exception {
        String origin = headers.get("Origin").orElse("");
        if (origin.isEmpty()) {
            throw new S3Exception(S3ErrorCode.BAD_REQUEST, "Insufficient information. Origin request header needed.");
        }
        return new CorsRequest(origin, headers.get(REQUEST_METHOD).orElse(ABSENT), requested(headers));
    }

    /// What any other request asks; nothing where it has no origin.
    public static Optional<CorsRequest> actual(String method, S3Headers headers) {
        return headers.get("Origin")
                .filter(origin -> !origin.isEmpty())
                .map(origin ->
                        new CorsRequest(origin, headers.get(REQUEST_METHOD).orElse(method), requested(headers)));
    }

    private static List<String> requested(S3Headers headers) {
        return headers.values("Access-Control-Request-Headers").stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /// The answer to a preflight on a bucket that does not exist.
    public S3Exception bucketNotFound() {
        return forbidden("CORSResponse: Bucket not found", "BUCKET");
    }

    /// The answer to a preflight on a bucket without a configuration.
    public S3Exception notEnabled() {
        return forbidden("CORSResponse: CORS is not enabled for this bucket.", "BUCKET");
    }

    S3Exception notAllowed(boolean onObject) {
        return forbidden(NOT_ALLOWED, onObject ? "OBJECT" : "BUCKET");
    }

    S3Exception badMethod() {
        return new S3Exception(
                S3ErrorCode.BAD_REQUEST, "Invalid Access-Control-Request-Method: " + Refusals.echo(method));
    }

    private S3Exception forbidden(String message, String resourceType) {
        return new S3Exception(S3ErrorCode.ACCESS_FORBIDDEN, message)
                .with("Method", method.equals(ABSENT) ? "OPTIONS" : Refusals.echo(method))
                .with("ResourceType", resourceType);
    }
}
