package network.cairn.gateway.operation;

import java.io.IOException;
import java.util.SortedMap;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// UploadPart. A part sent again replaces the one of its number.
public final class UploadPart implements Operation {
    private final Backend backend;

    public UploadPart(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        Bucket bucket = backend.bucket(request);
        int number = PartNumbers.parse(request.query().get("partNumber", ""));
        UploadRecord upload = Uploads.find(backend, bucket, request);
        PutObject.checkLength(request.body());
        backend.quotas().checkPart(bucket, request.body().decodedLengthBytes());
        PartChecksums checksums = PartChecksums.request(upload, request.body());
        ObjectData.Stored stored = backend.data()
                .store(
                        bucket,
                        new Place.InUpload(upload.id(), number),
                        request.body().stream(),
                        request.body().decodedLengthBytes(),
                        ObjectLimits.PUT_BYTES_MAX,
                        Encryptions.writing(
                                backend,
                                request.headers(),
                                bucket,
                                upload.key(),
                                upload.attributes().encryption()));
        PartRecord part = commit(backend, bucket, upload, number, stored, checksums.stored());
        S3Response response = S3Response.empty(200).withHeader("ETag", Etags.quoted(part.etag()));
        return Encryptions.addHeaders(
                ChecksumAttributes.addHeaders(response, checksums.shown()),
                upload.attributes().encryption());
    }

    /// Makes stored bytes a part, or gives them up.
    static PartRecord commit(
            Backend backend,
            Bucket bucket,
            UploadRecord upload,
            int number,
            ObjectData.Stored stored,
            SortedMap<String, String> checksums)
            throws S3Exception {
        var part = new PartRecord(number, stored.md5(), backend.now(), checksums, stored.data());
        boolean done = false;
        try {
            backend.metadata().putPart(bucket, upload, part);
            done = true;
        } catch (MetadataException e) {
            throw Failures.of(e);
        } finally {
            if (!done) {
                backend.data().abandon(stored);
            }
        }
        return part;
    }
}
