package network.cairn.gateway.identity.api;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.gateway.auth.PercentCoding;
import network.cairn.gateway.s3.S3Exception;

/// The parameters of a call, by name.
public final class ApiParameters {
    private static final int PARAMETERS_MAX = 500;
    private static final int LIST_MAX = 100;

    private final Map<String, String> all;

    private ApiParameters(Map<String, String> all) {
        this.all = all;
    }

    public static ApiParameters of(Map<String, String> all) {
        return new ApiParameters(Map.copyOf(all));
    }

    /// Those of a form or a query.
    ///
    /// @param encoded as it came: `name=value` with `&` between
    /// @throws ApiException `MalformedInput` where it is not that, names something twice, or has too much
    static ApiParameters parse(String encoded) throws ApiException {
        Map<String, String> all = new HashMap<>();
        for (String pair : encoded.split("&", PARAMETERS_MAX + 2)) {
            if (pair.isEmpty()) {
                continue;
            }
            if (all.size() >= PARAMETERS_MAX) {
                throw new ApiException(
                        ApiError.MALFORMED_INPUT, "A call has at most " + PARAMETERS_MAX + " parameters.");
            }
            int equals = pair.indexOf('=');
            try {
                String name = PercentCoding.decodeUtf8(equals < 0 ? pair : pair.substring(0, equals), true);
                String value = equals < 0 ? "" : PercentCoding.decodeUtf8(pair.substring(equals + 1), true);
                if (all.put(name, value) != null) {
                    throw new ApiException(ApiError.MALFORMED_INPUT, "Parameter " + name + " is there twice.");
                }
            } catch (S3Exception _) {
                throw new ApiException(ApiError.MALFORMED_INPUT, "A parameter's escapes are broken.");
            }
        }
        return new ApiParameters(all);
    }

    public boolean has(String name) {
        return all.containsKey(name);
    }

    public Optional<String> optional(String name) {
        return Optional.ofNullable(all.get(name));
    }

    public String get(String name, String otherwise) {
        return all.getOrDefault(name, otherwise);
    }

    /// @throws ApiException `ValidationError`
    public String required(String name) throws ApiException {
        String value = all.get(name);
        if (value == null || value.isEmpty()) {
            throw ApiException.invalid("1 validation error detected: Value null at '" + lowerFirst(name)
                    + "' failed to satisfy constraint: Member must not be null");
        }
        return value;
    }

    /// A whole number.
    ///
    /// @throws ApiException `ValidationError`
    public int number(String name, int least, int most, int otherwise) throws ApiException {
        String value = all.get(name);
        if (value == null) {
            return otherwise;
        }
        int number;
        try {
            number = Integer.parseInt(value);
        } catch (NumberFormatException _) {
            throw new ApiException(ApiError.MALFORMED_INPUT, name + " is a number, not " + shown(value));
        }
        if (number < least || number > most) {
            throw ApiException.invalid("1 validation error detected: Value '" + number + "' at '" + lowerFirst(name)
                    + "' failed to satisfy constraint: Member must have value between " + least + " and " + most);
        }
        return number;
    }

    public boolean flag(String name) throws ApiException {
        String value = all.getOrDefault(name, "false");
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new ApiException(ApiError.MALFORMED_INPUT, name + " is true or false, not " + shown(value));
        };
    }

    /// The values of `name.member.1`, `name.member.2` and so on.
    ///
    /// @param field what follows the number, such as `.Key`; empty for plain values
    /// @throws ApiException `ValidationError` for more than a hundred
    public List<String> list(String name, String field) throws ApiException {
        List<String> values = new ArrayList<>();
        for (int i = 1; ; i++) {
            String value = all.get(name + ".member." + i + field);
            if (value == null) {
                return values;
            }
            if (values.size() >= LIST_MAX) {
                throw ApiException.invalid(name + " has at most " + LIST_MAX + " members");
            }
            values.add(value);
        }
    }

    /// Tags: `Tags.member.1.Key` and `Tags.member.1.Value` and so on.
    ///
    /// @throws ApiException `InvalidInput` where a key is there twice
    public Map<String, String> tags() throws ApiException {
        List<String> keys = list("Tags", ".Key");
        Map<String, String> tags = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            if (tags.put(keys.get(i), get("Tags.member." + (i + 1) + ".Value", "")) != null) {
                throw new ApiException(
                        ApiError.INVALID_INPUT,
                        "Duplicate tag keys found. Please note that Tag keys are case insensitive.");
            }
        }
        return tags;
    }

    private static String shown(String value) {
        return "\"" + (value.length() > 64 ? value.substring(0, 64) + "…" : value) + "\"";
    }

    private static String lowerFirst(String name) {
        return Character.toLowerCase(name.charAt(0)) + name.substring(1);
    }
}
