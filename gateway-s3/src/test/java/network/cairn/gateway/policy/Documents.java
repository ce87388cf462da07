package network.cairn.gateway.policy;

import java.util.ArrayList;
import java.util.List;

/// Writes policies for tests: each statement as its members without braces, quotes written as apostrophes.
final class Documents {
    private Documents() {}

    static String of(String... statements) {
        return quoted("{'Version': '2012-10-17', 'Statement': [" + joined(statements) + "]}");
    }

    static String of2008(String... statements) {
        return quoted("{'Statement': [" + joined(statements) + "]}");
    }

    static String quoted(String text) {
        return text.replace('\'', '"');
    }

    static Policy identity(String... statements) {
        try {
            return Policy.identity(of(statements));
        } catch (PolicyException e) {
            throw new AssertionError(e);
        }
    }

    static Policy bucket(String bucket, String... statements) {
        try {
            return Policy.bucket(of(statements), bucket);
        } catch (PolicyException e) {
            throw new AssertionError(e);
        }
    }

    static Policy trust(String... statements) {
        try {
            return Policy.trust(of(statements));
        } catch (PolicyException e) {
            throw new AssertionError(e);
        }
    }

    private static String joined(String... statements) {
        List<String> each = new ArrayList<>();
        for (String statement : statements) {
            each.add("{" + statement + "}");
        }
        return String.join(", ", each);
    }
}
