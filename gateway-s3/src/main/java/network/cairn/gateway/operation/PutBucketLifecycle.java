package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.LifecycleConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutBucketLifecycleConfiguration.
public final class PutBucketLifecycle implements Operation {
    /// Which objects transitions leave alone. As there are none here, there is nothing but S3's default to choose.
    static final String TRANSITION_SIZE_HEADER = "x-amz-transition-default-minimum-object-size";

    static final String TRANSITION_SIZE_DEFAULT = "all_storage_classes_128K";
    private static final String TRANSITION_SIZE_OTHER = "varies_by_storage_class";

    private final Backend backend;

    public PutBucketLifecycle(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        checkTransitionSize(request.headers().get(TRANSITION_SIZE_HEADER).orElse(TRANSITION_SIZE_DEFAULT));
        byte[] document = BucketDocuments.body(request);
        BucketDocuments.set(
                backend,
                bucket,
                BucketSetting.LIFECYCLE,
                LifecycleConfiguration.read(document).toXml());
        return S3Response.empty(200).withHeader(TRANSITION_SIZE_HEADER, TRANSITION_SIZE_DEFAULT);
    }

    private static void checkTransitionSize(String size) throws S3Exception {
        if (size.equals(TRANSITION_SIZE_OTHER)) {
            throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED).with("Header", TRANSITION_SIZE_HEADER);
        }
        if (!size.equals(TRANSITION_SIZE_DEFAULT)) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST, "Invalid TransitionDefaultMinimumObjectSize found: " + size);
        }
    }
}
