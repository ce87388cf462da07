package network.cairn.gateway.accesslog;

import java.util.Locale;
import java.util.Map;
import network.cairn.gateway.s3.OperationName;
import org.jspecify.annotations.Nullable;

/// What access logs call operations: `REST.METHOD.RESOURCE`, where the resource is in most cases what the query
/// selects ("Amazon S3 server access log format" of S3's user guide).
final class LogOperation {
    private static final Map<OperationName, String> NAMES = Map.ofEntries(
            Map.entry(OperationName.COPY_OBJECT, "REST.COPY.OBJECT"),
            Map.entry(OperationName.UPLOAD_PART_COPY, "REST.COPY.PART"),
            Map.entry(OperationName.UPLOAD_PART, "REST.PUT.PART"),
            Map.entry(OperationName.CREATE_MULTIPART_UPLOAD, "REST.POST.UPLOADS"),
            Map.entry(OperationName.COMPLETE_MULTIPART_UPLOAD, "REST.POST.UPLOAD"),
            Map.entry(OperationName.ABORT_MULTIPART_UPLOAD, "REST.DELETE.UPLOAD"),
            Map.entry(OperationName.LIST_PARTS, "REST.GET.UPLOAD"),
            Map.entry(OperationName.LIST_MULTIPART_UPLOADS, "REST.GET.UPLOADS"),
            Map.entry(OperationName.DELETE_OBJECTS, "REST.POST.MULTI_OBJECT_DELETE"),
            Map.entry(OperationName.LIST_OBJECT_VERSIONS, "REST.GET.BUCKETVERSIONS"),
            Map.entry(OperationName.LIST_OBJECTS, "REST.GET.BUCKET"),
            Map.entry(OperationName.LIST_OBJECTS_V2, "REST.GET.BUCKET"),
            Map.entry(OperationName.POST_OBJECT, "REST.POST.OBJECT"),
            Map.entry(OperationName.RENAME_OBJECT, "REST.PUT.OBJECT"),
            Map.entry(OperationName.GET_BUCKET_LOGGING, "REST.GET.LOGGING_STATUS"),
            Map.entry(OperationName.PUT_BUCKET_LOGGING, "REST.PUT.LOGGING_STATUS"),
            Map.entry(OperationName.GET_BUCKET_TAGGING, "REST.GET.TAGGING"),
            Map.entry(OperationName.PUT_BUCKET_TAGGING, "REST.PUT.TAGGING"),
            Map.entry(OperationName.GET_OBJECT_TAGGING, "REST.GET.OBJECT_TAGGING"),
            Map.entry(OperationName.PUT_OBJECT_TAGGING, "REST.PUT.OBJECT_TAGGING"),
            Map.entry(OperationName.DELETE_OBJECT_TAGGING, "REST.DELETE.OBJECT_TAGGING"));

    private LogOperation() {}

    /// @param operation null where the request was refused before it was known
    static String of(boolean isWebsite, @Nullable OperationName operation, String method, boolean hasKey) {
        if (isWebsite) {
            return "WEBSITE." + verb(method) + ".OBJECT";
        }
        if (operation == null) {
            return "REST." + verb(method) + (hasKey ? ".OBJECT" : ".BUCKET");
        }
        String name = NAMES.get(operation);
        if (name != null) {
            return name;
        }
        String resource = operation
                .subResource()
                .map(sub -> sub.replace('-', '_').toUpperCase(Locale.ROOT))
                .orElse(hasKey ? "OBJECT" : "BUCKET");
        return "REST." + verb(method) + "." + resource;
    }

    /// Methods are the client's: what is none of S3's is not repeated.
    private static String verb(String method) {
        return switch (method) {
            case "GET", "HEAD", "PUT", "POST", "DELETE", "OPTIONS" -> method;
            default -> "UNKNOWN";
        };
    }
}
