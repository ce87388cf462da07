package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.configuration.Retention;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetObjectRetention.
public final class GetObjectRetention implements Operation {
    private final Backend backend;

    public GetObjectRetention(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Backend.Found found = backend.subject(request);
        Bucket bucket = found.bucket();
        ObjectLocks.require(bucket);
        ObjectRecord object = found.object();
        Optional<Retention> retention =
                ObjectLocks.retention(object.attributes().lock());
        if (retention.isEmpty()) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_OBJECT_LOCK_CONFIGURATION);
        }
        return S3Response.xml(200, retention.get().toXml());
    }
}
