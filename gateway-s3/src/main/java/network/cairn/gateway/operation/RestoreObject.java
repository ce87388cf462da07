package network.cairn.gateway.operation;

import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// RestoreObject: no object is archived, so there is none to restore.
public final class RestoreObject implements Operation {
    private final Backend backend;

    public RestoreObject(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        backend.subject(request);
        throw new S3Exception(
                S3ErrorCode.INVALID_OBJECT_STATE, "Restore is not allowed for the object's current storage class");
    }
}
