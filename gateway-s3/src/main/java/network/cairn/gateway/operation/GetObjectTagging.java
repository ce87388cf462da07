package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// GetObjectTagging: no object has tags, since requests that would give it some are refused.
///
/// Clients ask before they copy an object in parts, to take its tags along.
public final class GetObjectTagging implements Operation {
    private final Backend backend;

    public GetObjectTagging(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        backend.object(bucket, request);
        return S3Response.xml(
                200, new XmlWriter("Tagging").open("TagSet").close().toBytes());
    }
}
