package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.LegalHold;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutObjectLegalHold.
public final class PutObjectLegalHold implements Operation {
    private final Backend backend;

    public PutObjectLegalHold(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Backend.Found found = backend.subject(request);
        Bucket bucket = found.bucket();
        LegalHold hold = LegalHold.read(request.body().readAll(ObjectLimits.SETTING_BYTES_MAX));
        ObjectLocks.require(bucket);
        ObjectRecord object = ObjectChanges.attributes(
                backend,
                found,
                request,
                null,
                now -> now.attributes().withLock(now.attributes().lock().withLegalHold(hold == LegalHold.ON)));
        return Versions.addHeader(S3Response.empty(200), bucket, object.version());
    }
}
