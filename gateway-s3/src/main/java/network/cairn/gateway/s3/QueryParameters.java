package network.cairn.gateway.s3;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The query of a request, percent-decoded, in the order it was sent.
///
/// @param all every parameter; one without `=` has the value ""
public record QueryParameters(List<Parameter> all) {
    public QueryParameters {
        all = List.copyOf(all);
    }

    /// One name and value, both decoded.
    public record Parameter(String name, String value) {}

    public static QueryParameters none() {
        return new QueryParameters(List.of());
    }

    /// Of names and values by turns: `of("list-type", "2", "prefix", "a/")`.
    public static QueryParameters of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values by turns, got " + namesAndValues.length);
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            parameters.add(new Parameter(namesAndValues[i], namesAndValues[i + 1]));
        }
        return new QueryParameters(parameters);
    }

    public boolean has(String name) {
        return first(name) != null;
    }

    /// The first value of that name (names are case-sensitive), empty where the parameter is absent.
    public Optional<String> get(String name) {
        return Optional.ofNullable(first(name));
    }

    /// The first value of that name, or the default where the parameter is absent.
    public String get(String name, String otherwise) {
        String value = first(name);
        return value == null ? otherwise : value;
    }

    private @Nullable String first(String name) {
        for (Parameter parameter : all) {
            if (parameter.name().equals(name)) {
                return parameter.value();
            }
        }
        return null;
    }
}
