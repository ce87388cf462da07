package network.cairn.gateway.kms;

import java.util.regex.Pattern;

/// How keys are named.
final class KeyNames {
    static final String KEY_PREFIX = "key/";
    static final String ALIAS_PREFIX = "alias/";

    /// Region, tenant, and `key/` or `alias/` with a name. Tools that make ARNs themselves write AWS's
    /// partition.
    static final Pattern ARN = Pattern.compile(
            "arn:(?:aws|" + KeyArn.PARTITION + "):kms:([a-z0-9-]{1,63}):([a-z0-9-]{1,63}):((?:key|alias)/.+)");

    private static final Pattern ALIAS = Pattern.compile("[A-Za-z0-9/_-]{1,250}");
    private static final int ECHO_CHARACTERS_MAX = 256;

    private KeyNames() {}

    /// Whether a key could have this alias: 1 to 250 letters, digits, `/`, `_` and `-`.
    static boolean isAlias(String text) {
        return ALIAS.matcher(text).matches();
    }

    static KeyServiceException invalidKeyId(String text) {
        return new KeyServiceException(KeyServiceException.Reason.NO_SUCH_KEY, "Invalid keyId '" + echo(text) + "'");
    }

    /// What a client sent, cut to what a message bears.
    static String echo(String text) {
        return text.length() <= ECHO_CHARACTERS_MAX ? text : text.substring(0, ECHO_CHARACTERS_MAX) + "…";
    }
}
