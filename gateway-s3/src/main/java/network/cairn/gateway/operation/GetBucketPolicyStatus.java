package network.cairn.gateway.operation;

import java.util.Optional;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.policy.Policy;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// GetBucketPolicyStatus: whether the policy is public, by S3's definition.
public final class GetBucketPolicyStatus implements Operation {
    private final Backend backend;

    public GetBucketPolicyStatus(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        Optional<Policy> policy = backend.access().of(bucket).policy();
        if (policy.isEmpty()) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET_POLICY).with("BucketName", bucket.name());
        }
        var xml = new XmlWriter("PolicyStatus")
                .element("IsPublic", policy.get().status().isPublic());
        return S3Response.xml(200, xml.toBytes());
    }
}
