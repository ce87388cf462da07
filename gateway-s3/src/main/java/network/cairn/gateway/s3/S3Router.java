package network.cairn.gateway.s3;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Finds the operation that a request means.
///
/// Among the operations of the request's method and target, the one with the most selectors wins. A
/// sub-resource that S3 knows (`?acl`) and the winner does not ask for is never ignored: `DELETE
/// /bucket?acl` deletes no bucket.
public final class S3Router {
    /// A sub-resource that only counts beside another one, or is a plain parameter of some operations.
    private static final Set<String> PARAMETERS = Set.of("list-type", "partNumber");

    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE");
    private static final Map<Target, Set<String>> SUB_RESOURCES = subResources();

    /// What operations of S3 that are not here, and have no name here, are about. Without these a client that asks
    /// for one would make a bucket or write an object instead.
    private static final Map<Target, Set<String>> UNKNOWN_SUB_RESOURCES = Map.of(
            Target.BUCKET,
            Set.of("abac", "metadataConfiguration", "metadataInventoryTable", "metadataJournalTable"),
            Target.OBJECT,
            Set.of("annotation", "encryption"));

    private final Map<OperationName, Operation> operations;

    /// @param operations those that this gateway has
    public S3Router(Map<OperationName, Operation> operations) {
        this.operations = operations.isEmpty() ? Map.of() : new EnumMap<>(operations);
    }

    /// What was found: the operation and the name it goes by in logs and metrics.
    public record Route(OperationName name, Operation operation) {}

    /// @throws S3Exception `MethodNotAllowed` or `NotImplemented`
    public Route route(
            String method, @Nullable String bucket, @Nullable String key, QueryParameters query, S3Headers headers)
            throws S3Exception {
        OperationName name = name(method, bucket, key, query, headers);
        Operation operation = operations.get(name);
        if (operation == null) {
            throw new S3Exception(
                    S3ErrorCode.NOT_IMPLEMENTED, "This gateway does not have the operation " + name.s3Name() + ".");
        }
        return new Route(name, operation);
    }

    /// The operation that a request means, whether or not this gateway has it.
    static OperationName name(
            String method, @Nullable String bucket, @Nullable String key, QueryParameters query, S3Headers headers)
            throws S3Exception {
        Target target = bucket == null ? Target.SERVICE : key == null ? Target.BUCKET : Target.OBJECT;
        for (QueryParameters.Parameter parameter : query.all()) {
            if (UNKNOWN_SUB_RESOURCES.getOrDefault(target, Set.of()).contains(parameter.name())) {
                throw new S3Exception(
                        S3ErrorCode.NOT_IMPLEMENTED,
                        "This gateway does not have the operation " + method + " ?" + parameter.name() + ".");
            }
        }
        OperationName best = null;
        for (OperationName candidate : OperationName.values()) {
            if (candidate.target() == target
                    && candidate.method().equals(method)
                    && candidate.selectors().stream().allMatch(selector -> selector.matches(query, headers))
                    && (best == null
                            || candidate.selectors().size() > best.selectors().size())) {
                best = candidate;
            }
        }
        if (best == null || !METHODS.contains(method)) {
            throw notAllowed(method);
        }
        Set<String> asked = best.selectors().stream().map(Selector::name).collect(Collectors.toSet());
        for (QueryParameters.Parameter parameter : query.all()) {
            if (SUB_RESOURCES.getOrDefault(target, Set.of()).contains(parameter.name())
                    && !asked.contains(parameter.name())) {
                throw notAllowed(method + " with ?" + parameter.name());
            }
        }
        if (best == OperationName.PUT_OBJECT && query.has("partNumber")) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_ARGUMENT, "A part needs both partNumber and uploadId; uploadId is missing.");
        }
        return best;
    }

    private static S3Exception notAllowed(String what) {
        return new S3Exception(S3ErrorCode.METHOD_NOT_ALLOWED).with("Method", what);
    }

    private static Map<Target, Set<String>> subResources() {
        Map<Target, Set<String>> all = new EnumMap<>(Target.class);
        for (OperationName name : OperationName.values()) {
            for (Selector selector : name.selectors()) {
                if (!selector.inHeader() && !PARAMETERS.contains(selector.name())) {
                    all.computeIfAbsent(name.target(), target -> new HashSet<>())
                            .add(selector.name());
                }
            }
        }
        return all;
    }
}
