package network.cairn.gateway.operation;

import java.util.function.UnaryOperator;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ListPage;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// ListObjects, the first version: pages by `marker`.
public final class ListObjects implements Operation {
    private final Backend backend;

    public ListObjects(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        var encoding = ListParameters.encoding(request);
        var query = new ListQuery(
                request.query().get("prefix", ""),
                request.query().get("delimiter", ""),
                request.query().get("marker", ""),
                ListParameters.max(request, "max-keys", ListQuery.RESULTS_MAX));
        ListPage<ObjectRecord> page = backend.metadata().objects(bucket.id(), query);
        var xml = new XmlWriter("ListBucketResult")
                .element("Name", bucket.name())
                .element("Prefix", encoding.apply(query.prefix()))
                .element("Marker", encoding.apply(query.after()));
        if (page.truncated() && !query.delimiter().isEmpty()) {
            xml.element("NextMarker", encoding.apply(page.last()));
        }
        xml.element("MaxKeys", query.resultsMax());
        end(xml, request, query, encoding, page);
        writeEntries(xml, page, encoding, bucket, true);
        return S3Response.xml(200, xml.toBytes());
    }

    private static void end(
            XmlWriter xml,
            S3Request request,
            ListQuery query,
            UnaryOperator<String> encoding,
            ListPage<ObjectRecord> page) {
        if (!query.delimiter().isEmpty()) {
            xml.element("Delimiter", encoding.apply(query.delimiter()));
        }
        request.query()
                .get("encoding-type")
                .filter(type -> !type.isEmpty())
                .ifPresent(type -> xml.element("EncodingType", type));
        xml.element("IsTruncated", page.truncated());
    }

    /// Writes the objects and common prefixes of a page.
    ///
    /// @param owners whether to name their owners
    static void writeEntries(
            XmlWriter xml, ListPage<ObjectRecord> page, UnaryOperator<String> encoding, Bucket bucket, boolean owners) {
        for (ObjectRecord object : page.entries()) {
            xml.open("Contents")
                    .element("Key", encoding.apply(object.key()))
                    .element("LastModified", HttpDates.xml(object.lastModified()))
                    .element("ETag", Etags.quoted(object.etag()));
            ChecksumAttributes.addListed(xml, object.checksums());
            xml.element("Size", object.sizeBytes());
            if (owners) {
                Owner.write(xml, "Owner", Owner.of(object, bucket));
            }
            xml.element("StorageClass", object.attributes().storageClass()).close();
        }
        for (String prefix : page.commonPrefixes()) {
            xml.open("CommonPrefixes").element("Prefix", encoding.apply(prefix)).close();
        }
    }
}
