package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// HeadObject.
public final class HeadObject implements Operation {
    private final Backend backend;

    public HeadObject(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        Backend.Found found = backend.object(request);
        ObjectHeaders.checkOverrides(request);
        Bucket bucket = found.bucket();
        ObjectRecord object = found.object();
        Encryptions.reading(backend, request, bucket, object);
        ReadConditions.check(request.headers(), "", object, S3ErrorCode.NOT_MODIFIED);
        ObjectSlice slice = ObjectSlice.of(backend.metadata(), request, object);
        S3Response response = S3Response.empty(slice.isPartial() ? 206 : 200)
                .withHeader("Content-Length", Long.toString(slice.range().lengthBytes()));
        S3Response told = ObjectHeaders.add(response, request, bucket, object, slice);
        S3Response with =
                request.query().has("versionId") ? told : backend.expirations().add(told, bucket, object);
        return backend.durability()
                .flatMap(durability -> durability.header(object))
                .map(value -> with.withHeader(ObjectDurability.HEADER, value))
                .orElse(with);
    }
}
