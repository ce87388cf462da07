package network.cairn.gateway.operation;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import network.cairn.gateway.metadata.ObjectAttributes;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// The headers of a request that makes an object.
final class WriteHeaders {
    static final String USER_METADATA_PREFIX = "x-amz-meta-";
    static final int USER_METADATA_BYTES_MAX = 2048;
    private static final String CONTENT_TYPE_DEFAULT = "binary/octet-stream";

    private static final List<String> KEPT = List.of(
            "cache-control", "content-disposition", "content-encoding", "content-language", "content-type", "expires");

    /// What would be a promise that this gateway does not keep.
    private static final List<String> REFUSED = List.of(
            "x-amz-tagging",
            "x-amz-object-lock-mode",
            "x-amz-object-lock-retain-until-date",
            "x-amz-object-lock-legal-hold",
            "x-amz-server-side-encryption-customer-algorithm",
            "x-amz-server-side-encryption-aws-kms-key-id",
            "x-amz-website-redirect-location",
            "x-amz-grant-read",
            "x-amz-grant-read-acp",
            "x-amz-grant-write-acp",
            "x-amz-grant-full-control");

    private static final Set<String> ACLS = Set.of("private", "bucket-owner-full-control", "bucket-owner-read");

    private WriteHeaders() {}

    /// What an object is to remember of the headers.
    ///
    /// @throws S3Exception `MetadataTooLarge`
    static ObjectAttributes attributes(S3Headers headers) throws S3Exception {
        var kept = new TreeMap<String, String>();
        for (String name : KEPT) {
            headers.get(name)
                    .map(value -> name.equals("content-encoding") ? withoutChunking(value) : value)
                    .filter(value -> !value.isEmpty())
                    .ifPresent(value -> kept.put(name, value));
        }
        kept.putIfAbsent("content-type", CONTENT_TYPE_DEFAULT);
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

    /// @throws S3Exception `NotImplemented` or `InvalidStorageClass` for what the gateway would have to ignore
    static void checkSupported(S3Headers headers) throws S3Exception {
        for (String name : REFUSED) {
            if (headers.has(name)) {
                throw notImplemented(name);
            }
        }
        String acl = headers.get("x-amz-acl").orElse("private");
        if (!ACLS.contains(acl)) {
            throw notImplemented("x-amz-acl: " + acl);
        }
        String encryption = headers.get("x-amz-server-side-encryption").orElse("AES256");
        if (!encryption.equals("AES256")) {
            throw notImplemented("x-amz-server-side-encryption: " + encryption);
        }
        String storageClass = headers.get("x-amz-storage-class").orElse("STANDARD");
        if (!storageClass.equals("STANDARD")) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_STORAGE_CLASS, "The only storage class here is STANDARD, not " + storageClass);
        }
    }

    private static S3Exception notImplemented(String header) {
        return new S3Exception(S3ErrorCode.NOT_IMPLEMENTED).with("Header", header);
    }

    private static String withoutChunking(String contentEncoding) {
        return Arrays.stream(contentEncoding.split(",", -1))
                .map(String::strip)
                .filter(each -> !each.equalsIgnoreCase("aws-chunked") && !each.isEmpty())
                .collect(Collectors.joining(","));
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
