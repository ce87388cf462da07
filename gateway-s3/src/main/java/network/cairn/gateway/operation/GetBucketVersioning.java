package network.cairn.gateway.operation;

import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// GetBucketVersioning: versioning was never turned on.
public final class GetBucketVersioning implements Operation {
    private final Backend backend;

    public GetBucketVersioning(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        backend.bucket(request);
        return S3Response.xml(200, new XmlWriter("VersioningConfiguration").toBytes());
    }
}
