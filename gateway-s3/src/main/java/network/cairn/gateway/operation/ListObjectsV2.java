package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ListPage;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// ListObjectsV2: pages by an opaque token.
public final class ListObjectsV2 implements Operation {
    private final Backend backend;

    public ListObjectsV2(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        var encoding = ListParameters.encoding(request);
        String startAfter = request.query().get("start-after", "");
        var token = request.query().get("continuation-token");
        var query = new ListQuery(
                request.query().get("prefix", ""),
                request.query().get("delimiter", ""),
                // S3 refuses an empty one; clients that build the first page's request as the others' send it.
                token.filter(text -> !text.isEmpty()).isPresent() ? ListParameters.afterToken(token.get()) : startAfter,
                ListParameters.max(request, "max-keys", ListQuery.RESULTS_MAX));
        ListPage<ObjectRecord> page = backend.metadata().objects(bucket.id(), query);
        var xml = new XmlWriter("ListBucketResult")
                .element("Name", bucket.name())
                .element("Prefix", encoding.apply(query.prefix()));
        token.ifPresent(value -> xml.element("ContinuationToken", value));
        if (page.truncated()) {
            xml.element("NextContinuationToken", ListParameters.token(page.last()));
        }
        if (!startAfter.isEmpty()) {
            xml.element("StartAfter", encoding.apply(startAfter));
        }
        xml.element("KeyCount", page.entries().size() + page.commonPrefixes().size())
                .element("MaxKeys", query.resultsMax());
        if (!query.delimiter().isEmpty()) {
            xml.element("Delimiter", encoding.apply(query.delimiter()));
        }
        request.query()
                .get("encoding-type")
                .filter(type -> !type.isEmpty())
                .ifPresent(type -> xml.element("EncodingType", type));
        xml.element("IsTruncated", page.truncated());
        boolean fetchOwner = request.query().get("fetch-owner", "").equals("true");
        ListObjects.writeEntries(xml, page, encoding, bucket, fetchOwner);
        return S3Response.xml(200, xml.toBytes());
    }
}
