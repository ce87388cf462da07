package network.cairn.gateway.operation;

import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// ListBuckets: the caller's own.
public final class ListBuckets implements Operation {
    private final Backend backend;

    public ListBuckets(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        backend.access().requireListing(request);
        String prefix = request.query().get("prefix", "");
        String token = request.query().get("continuation-token", "");
        String after = token.isEmpty() ? "" : ListParameters.afterToken(token);
        int max = ListParameters.max(request, "max-buckets", 10_000);
        var xml = new XmlWriter("ListAllMyBucketsResult");
        Owner.write(xml, "Owner", CanonicalUser.of(request.caller().tenant()));
        xml.open("Buckets");
        int count = 0;
        String last = "";
        boolean truncated = false;
        for (Bucket bucket : backend.metadata().buckets(request.caller().tenant())) {
            if (!bucket.name().startsWith(prefix) || bucket.name().compareTo(after) <= 0) {
                continue;
            }
            if (count == max) {
                truncated = true;
                break;
            }
            xml.open("Bucket")
                    .element("Name", bucket.name())
                    .element("CreationDate", HttpDates.xml(bucket.createdAt()))
                    .element("BucketRegion", bucket.region())
                    .close();
            last = bucket.name();
            count++;
        }
        xml.close();
        if (truncated) {
            xml.element("ContinuationToken", ListParameters.token(last));
        }
        return S3Response.xml(200, xml.toBytes());
    }
}
