package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ListPage;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// ListMultipartUploads: those in progress, by key, then by age.
public final class ListMultipartUploads implements Operation {
    private final Backend backend;

    public ListMultipartUploads(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        var encoding = ListParameters.encoding(request);
        var query = new ListQuery(
                request.query().get("prefix", ""),
                request.query().get("delimiter", ""),
                request.query().get("key-marker", ""),
                ListParameters.max(request, "max-uploads", ListQuery.RESULTS_MAX));
        ListPage<UploadRecord> page = backend.metadata().uploads(bucket.id(), query, afterUpload(request, query));
        var xml = new XmlWriter("ListMultipartUploadsResult")
                .element("Bucket", bucket.name())
                .element("KeyMarker", encoding.apply(query.after()))
                .element("UploadIdMarker", request.query().get("upload-id-marker", ""));
        if (page.truncated()) {
            xml.element("NextKeyMarker", encoding.apply(page.last()));
            boolean endsWithUpload =
                    !page.entries().isEmpty() && page.entries().getLast().key().equals(page.last());
            xml.element(
                    "NextUploadIdMarker",
                    endsWithUpload ? page.entries().getLast().id().toString() : "");
        }
        xml.element("Prefix", encoding.apply(query.prefix()));
        if (!query.delimiter().isEmpty()) {
            xml.element("Delimiter", encoding.apply(query.delimiter()));
        }
        request.query()
                .get("encoding-type")
                .filter(type -> !type.isEmpty())
                .ifPresent(type -> xml.element("EncodingType", type));
        xml.element("MaxUploads", query.resultsMax()).element("IsTruncated", page.truncated());
        for (UploadRecord upload : page.entries()) {
            xml.open("Upload")
                    .element("Key", encoding.apply(upload.key()))
                    .element("UploadId", upload.id().toString());
            Owner.writeOf(xml, upload, bucket);
            xml.element("StorageClass", upload.attributes().storageClass())
                    .element("Initiated", HttpDates.xml(upload.initiatedAt()));
            if (!upload.checksumAlgorithm().isEmpty()) {
                xml.element("ChecksumAlgorithm", upload.checksumAlgorithm())
                        .element("ChecksumType", upload.checksumType());
            }
            xml.close();
        }
        for (String prefix : page.commonPrefixes()) {
            xml.open("CommonPrefixes").element("Prefix", encoding.apply(prefix)).close();
        }
        return S3Response.xml(200, xml.toBytes());
    }

    private static @Nullable UploadId afterUpload(S3Request request, ListQuery query) throws S3Exception {
        String marker = request.query().get("upload-id-marker", "");
        if (marker.isEmpty() || query.after().isEmpty()) {
            return null;
        }
        return UploadId.parse(marker)
                .orElseThrow(() -> new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Invalid uploadId marker")
                        .with("ArgumentName", "upload-id-marker")
                        .with("ArgumentValue", marker));
    }
}
