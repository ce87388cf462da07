package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.policy.ObjectOwnership;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketOwnershipControls: lists that would stop to count must let in nobody but the owner.
public final class PutBucketOwnershipControls implements Operation {
    private final Backend backend;

    public PutBucketOwnershipControls(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        ObjectOwnership ownership = ObjectOwnership.read(BucketDocuments.body(request));
        ownership.checkBucket(backend.access().acl(bucket));
        BucketDocuments.set(backend, bucket, BucketSetting.OWNERSHIP_CONTROLS, ownership.write());
        return S3Response.empty(200);
    }
}
