package network.cairn.gateway.policy;

import java.nio.charset.StandardCharsets;

/// What a policy belongs to, and how large it may be for that.
enum PolicyKind {
    IDENTITY {
        @Override
        void checkSize(String json) throws PolicyException {
            checkCounted(json, IDENTITY_CHARS_MAX);
        }
    },
    BUCKET {
        @Override
        void checkSize(String json) throws PolicyException {
            int bytes = json.getBytes(StandardCharsets.UTF_8).length;
            if (bytes > BUCKET_BYTES_MAX) {
                throw new PolicyException(
                        PolicyException.Reason.TOO_LARGE,
                        "Policy exceeds the maximum allowed document size: " + bytes + " bytes, at most "
                                + BUCKET_BYTES_MAX + " are allowed");
            }
        }
    },
    TRUST {
        @Override
        void checkSize(String json) throws PolicyException {
            checkCounted(json, TRUST_CHARS_MAX);
        }
    };

    /// S3's limit.
    static final int BUCKET_BYTES_MAX = 20 * 1024;

    /// IAM's limit for managed policies, the widest of those for identities but one, space not counted.
    static final int IDENTITY_CHARS_MAX = 6_144;

    /// What IAM allows at most, when asked for it, space not counted.
    static final int TRUST_CHARS_MAX = 8_192;

    /// Space is not counted, but kept.
    static final int CHARS_MAX = 64 * 1024;

    /// A statement takes at least 60 characters, so that this is the last of limits to be met.
    static final int STATEMENTS_MAX = 400;

    abstract void checkSize(String json) throws PolicyException;

    /// An error of form. IAM says the same of all of them.
    ///
    /// @param bucketMessage what S3 says of a bucket's policy, "" where that is only that it is no JSON
    PolicyException syntax(String bucketMessage) {
        if (this != BUCKET) {
            return new PolicyException("Syntax errors in policy.");
        }
        return new PolicyException(bucketMessage.isEmpty() ? "This policy contains invalid Json" : bucketMessage);
    }

    /// What is said where an element is missing.
    String missing(String element) {
        if (this != IDENTITY) {
            return "Missing required field " + element;
        }
        return switch (element) {
            case "Action" -> "Policy statement must contain actions.";
            case "Resource" -> "Policy statement must contain resources.";
            default -> "Syntax errors in policy.";
        };
    }

    private static void checkCounted(String json, int charsMax) throws PolicyException {
        long counted = json.chars().filter(c -> !Character.isWhitespace(c)).count();
        if (counted > charsMax || json.length() > CHARS_MAX) {
            throw new PolicyException(
                    PolicyException.Reason.TOO_LARGE, "Maximum policy size of " + charsMax + " bytes exceeded");
        }
    }
}
