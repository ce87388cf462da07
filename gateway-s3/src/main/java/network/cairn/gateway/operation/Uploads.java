package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;

/// The upload that a request names.
final class Uploads {
    private Uploads() {}

    /// @throws S3Exception `NoSuchUpload`
    static UploadRecord find(Backend backend, Bucket bucket, S3Request request) throws S3Exception {
        Optional<UploadId> id = id(request);
        UploadRecord upload =
                id.isEmpty() ? null : backend.metadata().upload(bucket.id(), request.requiredKey(), id.get());
        if (upload == null) {
            throw noSuchUpload(request);
        }
        return upload;
    }

    static Optional<UploadId> id(S3Request request) {
        return UploadId.parse(request.query().get("uploadId", ""));
    }

    static S3Exception noSuchUpload(S3Request request) {
        return new S3Exception(S3ErrorCode.NO_SUCH_UPLOAD)
                .with("UploadId", request.query().get("uploadId", ""));
    }
}
