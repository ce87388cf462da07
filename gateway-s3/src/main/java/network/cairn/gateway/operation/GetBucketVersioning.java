package network.cairn.gateway.operation;

import network.cairn.gateway.configuration.VersioningConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketVersioning.
public final class GetBucketVersioning implements Operation {
    private final Backend backend;

    public GetBucketVersioning(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        return S3Response.xml(
                200, VersioningConfiguration.toXml(bucket.settings().versioning()));
    }
}
