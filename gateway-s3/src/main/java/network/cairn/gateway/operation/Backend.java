package network.cairn.gateway.operation;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;

/// What all operations work with.
///
/// @param durability tells how durable objects are; empty where there are no deals
/// @param region the gateway's region
public record Backend(
        MetadataStore metadata,
        ObjectData data,
        Optional<ObjectDurability> durability,
        String region,
        SecureRandom random,
        InstantSource clock) {
    /// Of a gateway without deals.
    public Backend(MetadataStore metadata, ObjectData data, String region, SecureRandom random, InstantSource clock) {
        this(metadata, data, Optional.empty(), region, random, clock);
    }

    /// The request's bucket, if its caller may use it.
    ///
    /// @throws S3Exception `NoSuchBucket`, `AccessDenied`
    Bucket bucket(S3Request request) throws S3Exception {
        return bucket(request, request.requiredBucket(), "x-amz-expected-bucket-owner");
    }

    /// The bucket that a copy reads from, if the request's caller may use it.
    Bucket sourceBucket(S3Request request, String name) throws S3Exception {
        return bucket(request, name, "x-amz-source-expected-bucket-owner");
    }

    private Bucket bucket(S3Request request, String name, String expectedOwner) throws S3Exception {
        Bucket bucket = metadata.bucket(name);
        if (bucket == null) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET).with("BucketName", name);
        }
        String tenant = request.caller().tenant();
        String expected = request.headers().get(expectedOwner).orElse(tenant);
        if (!bucket.tenant().equals(tenant) || !bucket.tenant().equals(expected)) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
        return bucket;
    }

    /// The object that a request reads, in the version it asks for.
    ///
    /// @throws S3Exception `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed`, `InvalidArgument`
    ObjectRecord object(Bucket bucket, S3Request request) throws S3Exception {
        return Versions.read(metadata, bucket, request.requiredKey(), Versions.asked(request));
    }

    /// Now, in whole seconds as HTTP dates are.
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
