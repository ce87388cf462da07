package network.cairn.gateway.s3;

import org.jspecify.annotations.Nullable;

/// One thing a request must carry to mean an operation.
///
/// @param value what it must say, or null where being there is enough
record Selector(boolean inHeader, String name, @Nullable String value) {
    static Selector query(String name) {
        return new Selector(false, name, null);
    }

    static Selector query(String name, String value) {
        return new Selector(false, name, value);
    }

    static Selector header(String name) {
        return new Selector(true, name, null);
    }

    boolean matches(QueryParameters query, S3Headers headers) {
        if (inHeader) {
            return headers.has(name);
        }
        return value == null ? query.has(name) : value.equals(query.get(name, ""));
    }
}
