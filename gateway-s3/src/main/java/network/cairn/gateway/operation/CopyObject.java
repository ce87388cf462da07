package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.auth.RunningChecksum;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectEncryption;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// CopyObject: reads the source and stores it anew under a key of its own.
///
/// A copy onto itself, which S3 allows only with new metadata, leaves the bytes where they are.
public final class CopyObject implements Operation {
    private final Backend backend;

    public CopyObject(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        Bucket bucket = backend.bucket(request);
        String key = request.requiredKey();
        WriteCondition condition = WriteConditions.of(request.headers());
        if (request.headers().has("x-amz-copy-source-range")) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_ARGUMENT, "x-amz-copy-source-range is for copies into a part of an upload");
        }
        CopySource source = CopySource.of(backend, request);
        ObjectAttributes before = source.object().attributes();
        ObjectAttributes attributes = NewObjects.owned(
                backend, request, bucket, WriteHeaders.ofCopy(request.headers(), bucket, backend.now(), before));
        if (!attributes.tags().isEmpty() && attributes.tags().equals(before.tags())) {
            source.requireTags(backend, request, bucket);
        }
        boolean ontoItself = !source.isVersionAsked()
                && source.bucket().id().equals(bucket.id())
                && source.object().key().equals(key);
        if (ontoItself
                && bucket.settings().get(BucketSetting.ENCRYPTION).isEmpty()
                && !WriteHeaders.changesItself(request.headers(), attributes, before)) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "This copy request is illegal because it is trying to copy an object to itself without changing the"
                            + " object's metadata, storage class, website redirect location or encryption attributes.");
        }
        // Where the bucket keeps the object as it was, the copy needs bytes of its own.
        boolean inPlace = ontoItself
                && bucket.settings().versioning() != Versioning.ENABLED
                && source.object().version().isNull()
                && before.encryption().equals(attributes.encryption())
                && before.encryption().kind() != ObjectEncryption.Kind.CUSTOMER;
        ObjectRecord copy = inPlace
                ? touch(request, bucket, source.object(), attributes, condition)
                : copy(request, source, bucket, key, attributes, condition);
        var xml = new XmlWriter("CopyObjectResult")
                .element("LastModified", HttpDates.xml(copy.lastModified()))
                .element("ETag", Etags.quoted(copy.etag()));
        ChecksumAttributes.addElements(xml, copy.checksums());
        S3Response response = Encryptions.addHeaders(
                S3Response.xml(200, xml.toBytes()), copy.attributes().encryption());
        response = Versions.addMadeHeader(backend.expirations().add(response, bucket, copy), bucket, copy.version());
        return source.addVersionHeader(response);
    }

    private ObjectRecord copy(
            S3Request request,
            CopySource source,
            Bucket bucket,
            String key,
            ObjectAttributes attributes,
            WriteCondition condition)
            throws S3Exception, IOException, InterruptedException {
        ChecksumAlgorithm algorithm =
                ChecksumAttributes.algorithm(request.headers(), source.object().checksums());
        RunningChecksum sum = RunningChecksum.of(algorithm);
        ObjectData.Stored stored = source.copy(
                backend,
                source.whole(),
                bucket,
                new Place.InObject(bucket.id(), key),
                sum,
                Encryptions.writing(backend, request.headers(), bucket, key, attributes.encryption()));
        var copy = new ObjectRecord(
                key,
                stored.data().sizeBytes(),
                stored.md5(),
                backend.now(),
                attributes,
                ChecksumAttributes.full(algorithm, sum),
                new ObjectContent.Whole(stored.data()));
        return PutObject.commit(
                backend.changes(request, EventType.OBJECT_CREATED_COPY), backend, bucket, copy, condition, stored);
    }

    private ObjectRecord touch(
            S3Request request,
            Bucket bucket,
            ObjectRecord object,
            ObjectAttributes attributes,
            WriteCondition condition)
            throws S3Exception {
        ObjectRecord touched = object.withAttributes(attributes).withLastModified(backend.now());
        try {
            condition.check(object);
            backend.changes(request, EventType.OBJECT_CREATED_COPY).replaceAttributes(bucket, object, touched);
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
        return touched;
    }
}
