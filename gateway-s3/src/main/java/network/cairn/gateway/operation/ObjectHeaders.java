package network.cairn.gateway.operation;

import java.util.Map;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// The headers that GetObject and HeadObject answer with.
final class ObjectHeaders {
    private static final Map<String, String> NAMES = Map.of(
            "cache-control",
            "Cache-Control",
            "content-disposition",
            "Content-Disposition",
            "content-encoding",
            "Content-Encoding",
            "content-language",
            "Content-Language",
            "content-type",
            "Content-Type",
            "expires",
            "Expires",
            WriteHeaders.REDIRECT,
            WriteHeaders.REDIRECT);

    private ObjectHeaders() {}

    static S3Response add(
            S3Response response, S3Request request, Bucket bucket, ObjectRecord object, ObjectSlice slice) {
        S3Response with = response.withHeader("Accept-Ranges", "bytes")
                .withHeader("ETag", Etags.quoted(object.etag()))
                .withHeader("Last-Modified", HttpDates.http(object.lastModified()));
        with = Versions.addHeader(with, bucket, object.version());
        if (slice.isPartial()) {
            with = with.withHeader("Content-Range", slice.range().contentRange(object.sizeBytes()));
        }
        if (slice.partNumber() > 0 && object.content() instanceof ObjectContent.Parts parts) {
            with = with.withHeader("x-amz-mp-parts-count", Integer.toString(parts.count()));
        }
        with = Encryptions.addHeaders(with, object.attributes().encryption());
        with = ObjectLocks.addHeaders(with, object.attributes());
        if (!object.attributes().tags().isEmpty()) {
            with = with.withHeader(
                    "x-amz-tagging-count",
                    Integer.toString(object.attributes().tags().size()));
        }
        String storageClass = object.attributes().storageClass();
        if (!storageClass.equals(ObjectAttributes.STORAGE_CLASS_DEFAULT)) {
            with = with.withHeader("x-amz-storage-class", storageClass);
        }
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
            String override = override(request.query(), name.getKey());
            String value =
                    override.isEmpty() ? object.attributes().headers().getOrDefault(name.getKey(), "") : override;
            if (!value.isEmpty()) {
                with = with.withHeader(name.getValue(), value);
            }
        }
        for (Map.Entry<String, String> entry :
                object.attributes().userMetadata().entrySet()) {
            with = with.withHeader(WriteHeaders.USER_METADATA_PREFIX + entry.getKey(), entry.getValue());
        }
        boolean wantsChecksums =
                request.headers().get("x-amz-checksum-mode").orElse("").equalsIgnoreCase("ENABLED");
        return wantsChecksums ? ChecksumAttributes.addHeaders(with, slice.checksums()) : with;
    }

    /// @throws S3Exception `InvalidRequest` where somebody who did not sign asks for other headers than the object's
    static void checkOverrides(S3Request request) throws S3Exception {
        if (request.caller().isAnonymous()
                && NAMES.keySet().stream()
                        .anyMatch(name -> !override(request.query(), name).isEmpty())) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "Request specific response headers cannot be used for anonymous GET requests.");
        }
    }

    private static String override(QueryParameters query, String header) {
        return query.get("response-" + header, "");
    }
}
