package network.cairn.gateway.operation;

import java.nio.charset.StandardCharsets;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.WriteCondition;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// RenameObject: gives an object of the same bucket the request's key, in one transaction and without moving bytes.
///
/// S3 has it for directory buckets alone; here every bucket that never kept versions has it.
public final class RenameObject implements Operation {
    private final Backend backend;

    public RenameObject(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception {
        Bucket bucket = backend.bucket(request);
        String from = source(request, bucket);
        WriteCondition target = WriteConditions.of(request.headers());
        WriteCondition source = sourceCondition(request.headers());
        ObjectRecord object = backend.metadata().object(bucket.id(), from);
        backend.access().requireSource(request, bucket, from, object);
        if (object == null) {
            throw Versions.noSuchKey(from);
        }
        ReadConditions.check(request.headers(), "x-amz-rename-source-", object, S3ErrorCode.PRECONDITION_FAILED);
        try {
            backend.changes(request, EventType.OBJECT_CREATED_COPY)
                    .renameObject(bucket, from, request.requiredKey(), source, target);
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
        return S3Response.empty(200);
    }

    /// What is checked again in the transaction: that the object is the one the conditions were read of.
    private static WriteCondition sourceCondition(S3Headers headers) {
        return new WriteCondition(
                null,
                headers.get("x-amz-rename-source-if-match").map(Etags::bare).orElse(null));
    }

    private static String source(S3Request request, Bucket bucket) throws S3Exception {
        String header = request.headers().get("x-amz-rename-source").orElse("");
        String decoded = CopySource.decoded(header, "x-amz-rename-source");
        String key = decoded.startsWith("/") ? decoded.substring(1) : decoded;
        if (key.startsWith(bucket.name() + "/")) {
            key = key.substring(bucket.name().length() + 1);
        }
        if (key.isEmpty() || key.getBytes(StandardCharsets.UTF_8).length > ObjectRecord.KEY_BYTES_MAX) {
            throw new S3Exception(
                            S3ErrorCode.INVALID_ARGUMENT,
                            "Rename Source must name an object of the same bucket: sourcekey, percent-encoded")
                    .with("ArgumentName", "x-amz-rename-source")
                    .with("ArgumentValue", header);
        }
        return key;
    }
}
