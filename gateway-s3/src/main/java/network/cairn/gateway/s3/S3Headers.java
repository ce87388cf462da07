package network.cairn.gateway.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The headers of a request in the order they were sent; names compare without case.
///
/// @param all every header line
public record S3Headers(List<Header> all) {
    public S3Headers {
        all = List.copyOf(all);
    }

    /// One header line; the value's bytes are read as UTF-8 where they are that, as ISO-8859-1
    /// elsewhere.
    public record Header(String name, String value) {}

    public static S3Headers none() {
        return new S3Headers(List.of());
    }

    /// Of names and values by turns.
    public static S3Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values by turns, got " + namesAndValues.length);
        }
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            headers.add(new Header(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new S3Headers(headers);
    }

    public boolean has(String name) {
        return first(name) != null;
    }

    /// The first value of that name.
    public Optional<String> get(String name) {
        return Optional.ofNullable(first(name));
    }

    /// Every value of that name, in order.
    public List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (Header header : all) {
            if (header.name().equalsIgnoreCase(name)) {
                values.add(header.value());
            }
        }
        return values;
    }

    private @Nullable String first(String name) {
        for (Header header : all) {
            if (header.name().equalsIgnoreCase(name)) {
                return header.value();
            }
        }
        return null;
    }
}
