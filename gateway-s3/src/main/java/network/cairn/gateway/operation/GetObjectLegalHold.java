package network.cairn.gateway.operation;

import network.cairn.gateway.configuration.LegalHold;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetObjectLegalHold.
public final class GetObjectLegalHold implements Operation {
    private final Backend backend;

    public GetObjectLegalHold(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Backend.Found found = backend.subject(request);
        Bucket bucket = found.bucket();
        ObjectLocks.require(bucket);
        ObjectRecord object = found.object();
        if (!object.attributes().lock().legalHoldSet()) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION);
        }
        LegalHold hold = object.attributes().lock().legalHold() ? LegalHold.ON : LegalHold.OFF;
        return S3Response.xml(200, hold.toXml());
    }
}
