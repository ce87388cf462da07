package network.cairn.deploy.s3;

import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Object;

/// A new bucket of a test's own.
record TestBucket(S3Client s3, String name) {
    static TestBucket create() {
        return create(SharedNetwork.get().clients().sync());
    }

    static TestBucket create(S3Client s3) {
        String name = SharedNetwork.bucketName();
        s3.createBucket(request -> request.bucket(name));
        return new TestBucket(s3, name);
    }

    /// With versions kept.
    static TestBucket versioned() {
        TestBucket bucket = create();
        bucket.versioning(BucketVersioningStatus.ENABLED);
        return bucket;
    }

    /// With versions kept that can be locked.
    static TestBucket locking() {
        S3Client s3 = SharedNetwork.get().clients().sync();
        String name = SharedNetwork.bucketName();
        s3.createBucket(request -> request.bucket(name).objectLockEnabledForBucket(true));
        return new TestBucket(s3, name);
    }

    void versioning(BucketVersioningStatus status) {
        s3.putBucketVersioning(request -> request.bucket(name).versioningConfiguration(v -> v.status(status)));
    }

    PutObjectResponse put(String key, String text) {
        return s3.putObject(request -> request.bucket(name).key(key), RequestBody.fromString(text));
    }

    PutObjectResponse put(String key, byte[] bytes) {
        return s3.putObject(request -> request.bucket(name).key(key), RequestBody.fromBytes(bytes));
    }

    PutObjectResponse put(String key, String text, Map<String, String> metadata) {
        return s3.putObject(request -> request.bucket(name).key(key).metadata(metadata), RequestBody.fromString(text));
    }

    ResponseBytes<GetObjectResponse> get(String key) {
        return s3.getObjectAsBytes(request -> request.bucket(name).key(key));
    }

    String text(String key) {
        return get(key).asUtf8String();
    }

    String text(String key, String versionId) {
        return s3.getObjectAsBytes(request -> request.bucket(name).key(key).versionId(versionId))
                .asUtf8String();
    }

    /// Every key, as ListObjectsV2 tells them.
    List<String> keys() {
        return s3.listObjectsV2Paginator(request -> request.bucket(name)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    String startUpload(String key) {
        return s3.createMultipartUpload(request -> request.bucket(name).key(key))
                .uploadId();
    }

    CompletedPart part(String key, String uploadId, int number, byte[] bytes) {
        var answer = s3.uploadPart(
                request -> request.bucket(name).key(key).uploadId(uploadId).partNumber(number),
                RequestBody.fromBytes(bytes));
        return CompletedPart.builder().partNumber(number).eTag(answer.eTag()).build();
    }
}
