package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.auth.CrcCombination;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// What PutObject does with `x-amz-write-offset-bytes`: appends the body to the object, which must end at that
/// offset.
///
/// S3 has it for directory buckets alone; here every bucket that never kept versions has it. The object becomes one
/// of parts, one an append, and its ETag is like that of a multipart upload: of no MD5, with a dash and the count
/// of parts.
final class AppendObject {
    static final String HEADER = "x-amz-write-offset-bytes";

    private final Backend backend;

    AppendObject(Backend backend) {
        this.backend = backend;
    }

    S3Response handle(S3Request request, Bucket bucket) throws S3Exception, IOException, InterruptedException {
        long offset = offset(request);
        if (bucket.settings().versioning() != Versioning.OFF) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_BUCKET_STATE,
                    "Appends are for buckets that never kept versions; " + bucket.name() + " does or did.");
        }
        ObjectRecord current = backend.metadata().object(bucket.id(), request.requiredKey());
        if (current == null) {
            throw Versions.noSuchKey(request.requiredKey());
        }
        if (current.sizeBytes() != offset) {
            throw new S3Exception(S3ErrorCode.INVALID_WRITE_OFFSET)
                    .with("ObjectSize", Long.toString(current.sizeBytes()))
                    .with("WriteOffset", Long.toString(offset));
        }
        if (request.body().decodedLengthBytes() > ObjectLimits.OBJECT_BYTES_MAX - offset) {
            throw MeasuredInput.tooLarge(ObjectLimits.OBJECT_BYTES_MAX);
        }
        backend.quotas().checkAppended(bucket, request.body().decodedLengthBytes());
        Optional<ChecksumAlgorithm> algorithm = combining(current);
        ChecksumAttributes.request(request.body());
        algorithm.ifPresent(request.body()::compute);
        UploadId upload = UploadId.generate(backend.clock().instant(), backend.random());
        UploadId target = current.content() instanceof ObjectContent.Parts parts ? parts.upload() : upload;
        // Its number is decided in the transaction; until then the place only says which upload may come to name it.
        ObjectData.Stored stored = backend.data()
                .store(
                        bucket,
                        new Place.InUpload(target, PartRecord.NUMBER_MAX),
                        request.body().stream(),
                        request.body().decodedLengthBytes(),
                        ObjectLimits.PUT_BYTES_MAX,
                        Encryptions.writing(
                                backend,
                                request.headers(),
                                bucket,
                                current.key(),
                                current.attributes().encryption()));
        return commit(request, bucket, current, upload, stored, algorithm);
    }

    private S3Response commit(
            S3Request request,
            Bucket bucket,
            ObjectRecord current,
            UploadId upload,
            ObjectData.Stored stored,
            Optional<ChecksumAlgorithm> algorithm)
            throws S3Exception {
        SortedMap<String, String> sent = ChecksumAttributes.of(request.body());
        sent.remove(ChecksumAttributes.TYPE);
        var part = new PartRecord(1, stored.md5(), backend.now(), sent, stored.data());
        int parts = current.content() instanceof ObjectContent.Parts before ? before.count() : 1;
        var changed = new ObjectRecord(
                current.key(),
                current.sizeBytes() + part.sizeBytes(),
                etag(current.etag(), stored.md5(), parts + 1),
                backend.now(),
                current.attributes(),
                combined(request, current, part, algorithm),
                current.content());
        boolean done = false;
        try {
            ObjectRecord longer = backend.changes(request, EventType.OBJECT_CREATED_PUT)
                    .append(bucket, current, part, changed, upload);
            done = true;
            S3Response response = S3Response.empty(200)
                    .withHeader("ETag", Etags.quoted(longer.etag()))
                    .withHeader("x-amz-object-size", Long.toString(longer.sizeBytes()));
            return ChecksumAttributes.addHeaders(response, longer.checksums());
        } catch (MetadataException e) {
            throw Failures.of(e);
        } finally {
            if (!done) {
                backend.data().abandon(stored);
            }
        }
    }

    private static long offset(S3Request request) throws S3Exception {
        String text = request.headers().get(HEADER).orElse("").strip();
        if (!text.matches("\\d{1,18}")) {
            throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, HEADER + " is a number of bytes from 0 on.")
                    .with("ArgumentName", HEADER)
                    .with("ArgumentValue", text);
        }
        return Long.parseLong(text);
    }

    /// The algorithm whose checksum of the longer object follows from those of its pieces.
    private static Optional<ChecksumAlgorithm> combining(ObjectRecord object) {
        if (!ChecksumAttributes.FULL_OBJECT.equals(object.checksums().get(ChecksumAttributes.TYPE))) {
            return Optional.empty();
        }
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (CrcCombination.combines(algorithm) && object.checksums().containsKey(algorithm.name())) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    private static SortedMap<String, String> combined(
            S3Request request, ObjectRecord current, PartRecord part, Optional<ChecksumAlgorithm> algorithm) {
        var checksums = new TreeMap<String, String>();
        if (algorithm.isEmpty()) {
            return checksums;
        }
        String name = algorithm.get().name();
        var combination = CrcCombination.of(algorithm.get());
        combination.append(Base64.getDecoder().decode(current.checksums().getOrDefault(name, "")), current.sizeBytes());
        request.body().checksum(algorithm.get()).ifPresent(added -> {
            combination.append(Base64.getDecoder().decode(added.base64()), part.sizeBytes());
            checksums.put(name, Base64.getEncoder().encodeToString(combination.value()));
            checksums.put(ChecksumAttributes.TYPE, ChecksumAttributes.FULL_OBJECT);
        });
        return checksums;
    }

    private static String etag(String before, String appendedMd5, int parts) {
        var md5 = MeasuredInput.newMd5();
        md5.update(before.getBytes(StandardCharsets.US_ASCII));
        md5.update(HexFormat.of().parseHex(appendedMd5));
        return HexFormat.of().formatHex(md5.digest()) + "-" + parts;
    }
}
