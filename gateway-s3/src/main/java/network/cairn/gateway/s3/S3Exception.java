package network.cairn.gateway.s3;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An error as S3 tells it: a code, a message, and elements and headers of its own.
public final class S3Exception extends Exception {
    private static final long serialVersionUID = 1L;

    private final S3ErrorCode code;
    private final transient Map<String, String> elements;
    private final transient Map<String, String> headers;

    /// With the code's own message.
    public S3Exception(S3ErrorCode code) {
        this(code, code.message());
    }

    public S3Exception(S3ErrorCode code, String message) {
        this(code, message, Map.of(), Map.of(), null);
    }

    public S3Exception(S3ErrorCode code, String message, Throwable cause) {
        this(code, message, Map.of(), Map.of(), cause);
    }

    private S3Exception(
            S3ErrorCode code,
            String message,
            Map<String, String> elements,
            Map<String, String> headers,
            @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.elements = elements;
        this.headers = headers;
    }

    /// The same error with one more element in its XML, such as `BucketName` or `Condition`.
    public S3Exception with(String element, String value) {
        return new S3Exception(code, text(), appended(elements, element, value), headers, getCause());
    }

    /// The same error with one more response header.
    public S3Exception withHeader(String name, String value) {
        return new S3Exception(code, text(), elements, appended(headers, name, value), getCause());
    }

    private static Map<String, String> appended(Map<String, String> map, String name, String value) {
        Map<String, String> copy = new LinkedHashMap<>(map);
        copy.put(name, value);
        return Collections.unmodifiableMap(copy);
    }

    private String text() {
        String message = getMessage();
        return message == null ? code.message() : message;
    }

    public S3ErrorCode code() {
        return code;
    }

    /// Extra XML elements in their order.
    public Map<String, String> elements() {
        return elements;
    }

    /// Extra response headers.
    public Map<String, String> headers() {
        return headers;
    }
}
