package network.cairn.gateway.operation;

import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// CreateMultipartUpload.
public final class CreateMultipartUpload implements Operation {
    private final Backend backend;

    public CreateMultipartUpload(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, InterruptedException {
        Bucket bucket = backend.bucket(request);
        String algorithm = ChecksumAttributes.named(request.headers())
                .map(ChecksumAlgorithm::name)
                .orElse("");
        String type = algorithm.isEmpty() ? "" : type(request, algorithm);
        var now = backend.clock().instant();
        var upload = new UploadRecord(
                UploadId.generate(now, backend.random()),
                request.requiredKey(),
                backend.now(),
                Owner.initiated(
                        NewObjects.owned(
                                backend,
                                request,
                                bucket,
                                WriteHeaders.attributes(request.headers(), bucket, backend.now())),
                        request),
                algorithm,
                type);
        try {
            backend.metadata().createUpload(bucket, upload);
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
        var xml = new XmlWriter("InitiateMultipartUploadResult")
                .element("Bucket", bucket.name())
                .element("Key", upload.key())
                .element("UploadId", upload.id().toString());
        S3Response response = Encryptions.addHeaders(
                S3Response.xml(200, xml.toBytes()), upload.attributes().encryption());
        response = backend.expirations().add(response, bucket, upload);
        return algorithm.isEmpty()
                ? response
                : response.withHeader("x-amz-checksum-algorithm", algorithm).withHeader("x-amz-checksum-type", type);
    }

    /// How the object's checksum is made of its parts' when the client does not say: as S3 does.
    private static String type(S3Request request, String algorithm) throws S3Exception {
        boolean isCrc64 = algorithm.equals(ChecksumAlgorithm.CRC64NVME.name());
        boolean isSha = algorithm.startsWith("SHA");
        String type = request.headers()
                .get("x-amz-checksum-type")
                .orElse(isCrc64 ? ChecksumAttributes.FULL_OBJECT : ChecksumAttributes.COMPOSITE);
        boolean fits = switch (type) {
            case ChecksumAttributes.COMPOSITE -> !isCrc64;
            case ChecksumAttributes.FULL_OBJECT -> !isSha;
            default -> false;
        };
        if (!fits) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "The " + type + " checksum type cannot be used with the " + algorithm + " checksum algorithm.");
        }
        return type;
    }
}
