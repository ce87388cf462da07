package network.cairn.gateway.operation;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.configuration.LifecycleCalendar;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.notification.BucketEvents;
import network.cairn.gateway.notification.EventCause;
import network.cairn.gateway.policy.S3Action;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import org.jspecify.annotations.Nullable;

/// What all operations work with.
///
/// @param access decides who may do what
/// @param quotas holds tenants to what they may store
/// @param durability tells how durable objects are; empty where there are no deals
/// @param region the gateway's region
/// @param expirations tells when objects expire
/// @param events tells of changes
public record Backend(
        MetadataStore metadata,
        ObjectData data,
        Access access,
        Quotas quotas,
        Optional<ObjectDurability> durability,
        String region,
        SecureRandom random,
        InstantSource clock,
        ExpirationHeaders expirations,
        BucketEvents events) {
    /// Of a gateway whose lifecycle rules count in days as long as they are, and that tells nobody of changes.
    public Backend(
            MetadataStore metadata,
            ObjectData data,
            Access access,
            Quotas quotas,
            Optional<ObjectDurability> durability,
            String region,
            SecureRandom random,
            InstantSource clock) {
        this(
                metadata,
                data,
                access,
                quotas,
                durability,
                region,
                random,
                clock,
                new ExpirationHeaders(LifecycleCalendar.REAL),
                new BucketEvents(Set.of(), clock));
    }

    /// The request's bucket, if its caller may do there what the request asks. For operations on a bucket, and
    /// those that make, replace or delete objects.
    ///
    /// @throws S3Exception `NoSuchBucket`, `AccessDenied`
    Bucket bucket(S3Request request) throws S3Exception {
        Bucket bucket = find(request, request.requiredBucket(), "x-amz-expected-bucket-owner");
        access.require(request, bucket, null);
        return bucket;
    }

    /// The request's bucket, nothing of the caller's rights being looked at but that it is the bucket it expects.
    ///
    /// @throws S3Exception `NoSuchBucket`, `AccessDenied`
    Bucket unchecked(S3Request request) throws S3Exception {
        return find(request, request.requiredBucket(), "x-amz-expected-bucket-owner");
    }

    /// The bucket that a copy reads from; whether its caller may is still to be looked at.
    ///
    /// @throws S3Exception `NoSuchBucket`, `AccessDenied`
    Bucket sourceBucket(S3Request request, String name) throws S3Exception {
        return find(request, name, "x-amz-source-expected-bucket-owner");
    }

    private Bucket find(S3Request request, String name, String expectedOwner) throws S3Exception {
        Bucket bucket = metadata.bucket(name);
        if (bucket == null) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET).with("BucketName", name);
        }
        Optional<String> expected = request.headers().get(expectedOwner).map(String::strip);
        if (expected.isPresent()
                && !expected.get().equals(bucket.tenant())
                && !expected.get().equals(CanonicalUser.idOf(bucket.tenant()))) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
        return bucket;
    }

    /// The object that a request is about, in the version it asks for, and its bucket, if the caller may do with
    /// them what the request asks.
    ///
    /// @throws S3Exception `NoSuchBucket`, `NoSuchKey`, `NoSuchVersion`, `MethodNotAllowed`, `InvalidArgument`,
    ///     `AccessDenied`, also where there is no such object and the caller may not list what there is
    Found object(S3Request request) throws S3Exception {
        Bucket bucket = unchecked(request);
        Optional<VersionName> version = Versions.asked(request);
        ObjectRecord found = found(request, bucket, version);
        return new Found(bucket, Versions.required(found, request.requiredKey(), version));
    }

    /// The object that a request says something of, or asks what is said of it, and its bucket: as [#object], but
    /// that a delete marker is `MethodNotAllowed` also where it is what the key names.
    ///
    /// @throws S3Exception as [#object]
    Found subject(S3Request request) throws S3Exception {
        Bucket bucket = unchecked(request);
        Optional<VersionName> version = Versions.asked(request);
        ObjectRecord found = found(request, bucket, version);
        return new Found(bucket, Versions.subject(found, request, version));
    }

    private @Nullable ObjectRecord found(S3Request request, Bucket bucket, Optional<VersionName> version)
            throws S3Exception {
        ObjectRecord found = version.isPresent()
                ? metadata.version(bucket.id(), request.requiredKey(), version.get())
                : metadata.newest(bucket.id(), request.requiredKey());
        boolean isMissing = found == null || found.isDeleteMarker();
        if (isMissing && version.isEmpty() && access.mayKnowOfAbsence(request, bucket)) {
            return found;
        }
        access.require(request, bucket, found);
        if (isMissing) {
            S3Action listing = version.isPresent() ? S3Action.LIST_BUCKET_VERSIONS : S3Action.LIST_BUCKET;
            if (!access.allows(request, bucket, listing, null)) {
                throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
            }
        }
        return found;
    }

    /// An object and its bucket.
    record Found(Bucket bucket, ObjectRecord object) {}

    /// The metadata, changed through which, changes are told as a request's.
    ///
    /// @param put the event where the request puts an object
    MetadataStore changes(S3Request request, EventType put) {
        return metadata.noting(events.causedBy(cause(request, put)));
    }

    /// The metadata, changed through which, changes of what is said of objects are told as a request's.
    ///
    /// @param event null where they are no event
    MetadataStore descriptions(S3Request request, @Nullable EventType event) {
        return metadata.noting(
                events.causedBy(cause(request, EventType.OBJECT_CREATED_PUT).describing(event)));
    }

    private static EventCause cause(S3Request request, EventType put) {
        Caller caller = request.caller();
        String principal = caller.isAnonymous() ? "Anonymous" : "AWS:" + caller.userId();
        return EventCause.client(principal, request.sourceAddress(), request.requestId(), put);
    }

    /// Now, in whole seconds as HTTP dates are.
    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
