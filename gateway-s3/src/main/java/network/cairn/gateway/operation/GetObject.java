package network.cairn.gateway.operation;

import java.io.IOException;
import network.cairn.gateway.kms.KeyRecovery;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// GetObject. Its first bytes are fetched before the status is sent, so that nodes that are down show as a clear
/// 503.
public final class GetObject implements Operation {
    private final Backend backend;

    public GetObject(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        Backend.Found found = backend.object(request);
        ObjectHeaders.checkOverrides(request);
        Bucket bucket = found.bucket();
        ObjectRecord object = found.object();
        ReadConditions.check(request.headers(), "", object, S3ErrorCode.NOT_MODIFIED);
        ObjectSlice slice = ObjectSlice.of(backend.metadata(), request, object);
        ByteRange range = slice.range();
        KeyRecovery recovery = Encryptions.reading(backend, request, bucket, object);
        S3Response response = S3Response.stream(
                slice.isPartial() ? 206 : 200,
                range.lengthBytes(),
                out -> backend.data().read(bucket, object, range.offset(), range.lengthBytes(), out, recovery));
        S3Response told = ObjectHeaders.add(response, request, bucket, object, slice);
        S3Response with =
                request.query().has("versionId") ? told : backend.expirations().add(told, bucket, object);
        return backend.durability()
                .flatMap(durability -> durability.header(object))
                .map(value -> with.withHeader(ObjectDurability.HEADER, value))
                .orElse(with);
    }
}
