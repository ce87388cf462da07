package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// The conditions of a write.
final class WriteConditions {
    private WriteConditions() {}

    /// @throws S3Exception `NotImplemented` for what S3 has no meaning for either: `If-None-Match` of a tag
    static WriteCondition of(S3Headers headers) throws S3Exception {
        Optional<String> ifNoneMatch = headers.get("if-none-match");
        if (ifNoneMatch.isPresent() && !ifNoneMatch.get().strip().equals("*")) {
            throw new S3Exception(
                    S3ErrorCode.NOT_IMPLEMENTED, "If-None-Match of a write must be *, not " + ifNoneMatch.get());
        }
        return new WriteCondition(
                ifNoneMatch.isPresent(),
                headers.get("if-match").map(Etags::bare).orElse(null));
    }
}
