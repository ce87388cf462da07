package network.cairn.gateway.operation;

import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;

/// Object versions: every object has the one version that S3 calls `null`.
final class Versions {
    private Versions() {}

    /// @throws S3Exception `NoSuchVersion` if the request asks for any other version
    static void requireNone(S3Request request) throws S3Exception {
        requireNone(request.query().get("versionId", "null"));
    }

    static void requireNone(String version) throws S3Exception {
        if (!version.equals("null")) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_VERSION).with("VersionId", version);
        }
    }
}
