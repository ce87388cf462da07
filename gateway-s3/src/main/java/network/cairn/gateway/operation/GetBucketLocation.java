package network.cairn.gateway.operation;

import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// GetBucketLocation. As in S3, `us-east-1` is an empty constraint.
public final class GetBucketLocation implements Operation {
    private final Backend backend;

    public GetBucketLocation(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        String region = backend.bucket(request).region();
        var xml = new XmlWriter("LocationConstraint");
        return S3Response.xml(
                200,
                region.equals("us-east-1") ? xml.toBytes() : xml.text(region).toBytes());
    }
}
