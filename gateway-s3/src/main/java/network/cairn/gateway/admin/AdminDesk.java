package network.cairn.gateway.admin;

import java.time.Instant;
import java.util.List;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.s3.S3Exception;

/// Where requests of operators come in: checks that they are signed with an operator's key, and answers them.
///
/// They are signed with AWS's Signature Version 4 for the service `cairn`, so that no signature for S3 is one for
/// this and no secret is ever sent.
public final class AdminDesk {
    /// The service that requests are signed for.
    public static final String SERVICE = "cairn";

    private final SigV4Authenticator authenticator;
    private final AdminApi api;

    /// @param region that requests may be signed for, beside `us-east-1`
    public AdminDesk(Identities identities, String region, AdminApi api) {
        this.authenticator = new SigV4Authenticator(identities.operatorKeys(), region);
        this.api = api;
    }

    /// Answers a request.
    ///
    /// @param body all of it; at most [AdminApi#BODY_BYTES_MAX]
    public AdminResponse answer(SignedRequest request, byte[] body, Instant receivedAt) {
        try {
            authenticator.authenticate(request, body, List.of(SERVICE), receivedAt);
            return api.answer(request.method(), request.rawPath(), request.query(), body);
        } catch (S3Exception e) {
            return AdminApi.error(e.code().status(), e.code().code(), String.valueOf(e.getMessage()));
        }
    }

    /// The answer to a request that is not read.
    public static AdminResponse refusal(int status, String code, String message) {
        return AdminApi.error(status, code, message);
    }
}
