package network.cairn.gateway.operation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import network.cairn.gateway.configuration.Tagging;
import network.cairn.gateway.configuration.WebsiteRedirect;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// The headers of a request that makes an object.
final class WriteHeaders {
    static final String USER_METADATA_PREFIX = "x-amz-meta-";
    static final int USER_METADATA_BYTES_MAX = 2048;
    static final String REDIRECT = "x-amz-website-redirect-location";
    private static final String TAGGING = "x-amz-tagging";
    private static final String METADATA_DIRECTIVE = "x-amz-metadata-directive";
    private static final String CONTENT_TYPE_DEFAULT = "binary/octet-stream";

    private static final List<String> KEPT = List.of(
            "cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires");

    /// Names that objects may go by. All are stored alike; those of archives, from which objects must be restored,
    /// are refused.
    private static final Set<String> STORAGE_CLASSES = Set.of(
            ObjectAttributes.STORAGE_CLASS_DEFAULT,
            "REDUCED_REDUNDANCY",
            "STANDARD_IA",
            "ONEZONE_IA",
            "INTELLIGENT_TIERING",
            "GLACIER_IR");

    private WriteHeaders() {}

    /// What a new object is to be remembered with.
    ///
    /// @param now when it is made, from which its bucket's default retention counts
    /// @throws S3Exception `MetadataTooLarge`, `InvalidTag`, `InvalidStorageClass`, `InvalidArgument`,
    ///     `InvalidRequest`
    static ObjectAttributes attributes(S3Headers headers, Bucket bucket, Instant now) throws S3Exception {
        Optional<String> tagging = headers.get(TAGGING);
        return described(headers)
                .withTags(tagging.isEmpty() ? new TreeMap<>() : ObjectTags.toMap(Tagging.ofHeader(tagging.get())))
                .withLock(ObjectLocks.ofHeaders(headers, bucket, now))
                .withStorageClass(storageClass(headers));
    }

    /// What a copy is to be remembered with: described by its own headers or as its source, and all else by its own
    /// headers, but for the tags where they are to be copied too.
    static ObjectAttributes ofCopy(S3Headers headers, Bucket bucket, Instant now, ObjectAttributes source)
            throws S3Exception {
        ObjectAttributes own = attributes(headers, bucket, now);
        ObjectAttributes tagged =
                isReplaced(headers, "x-amz-tagging-directive", "tagging") ? own : own.withTags(source.tags());
        if (isReplaced(headers, METADATA_DIRECTIVE, "metadata")) {
            return tagged;
        }
        var kept = new TreeMap<>(source.headers());
        kept.remove(REDIRECT);
        headers.get(REDIRECT).ifPresent(location -> kept.put(REDIRECT, location));
        return tagged.withDescription(kept, source.userMetadata());
    }

    /// Whether a copy onto itself changes anything, as S3 demands.
    static boolean changesItself(S3Headers headers, ObjectAttributes copy, ObjectAttributes source) throws S3Exception {
        return isReplaced(headers, METADATA_DIRECTIVE, "metadata")
                || headers.has(REDIRECT)
                || headers.has("x-amz-server-side-encryption")
                || headers.has("x-amz-server-side-encryption-customer-algorithm")
                || !copy.storageClass().equals(source.storageClass());
    }

    private static boolean isReplaced(S3Headers headers, String directive, String what) throws S3Exception {
        String value = headers.get(directive).orElse("COPY");
        return switch (value) {
            case "COPY" -> false;
            case "REPLACE" -> true;
            default ->
                throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Unknown " + what + " directive.")
                        .with("ArgumentName", directive)
                        .with("ArgumentValue", value);
        };
    }

    private static String storageClass(S3Headers headers) throws S3Exception {
        String name = headers.get("x-amz-storage-class").orElse(ObjectAttributes.STORAGE_CLASS_DEFAULT);
        if (!STORAGE_CLASSES.contains(name)) {
            throw new S3Exception(S3ErrorCode.INVALID_STORAGE_CLASS).with("StorageClassRequested", name);
        }
        return name;
    }

    /// The standard headers and the metadata that an object is to remember.
    private static ObjectAttributes described(S3Headers headers) throws S3Exception {
        var kept = new TreeMap<String, String>();
        for (String name : KEPT) {
            headers.get(name)
                    .map(value -> name.equals("content-encoding") ? withoutChunking(value) : value)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> kept.put(name, value));
        }
        kept.putIfAbsent("content-type", CONTENT_TYPE_DEFAULT);
        Optional<String> redirect = headers.get(REDIRECT);
        if (redirect.isPresent()) {
            WebsiteRedirect.checkLocation(redirect.get());
            kept.put(REDIRECT, redirect.get());
        }
        var user = new TreeMap<String, String>();
        for (S3Headers.Header header : headers.all()) {
            String name = header.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(USER_METADATA_PREFIX)) {
                user.merge(
                        name.substring(USER_METADATA_PREFIX.length()), header.value(), (one, two) -> one + "," + two);
            }
        }
        int bytes = user.entrySet().stream()
                .mapToInt(entry -> bytes(entry.getKey()) + bytes(entry.getValue()))
                .sum();
        if (bytes > USER_METADATA_BYTES_MAX) {
            throw new S3Exception(S3ErrorCode.METADATA_TOO_LARGE)
                    .with("Size", Integer.toString(bytes))
                    .with("MaxSizeAllowed", Integer.toString(USER_METADATA_BYTES_MAX));
        }
        return new ObjectAttributes(kept, user);
    }

    private static String withoutChunking(String contentEncoding) {
        // What is between the others stays as the client wrote it.
        return Arrays.stream(contentEncoding.split(",", -1))
                .filter(each -> !each.strip().equalsIgnoreCase("aws-chunked") && !each.isBlank())
                .collect(Collectors.joining(","))
                .strip();
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
