package network.cairn.gateway.operation;

import network.cairn.gateway.configuration.EncryptionConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetBucketEncryption: there always is one, as S3 has it since 2023.
public final class GetBucketEncryption implements Operation {
    private final Backend backend;

    public GetBucketEncryption(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        return S3Response.xml(
                200, BucketDocuments.get(bucket, BucketSetting.ENCRYPTION, EncryptionConfiguration.DEFAULT.toXml()));
    }
}
