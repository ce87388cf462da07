package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.CorsConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketCors.
public final class PutBucketCors implements Operation {
    private final Backend backend;

    public PutBucketCors(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        byte[] document = BucketDocuments.body(request);
        BucketDocuments.set(
                backend,
                bucket,
                BucketSetting.CORS,
                CorsConfiguration.read(document).toXml());
        return S3Response.empty(200);
    }
}
