package network.cairn.gateway.identity;

import java.util.Map;
import java.util.regex.Pattern;

/// The forms that names, paths, descriptions and tags must have: IAM's, but for a tenant's name, which is Cairn's
/// own.
public final class IdentityNames {
    private static final Pattern TENANT = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final Pattern NAME = Pattern.compile("[\\w+=,.@-]+");
    private static final Pattern PATH = Pattern.compile("/|/[\\x21-\\x7E]+/");
    private static final Pattern DESCRIPTION = Pattern.compile("[\\t\\n\\r\\x20-\\x7E\\u00A1-\\u00FF]*");
    private static final Pattern TAG = Pattern.compile("[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
    private static final int PATH_CHARS_MAX = 512;
    private static final int DESCRIPTION_CHARS_MAX = 1_000;
    private static final int TAG_KEY_CHARS_MAX = 128;
    private static final int TAG_VALUE_CHARS_MAX = 256;

    private IdentityNames() {}

    /// A tenant's name, which stands where AWS has the number of an account: 1 to 63 of `a-z`, `0-9` and `-`, not
    /// `-` first.
    public static String tenant(String name) throws IdentityException {
        if (!TENANT.matcher(name).matches()) {
            throw IdentityException.invalid(
                    "a tenant's name is 1 to 63 of a-z, 0-9 and -, not - first; not \"" + name + "\"");
        }
        return name;
    }

    /// A name of a user or role, at most 64 characters, or of a group or policy, at most 128.
    ///
    /// @param field what the name is of, for the message: `userName`
    public static String name(String field, String name, int charsMax) throws IdentityException {
        matches(field, name, NAME, "[\\w+=,.@-]+");
        return within(field, name, 1, charsMax);
    }

    /// `/`, or a path that begins and ends with one.
    public static String path(String path) throws IdentityException {
        matches("path", path, PATH, "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)");
        return within("path", path, 1, PATH_CHARS_MAX);
    }

    public static String description(String text) throws IdentityException {
        matches("description", text, DESCRIPTION, "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*");
        return within("description", text, 0, DESCRIPTION_CHARS_MAX);
    }

    /// Tags of one identity or session.
    public static Map<String, String> tags(Map<String, String> tags) throws IdentityException {
        if (tags.size() > IdentityLimits.TAGS_MAX) {
            throw IdentityException.limit("TagsPerResource", IdentityLimits.TAGS_MAX);
        }
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            matches("tags.member.key", tag.getKey(), TAG, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+");
            within("tags.member.key", tag.getKey(), 1, TAG_KEY_CHARS_MAX);
            matches("tags.member.value", tag.getValue(), TAG, "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*");
            within("tags.member.value", tag.getValue(), 0, TAG_VALUE_CHARS_MAX);
        }
        return tags;
    }

    /// A policy's text, of a length that may be kept.
    static String policyText(String json) throws IdentityException {
        return within("policyDocument", json, 1, IdentityLimits.POLICY_TEXT_CHARS_MAX);
    }

    /// Characters that are not space, as IAM counts a policy's length.
    static long charsCounted(String json) {
        return json.chars()
                .filter(c -> c != ' ' && c != '\t' && c != '\n' && c != '\r')
                .count();
    }

    private static void matches(String field, String value, Pattern pattern, String shown) throws IdentityException {
        if (!pattern.matcher(value).matches()) {
            throw IdentityException.invalid("1 validation error detected: Value at '" + field
                    + "' failed to satisfy constraint: Member must satisfy regular expression pattern: " + shown);
        }
    }

    private static String within(String field, String value, int charsMin, int charsMax) throws IdentityException {
        if (value.length() < charsMin || value.length() > charsMax) {
            throw IdentityException.invalid("1 validation error detected: Value at '" + field
                    + "' failed to satisfy constraint: Member must have length greater than or equal to " + charsMin
                    + " and less than or equal to " + charsMax + "; it has " + value.length());
        }
        return value;
    }
}
