package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.EncryptionConfiguration;
import network.cairn.gateway.configuration.RequestedEncryption;
import network.cairn.gateway.kms.KeyServiceException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketEncryption: the key it names must be there and usable.
public final class PutBucketEncryption implements Operation {
    private final Backend backend;

    public PutBucketEncryption(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        Bucket bucket = backend.bucket(request);
        EncryptionConfiguration configuration = EncryptionConfiguration.read(BucketDocuments.body(request));
        try {
            backend.data().protections().decide(bucket, new RequestedEncryption.Unspecified().in(configuration));
        } catch (KeyServiceException e) {
            throw Failures.of(e);
        }
        BucketDocuments.set(backend, bucket, BucketSetting.ENCRYPTION, configuration.toXml());
        return S3Response.empty(200);
    }
}
