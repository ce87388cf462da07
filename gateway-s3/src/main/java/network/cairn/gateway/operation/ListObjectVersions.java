package network.cairn.gateway.operation;

import java.util.Optional;
import java.util.function.UnaryOperator;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ListQuery;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.VersionId;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.metadata.VersionPage;
import network.cairn.gateway.metadata.VersionQuery;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// ListObjectVersions: all versions and delete markers, those of a key from the newest on.
public final class ListObjectVersions implements Operation {
    private final Backend backend;

    public ListObjectVersions(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        var encoding = ListParameters.encoding(request);
        String keyMarker = request.query().get("key-marker", "");
        String versionMarker = request.query().get("version-id-marker", "");
        var query = new VersionQuery(
                request.query().get("prefix", ""),
                request.query().get("delimiter", ""),
                keyMarker,
                afterVersion(request, bucket, keyMarker),
                ListParameters.max(request, "max-keys", ListQuery.RESULTS_MAX));
        VersionPage page = backend.metadata().versions(bucket.id(), query);
        var xml = new XmlWriter("ListVersionsResult")
                .element("Name", bucket.name())
                .element("Prefix", encoding.apply(query.prefix()))
                .element("KeyMarker", encoding.apply(keyMarker))
                .element("VersionIdMarker", versionMarker);
        if (page.truncated()) {
            xml.element("NextKeyMarker", encoding.apply(page.lastKey()));
            if (page.lastVersion() != null) {
                xml.element("NextVersionIdMarker", page.lastVersion().name());
            }
        }
        xml.element("MaxKeys", query.resultsMax());
        if (!query.delimiter().isEmpty()) {
            xml.element("Delimiter", encoding.apply(query.delimiter()));
        }
        request.query()
                .get("encoding-type")
                .filter(type -> !type.isEmpty())
                .ifPresent(type -> xml.element("EncodingType", type));
        xml.element("IsTruncated", page.truncated());
        for (VersionPage.Entry entry : page.entries()) {
            write(xml, entry, encoding, bucket);
        }
        for (String prefix : page.commonPrefixes()) {
            xml.open("CommonPrefixes").element("Prefix", encoding.apply(prefix)).close();
        }
        return S3Response.xml(200, xml.toBytes());
    }

    private static void write(XmlWriter xml, VersionPage.Entry entry, UnaryOperator<String> encoding, Bucket bucket) {
        ObjectRecord version = entry.version();
        xml.open(version.isDeleteMarker() ? "DeleteMarker" : "Version")
                .element("Key", encoding.apply(version.key()))
                .element("VersionId", version.version().name())
                .element("IsLatest", entry.isLatest())
                .element("LastModified", HttpDates.xml(version.lastModified()));
        if (!version.isDeleteMarker()) {
            xml.element("ETag", Etags.quoted(version.etag()));
            ChecksumAttributes.addListed(xml, version.checksums());
            xml.element("Size", version.sizeBytes())
                    .element("StorageClass", version.attributes().storageClass());
        }
        Owner.write(xml, "Owner", Owner.of(version, bucket));
        xml.close();
    }

    /// Where in the versions of the marker's key the page starts; null for after all of them.
    private @Nullable VersionId afterVersion(S3Request request, Bucket bucket, String keyMarker) throws S3Exception {
        Optional<String> marker = request.query().get("version-id-marker");
        if (marker.isEmpty()) {
            return null;
        }
        if (keyMarker.isEmpty()) {
            throw new S3Exception(
                            S3ErrorCode.INVALID_ARGUMENT,
                            "A version-id marker cannot be specified without a key marker.")
                    .with("ArgumentName", "version-id-marker")
                    .with("ArgumentValue", marker.get());
        }
        if (marker.get().isEmpty()) {
            throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "A version-id marker cannot be empty.")
                    .with("ArgumentName", "version-id-marker")
                    .with("ArgumentValue", "");
        }
        return switch (Versions.parse(marker.get())) {
            case VersionName.OfId(VersionId id) -> id;
            case VersionName.OfNull name -> {
                ObjectRecord version = backend.metadata().version(bucket.id(), keyMarker, name);
                yield version == null ? null : version.version().id();
            }
        };
    }
}
