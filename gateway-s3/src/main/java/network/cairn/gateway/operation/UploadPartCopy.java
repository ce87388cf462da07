package network.cairn.gateway.operation;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.gateway.auth.RunningChecksum;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// UploadPartCopy: a part that is an object, or a range of one.
public final class UploadPartCopy implements Operation {
    private final Backend backend;

    public UploadPartCopy(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        Bucket bucket = backend.bucket(request);
        int number = PartNumbers.parse(request.query().get("partNumber", ""));
        UploadRecord upload = Uploads.find(backend, bucket, request);
        CopySource source = CopySource.of(backend, request);
        ChecksumAlgorithm algorithm = PartChecksums.algorithm(upload);
        RunningChecksum sum = RunningChecksum.of(algorithm);
        ObjectData.Stored stored = source.copy(
                backend,
                source.range(request),
                bucket,
                new Place.InUpload(upload.id(), number),
                sum,
                Encryptions.writing(
                        backend,
                        request.headers(),
                        bucket,
                        upload.key(),
                        upload.attributes().encryption()));
        var checksums = new TreeMap<>(Map.of(algorithm.name(), sum.base64()));
        PartRecord part = UploadPart.commit(backend, bucket, upload, number, stored, checksums);
        var xml = new XmlWriter("CopyPartResult")
                .element("LastModified", HttpDates.xml(part.lastModified()))
                .element("ETag", Etags.quoted(part.etag()));
        if (PartChecksums.isNamed(upload)) {
            ChecksumAttributes.addElements(xml, part.checksums());
        }
        S3Response response = Encryptions.addHeaders(
                S3Response.xml(200, xml.toBytes()), upload.attributes().encryption());
        return source.addVersionHeader(response);
    }
}
