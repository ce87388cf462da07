package network.cairn.gateway.operation;

import java.io.IOException;
import java.util.Optional;
import network.cairn.gateway.configuration.Retention;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.ObjectLock;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutObjectRetention: prolonging is always allowed, anything else takes a bypass of the governance mode.
public final class PutObjectRetention implements Operation {
    private final Backend backend;

    public PutObjectRetention(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Backend.Found found = backend.subject(request);
        Bucket bucket = found.bucket();
        Optional<Retention> wanted = Retention.read(request.body().readAll(ObjectLimits.SETTING_BYTES_MAX));
        ObjectLocks.require(bucket);
        if (wanted.isPresent()) {
            wanted.get().checkFuture(backend.clock().instant());
        }
        boolean bypass = DeleteObject.bypassesGovernance(request);
        ObjectRecord object = ObjectChanges.attributes(backend, found, request, null, now -> {
            ObjectLock lock = now.attributes().lock();
            ObjectLock changed = ObjectLocks.withRetention(lock, wanted);
            if (!lock.allowsRetention(changed, backend.clock().instant(), bypass)) {
                throw new MetadataException(
                        MetadataException.Reason.OBJECT_LOCKED, "the retention may not be shortened");
            }
            return now.attributes().withLock(changed);
        });
        return Versions.addHeader(S3Response.empty(200), bucket, object.version());
    }
}
