package network.cairn.gateway.operation;

import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketId;
import network.cairn.gateway.metadata.BucketSettings;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlReader;

/// CreateBucket.
///
/// Making a bucket again that one owns is `BucketAlreadyOwnedByYou`, except in `us-east-1`, where S3 answers 200.
public final class CreateBucket implements Operation {
    private static final String LEGACY_REGION = "us-east-1";
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern ADDRESS = Pattern.compile("\\d+\\.\\d+\\.\\d+\\.\\d+");

    private final Backend backend;

    public CreateBucket(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        String name = request.requiredBucket();
        if (!isValid(name)) {
            throw new S3Exception(S3ErrorCode.INVALID_BUCKET_NAME).with("BucketName", name);
        }
        if (request.headers()
                .get("x-amz-bucket-object-lock-enabled")
                .orElse("false")
                .equalsIgnoreCase("true")) {
            throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED).with("Header", "x-amz-bucket-object-lock-enabled");
        }
        String acl = request.headers().get("x-amz-acl").orElse("private");
        if (!acl.equals("private")) {
            throw new S3Exception(S3ErrorCode.NOT_IMPLEMENTED).with("Header", "x-amz-acl: " + acl);
        }
        checkLocation(request.body().readAll(ObjectLimits.DOCUMENT_BYTES_MAX));
        var bucket = new Bucket(
                name,
                request.caller().tenant(),
                BucketId.generate(backend.random()),
                backend.region(),
                backend.clock().instant(),
                BucketSettings.NONE);
        try {
            backend.metadata().createBucket(bucket);
        } catch (MetadataException e) {
            if (e.reason() != MetadataException.Reason.BUCKET_EXISTS) {
                throw Failures.of(e);
            }
            answerForExisting(bucket);
        }
        return S3Response.empty(200).withHeader("Location", "/" + name);
    }

    private void answerForExisting(Bucket wanted) throws S3Exception {
        Bucket existing = backend.metadata().bucket(wanted.name());
        if (existing == null || !existing.tenant().equals(wanted.tenant())) {
            throw new S3Exception(S3ErrorCode.BUCKET_ALREADY_EXISTS).with("BucketName", wanted.name());
        }
        if (!backend.region().equals(LEGACY_REGION)) {
            throw new S3Exception(S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU).with("BucketName", wanted.name());
        }
    }

    private void checkLocation(byte[] document) throws S3Exception {
        if (document.length == 0) {
            return;
        }
        Optional<String> location =
                XmlReader.read(document, "CreateBucketConfiguration").childText("LocationConstraint");
        if (location.isEmpty() || location.get().isEmpty()) {
            return;
        }
        if (!location.get().strip().equals(backend.region())) {
            throw new S3Exception(
                            S3ErrorCode.INVALID_LOCATION_CONSTRAINT,
                            "The region of this gateway is " + backend.region() + ", not " + location.get())
                    .with("LocationConstraint", location.get());
        }
    }

    static boolean isValid(String name) {
        return NAME.matcher(name).matches()
                && !name.contains("..")
                && !name.contains(".-")
                && !name.contains("-.")
                && !ADDRESS.matcher(name).matches()
                && !name.startsWith("xn--")
                && !name.startsWith("sthree-")
                && !name.endsWith("-s3alias")
                && !name.endsWith("--ol-s3");
    }
}
