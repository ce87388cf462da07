package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.policy.Policy;
import network.cairn.gateway.policy.PolicyException;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketPolicy. With `x-amz-confirm-remove-self-bucket-access` the policy binds the root of the owner, too.
public final class PutBucketPolicy implements Operation {
    private final Backend backend;

    public PutBucketPolicy(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        Policy policy = read(BucketDocuments.body(request), bucket);
        backend.access().publicAccess(bucket).check(policy);
        boolean bindsOwner = request.headers()
                .get("x-amz-confirm-remove-self-bucket-access")
                .orElse("")
                .strip()
                .equalsIgnoreCase("true");
        try {
            backend.metadata().updateSettings(bucket, now -> {
                BucketSettings settings = now.settings().with(BucketSetting.POLICY, policy.document());
                return bindsOwner
                        ? settings.with(BucketSetting.POLICY_BINDS_OWNER, "true")
                        : settings.without(BucketSetting.POLICY_BINDS_OWNER);
            });
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
        return S3Response.empty(204);
    }

    private Policy read(byte[] document, Bucket bucket) throws S3Exception {
        try {
            Policy policy = Policy.bucket(new String(document, StandardCharsets.UTF_8), bucket.name());
            for (String principal : policy.principals()) {
                if (!backend.access().principals().exists(principal)) {
                    throw new S3Exception(S3ErrorCode.MALFORMED_POLICY, "Invalid principal in policy")
                            .with("Detail", "\"AWS\" : \"" + principal + "\"");
                }
            }
            return policy;
        } catch (PolicyException e) {
            throw new S3Exception(S3ErrorCode.MALFORMED_POLICY, e.text(), e);
        }
    }
}
