package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.Taggable;
import network.cairn.gateway.configuration.Tagging;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketTagging: replaces the whole tag set. An empty one is as none.
public final class PutBucketTagging implements Operation {
    private final Backend backend;

    public PutBucketTagging(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        Tagging tagging = Tagging.read(BucketDocuments.body(request), Taggable.BUCKET);
        if (tagging.tags().isEmpty()) {
            BucketDocuments.remove(backend, bucket, BucketSetting.TAGGING);
        } else {
            BucketDocuments.set(backend, bucket, BucketSetting.TAGGING, tagging.toXml());
        }
        return S3Response.empty(204);
    }
}
