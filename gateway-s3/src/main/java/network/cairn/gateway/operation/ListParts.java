package network.cairn.gateway.operation;

import java.util.List;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// ListParts.
public final class ListParts implements Operation {
    private static final int PARTS_MAX = 1000;

    private final Backend backend;

    public ListParts(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        UploadRecord upload = Uploads.find(backend, bucket, request);
        int max = ListParameters.max(request, "max-parts", PARTS_MAX);
        String marker = request.query().get("part-number-marker", "");
        int after = marker.isEmpty()
                ? 0
                : Math.min(ListParameters.max(request, "part-number-marker", Integer.MAX_VALUE), PartRecord.NUMBER_MAX);
        List<PartRecord> found = backend.metadata().parts(upload.id(), after, max + 1);
        boolean truncated = found.size() > max && max > 0;
        List<PartRecord> parts = found.subList(0, Math.min(max, found.size()));
        var encoding = ListParameters.encoding(request);
        var xml = new XmlWriter("ListPartsResult")
                .element("Bucket", bucket.name())
                .element("Key", encoding.apply(upload.key()))
                .element("UploadId", upload.id().toString())
                .element("PartNumberMarker", after);
        if (truncated) {
            xml.element("NextPartNumberMarker", parts.getLast().number());
        }
        xml.element("MaxParts", max).element("IsTruncated", truncated);
        if (!upload.checksumAlgorithm().isEmpty()) {
            xml.element("ChecksumAlgorithm", upload.checksumAlgorithm()).element("ChecksumType", upload.checksumType());
        }
        for (PartRecord part : parts) {
            xml.open("Part")
                    .element("PartNumber", part.number())
                    .element("LastModified", HttpDates.xml(part.lastModified()))
                    .element("ETag", Etags.quoted(part.etag()))
                    .element("Size", part.sizeBytes());
            if (PartChecksums.isNamed(upload)) {
                ChecksumAttributes.addElements(xml, part.checksums());
            }
            xml.close();
        }
        Owner.writeOf(xml, upload, bucket);
        xml.element("StorageClass", upload.attributes().storageClass());
        return backend.expirations().add(S3Response.xml(200, xml.toBytes()), bucket, upload);
    }
}
