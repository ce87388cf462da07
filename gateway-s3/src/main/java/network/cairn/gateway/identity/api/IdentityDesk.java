package network.cairn.gateway.identity.api;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;
import org.jspecify.annotations.Nullable;

/// Where calls of IAM and STS come in, at the door of S3: tells them from S3's own requests, checks their signatures,
/// and
/// answers them in their own XML, also where the signature is wrong.
public final class IdentityDesk {
    /// The longest form that is read.
    public static final int FORM_BYTES_MAX = 256 * 1024;

    private static final List<String> SERVICES = List.of(ApiService.STS.prefix(), ApiService.IAM.prefix());
    private static final String FORM = "application/x-www-form-urlencoded";

    private final SigV4Authenticator authenticator;
    private final IdentityApi api;
    private final Admission admission;

    /// Lets a tenant's request in, or does not.
    @FunctionalInterface
    public interface Admission {
        /// @throws S3Exception `SlowDown`
        void admit(String tenant) throws S3Exception;
    }

    /// @param admission holds tenants to their rates
    public IdentityDesk(SigV4Authenticator authenticator, IdentityApi api, Admission admission) {
        this.authenticator = authenticator;
        this.api = api;
        this.admission = admission;
    }

    /// Whether a request is for here: a form posted to the service itself, or a call in the query. S3 has neither.
    ///
    /// @param bucket what the request's path and host name; null for the service itself
    public static boolean takes(String method, @Nullable String bucket, QueryParameters query, S3Headers headers) {
        if (bucket != null) {
            return false;
        }
        boolean called = query.has("Action") && query.has("Version");
        return switch (method) {
            case "GET" -> called;
            case "POST" ->
                called
                        || headers.get("Content-Type")
                                .orElse("")
                                .strip()
                                .toLowerCase(Locale.ROOT)
                                .startsWith(FORM);
            default -> false;
        };
    }

    /// Answers a request.
    ///
    /// @param body all of it; at most [#FORM_BYTES_MAX]
    /// @param conditions what the door knows that policies may make conditions of, by condition key
    public S3Response answer(
            SignedRequest request,
            byte[] body,
            String requestId,
            Instant receivedAt,
            Map<String, List<String>> conditions) {
        ApiService service = ApiService.STS;
        ApiResponse response;
        try {
            String encoded = body.length == 0 ? request.rawQuery() : new String(body, StandardCharsets.UTF_8);
            ApiParameters parameters = ApiParameters.parse(encoded);
            if (parameters.get("Version", "").equals(ApiService.IAM.version())) {
                service = ApiService.IAM;
            }
            response = api.answer(
                    new ApiCall(parameters, caller(request, body, receivedAt), requestId, receivedAt, conditions));
        } catch (ApiException e) {
            response = IdentityApi.error(e, service, requestId);
        }
        return S3Response.bytes(response.status(), response.document())
                .withHeader("Content-Type", "text/xml")
                .withHeader("x-amzn-RequestId", requestId);
    }

    private Caller caller(SignedRequest request, byte[] body, Instant now) throws ApiException {
        try {
            QueryParameters query = request.query();
            if (!request.headers().has("Authorization")
                    && !query.has("X-Amz-Signature")
                    && !query.has("X-Amz-Algorithm")) {
                return Caller.anonymous();
            }
            Caller caller = authenticator.authenticate(request, body, SERVICES, now);
            admission.admit(caller.tenant());
            return caller;
        } catch (S3Exception e) {
            throw ApiException.of(e);
        }
    }
}
