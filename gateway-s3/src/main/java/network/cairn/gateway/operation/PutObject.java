package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// PutObject: streams the body to the network, then commits it in one transaction.
public final class PutObject implements Operation {
    private final Backend backend;

    public PutObject(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        Bucket bucket = backend.bucket(request);
        String key = request.requiredKey();
        ObjectAttributes attributes = NewObjects.owned(
                backend, request, bucket, WriteHeaders.attributes(request.headers(), bucket, backend.now()));
        WriteCondition condition = WriteConditions.of(request.headers());
        checkLength(request.body());
        if (request.headers().has(AppendObject.HEADER)) {
            return new AppendObject(backend).handle(request, bucket);
        }
        checkEarly(bucket, key, condition);
        backend.quotas().check(bucket, key, request.body().lengthBytesMax());
        ChecksumAttributes.request(request.body());
        var place = new Place.InObject(bucket.id(), key);
        ObjectData.Stored stored = backend.data()
                .store(
                        bucket,
                        place,
                        request.body().stream(),
                        request.body().decodedLengthBytes(),
                        ObjectLimits.PUT_BYTES_MAX,
                        Encryptions.writing(backend, request.headers(), bucket, key, attributes.encryption()));
        var object = new ObjectRecord(
                key,
                stored.data().sizeBytes(),
                stored.md5(),
                backend.now(),
                attributes,
                ChecksumAttributes.of(request.body()),
                new ObjectContent.Whole(stored.data()));
        EventType event = request.operation() == OperationName.POST_OBJECT
                ? EventType.OBJECT_CREATED_POST
                : EventType.OBJECT_CREATED_PUT;
        ObjectRecord put = commit(backend.changes(request, event), backend, bucket, object, condition, stored);
        S3Response response = S3Response.empty(200).withHeader("ETag", Etags.quoted(put.etag()));
        response = Encryptions.addHeaders(
                ChecksumAttributes.addHeaders(response, put.checksums()), attributes.encryption());
        response = backend.expirations().add(response, bucket, put);
        return Versions.addMadeHeader(response, bucket, put.version());
    }

    /// Makes stored bytes an object, or gives them up.
    ///
    /// @param changes the metadata to change
    static ObjectRecord commit(
            MetadataStore changes,
            Backend backend,
            Bucket bucket,
            ObjectRecord object,
            WriteCondition condition,
            ObjectData.Stored stored)
            throws S3Exception {
        boolean done = false;
        try {
            ObjectRecord put = changes.putObject(bucket, object, condition);
            done = true;
            return put;
        } catch (MetadataException e) {
            throw Failures.of(e);
        } finally {
            if (!done) {
                backend.data().abandon(stored);
            }
        }
    }

    static void checkLength(S3Body body) throws S3Exception {
        if (body.decodedLengthBytes() > ObjectLimits.PUT_BYTES_MAX) {
            throw MeasuredInput.tooLarge(ObjectLimits.PUT_BYTES_MAX)
                    .with("ProposedSize", Long.toString(body.decodedLengthBytes()));
        }
    }

    /// Refuses before the body is read what would be refused after it. The transaction checks again.
    private void checkEarly(Bucket bucket, String key, WriteCondition condition) throws S3Exception {
        try {
            condition.check(backend.metadata().object(bucket.id(), key));
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
    }
}
