package network.cairn.gateway.operation;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.gateway.auth.RunningChecksum;
import network.cairn.gateway.configuration.CustomerKey;
import network.cairn.gateway.kms.KeyProtection;
import network.cairn.gateway.kms.KeyRecovery;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.Place;
import network.cairn.gateway.metadata.VersionName;
import network.cairn.gateway.policy.OperationActions;
import network.cairn.gateway.policy.S3Action;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;

/// The object that a copy reads, its conditions checked.
///
/// @param isVersionAsked whether the request named a version
/// @param customerKey with which the source is encrypted, as the request says
record CopySource(Bucket bucket, ObjectRecord object, boolean isVersionAsked, Optional<CustomerKey> customerKey) {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-(\\d{1,18})");

    /// The object that `x-amz-copy-source` names.
    ///
    /// @throws S3Exception `InvalidArgument`, `NoSuchBucket`, `NoSuchKey`, `AccessDenied`, `PreconditionFailed`
    static CopySource of(Backend backend, S3Request request) throws S3Exception {
        String header = request.headers().get("x-amz-copy-source").orElse("");
        String path = header;
        Optional<VersionName> version = Optional.empty();
        int query = header.indexOf('?');
        if (query >= 0) {
            path = header.substring(0, query);
            String parameter = header.substring(query + 1);
            if (!parameter.startsWith("versionId=")) {
                throw invalid(header);
            }
            version = Optional.of(Versions.parse(parameter.substring("versionId=".length())));
        }
        String decoded = decoded(path, header);
        String name = decoded.startsWith("/") ? decoded.substring(1) : decoded;
        int slash = name.indexOf('/');
        if (slash <= 0 || slash == name.length() - 1) {
            throw invalid(header);
        }
        Bucket bucket = backend.sourceBucket(request, name.substring(0, slash));
        ObjectRecord object = source(backend, request, bucket, name.substring(slash + 1), version);
        ReadConditions.check(request.headers(), "x-amz-copy-source-", object, S3ErrorCode.PRECONDITION_FAILED);
        return new CopySource(bucket, object, version.isPresent(), CustomerKey.ofCopySource(request.headers()));
    }

    private static ObjectRecord source(
            Backend backend, S3Request request, Bucket bucket, String key, Optional<VersionName> version)
            throws S3Exception {
        ObjectRecord found = version.isPresent()
                ? backend.metadata().version(bucket.id(), key, version.get())
                : backend.metadata().newest(bucket.id(), key);
        backend.access().requireSource(request, bucket, key, found);
        if ((found == null || found.isDeleteMarker())
                && !backend.access().allows(request, bucket, S3Action.LIST_BUCKET, null)) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED);
        }
        if (found != null && found.isDeleteMarker() && version.isPresent()) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "The source of a copy request may not specifically refer to a delete marker by version id.");
        }
        return Versions.required(found, key, version);
    }

    /// Goes on if the request may copy the source's tags, too.
    ///
    /// @throws S3Exception `AccessDenied`
    void requireTags(Backend backend, S3Request request, Bucket target) throws S3Exception {
        for (OperationActions.Need need : OperationActions.ofCopiedTags(isVersionAsked)) {
            if (need.on() == OperationActions.On.SOURCE) {
                backend.access().require(request, bucket, need, object.key(), object);
            } else {
                backend.access().require(request, target, need, request.requiredKey(), null);
            }
        }
    }

    /// Says which version was copied, where its bucket has or had versions.
    S3Response addVersionHeader(S3Response response) {
        return Versions.addHeader(response, "x-amz-copy-source-version-id", bucket, object.version());
    }

    ByteRange whole() {
        return new ByteRange(0, object.sizeBytes());
    }

    /// The range that `x-amz-copy-source-range` asks for; the whole object without one.
    ///
    /// @throws S3Exception `InvalidArgument` if it is malformed or not inside the object
    ByteRange range(S3Request request) throws S3Exception {
        Optional<String> header = request.headers().get("x-amz-copy-source-range");
        if (header.isEmpty()) {
            return whole();
        }
        Matcher form = RANGE.matcher(header.get().strip());
        if (form.matches()) {
            long first = Long.parseLong(form.group(1));
            long last = Long.parseLong(form.group(2));
            if (first <= last && last < object.sizeBytes()) {
                return new ByteRange(first, last - first + 1);
            }
        }
        throw new S3Exception(
                        S3ErrorCode.INVALID_ARGUMENT,
                        form.matches()
                                ? "Range specified is not valid for source object of size: " + object.sizeBytes()
                                : "The x-amz-copy-source-range value must be of the form bytes=first-last where first"
                                        + " and last are the zero-based offsets of the first and last bytes to copy")
                .with("ArgumentName", "x-amz-copy-source-range")
                .with("ArgumentValue", header.get());
    }

    /// Reads a range and stores it anew under a data key of its own.
    ///
    /// @param checksum gets every byte of it
    /// @param protection of the copy's data key
    /// @throws S3Exception `ServiceUnavailable`, or `InvalidRequest` for more than 5 GiB
    ObjectData.Stored copy(
            Backend backend,
            ByteRange range,
            Bucket target,
            Place place,
            RunningChecksum checksum,
            KeyProtection protection)
            throws S3Exception, IOException, InterruptedException {
        if (range.lengthBytes() > ObjectLimits.PUT_BYTES_MAX) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "The specified copy source is larger than the maximum allowable size for a copy source: "
                            + ObjectLimits.PUT_BYTES_MAX);
        }
        if (place instanceof Place.InObject made) {
            backend.quotas().check(target, made.key(), range.lengthBytes());
        } else {
            backend.quotas().checkPart(target, range.lengthBytes());
        }
        KeyRecovery recovery = backend.data().recovery(bucket, object, customerKey);
        ByteRelay relay = ByteRelay.start(
                out -> backend.data().read(bucket, object, range.offset(), range.lengthBytes(), out, recovery));
        try {
            var input = new SummedInput(relay.input(), checksum);
            return backend.data()
                    .store(target, place, input, range.lengthBytes(), ObjectLimits.PUT_BYTES_MAX, protection);
        } catch (IOException e) {
            relay.rethrowSourceError();
            throw e;
        } finally {
            relay.stop();
        }
    }

    /// A percent-encoded path, decoded.
    static String decoded(String path, String header) throws S3Exception {
        byte[] raw = path.getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[raw.length];
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            if (raw[i] == '%') {
                int high = i + 2 < raw.length ? Character.digit(raw[i + 1], 16) : -1;
                int low = high >= 0 ? Character.digit(raw[i + 2], 16) : -1;
                if (low < 0) {
                    throw invalid(header);
                }
                bytes[length++] = (byte) (high << 4 | low);
                i += 2;
            } else {
                bytes[length++] = raw[i];
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static S3Exception invalid(String header) {
        return new S3Exception(
                        S3ErrorCode.INVALID_ARGUMENT,
                        "Copy Source must mention the source bucket and key: sourcebucket/sourcekey")
                .with("ArgumentName", "x-amz-copy-source")
                .with("ArgumentValue", header);
    }
}
