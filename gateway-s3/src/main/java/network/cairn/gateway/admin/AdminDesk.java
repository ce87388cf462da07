package network.cairn.gateway.admin;

import java.time.Instant;
import java.util.List;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.S3Exception;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where requests of operators come in: checks that they are signed with an operator's key, and answers them.
///
/// They are signed with AWS's Signature Version 4 for the service `cairn`, so that no signature for S3 is one for
/// this and no secret is ever sent.
///
/// The log says of each request who asked for what from where, and how it was answered. Neither bodies nor answers are
/// in it: there are secrets in some.
public final class AdminDesk {
    /// The service that requests are signed for.
    public static final String SERVICE = "cairn";

    private static final Logger LOG = LoggerFactory.getLogger(AdminDesk.class);
    private static final int LOGGED_CHARS_MAX = 256;

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
    /// @param from whence it came, for the log
    public AdminResponse answer(SignedRequest request, byte[] body, String from, Instant receivedAt) {
        String who = "nobody";
        AdminResponse answer;
        try {
            Caller caller = authenticator.authenticate(request, body, List.of(SERVICE), receivedAt);
            who = caller.accessKeyId();
            answer = api.answer(request.method(), request.rawPath(), request.query(), body);
        } catch (S3Exception e) {
            answer = AdminApi.error(e.code().status(), e.code().code(), String.valueOf(e.getMessage()));
        }
        LOG.info("{} {} by {} from {}: {}", request.method(), printable(request.rawPath()), who, from, answer.status());
        return answer;
    }

    /// What a client sent, so that it neither fills the log nor makes lines of its own in it.
    private static String printable(String text) {
        String cut = text.length() > LOGGED_CHARS_MAX ? text.substring(0, LOGGED_CHARS_MAX) + "..." : text;
        return cut.replaceAll("[^\\x21-\\x7E]", "?");
    }

    /// The answer to a request that is not read.
    public static AdminResponse refusal(int status, String code, String message) {
        return AdminApi.error(status, code, message);
    }
}
