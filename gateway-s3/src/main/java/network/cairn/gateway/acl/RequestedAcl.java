package network.cairn.gateway.acl;

import java.util.Optional;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// The access control list that a request asks for, by a canned name, by grants in headers, or by a document.
public final class RequestedAcl {
    private RequestedAcl() {}

    /// What the headers of a request that makes a bucket or an object ask for; empty where they ask for
    /// nothing.
    ///
    /// @throws S3Exception `InvalidRequest` for both ways at once, and what either way has
    public static Optional<Acl> ofHeaders(S3Headers headers, AclTarget target, CanonicalUsers users)
            throws S3Exception {
        boolean grants = GrantHeaders.anyIn(headers);
        if (grants && headers.has(CannedAcl.HEADER)) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST, "Specifying both Canned ACLs and Header Grants is not allowed");
        }
        if (grants) {
            return Optional.of(new Acl(target.owner(), GrantHeaders.read(headers, users)));
        }
        Optional<CannedAcl> canned = CannedAcl.of(headers);
        return canned.isEmpty() ? Optional.empty() : Optional.of(canned.get().on(target));
    }

    /// What a request to replace a list asks for.
    ///
    /// @param body the whole body, empty where the headers say it all
    /// @throws S3Exception `UnexpectedContent` for headers and a body at once, `MissingSecurityHeader` for
    /// neither, and what either way has
    public static Acl ofPut(S3Headers headers, byte[] body, AclTarget target, CanonicalUsers users) throws S3Exception {
        Optional<Acl> acl = ofHeaders(headers, target, users);
        if (acl.isPresent()) {
            if (body.length > 0) {
                throw new S3Exception(S3ErrorCode.UNEXPECTED_CONTENT);
            }
            return acl.get();
        }
        if (body.length == 0) {
            throw new S3Exception(S3ErrorCode.MISSING_SECURITY_HEADER).with("MissingHeaderName", CannedAcl.HEADER);
        }
        return AclDocument.read(body, target.owner(), users);
    }
}
