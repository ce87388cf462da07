package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.policy.PublicAccessBlock;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutPublicAccessBlock.
public final class PutPublicAccessBlock implements Operation {
    private final Backend backend;

    public PutPublicAccessBlock(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        PublicAccessBlock block = PublicAccessBlock.read(BucketDocuments.body(request));
        BucketDocuments.set(backend, bucket, BucketSetting.PUBLIC_ACCESS_BLOCK, block.write());
        return S3Response.empty(200);
    }
}
