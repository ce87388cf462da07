package network.cairn.gateway.kms;

import java.util.regex.Matcher;

/// What a request names a key by.
public sealed interface KeyReference {
    /// The tenant's default key.
    KeyReference DEFAULT = new ByAlias(KeyService.DEFAULT_ALIAS);

    /// A key's own id.
    record ById(String id) implements KeyReference {}

    /// One of its aliases, without `alias/`.
    record ByAlias(String name) implements KeyReference {}

    /// Reads a key's id, `alias/` and an alias, or the ARN of either; empty for the default key.
    ///
    /// @throws KeyServiceException `NO_SUCH_KEY` for another region's or no name at all, `ACCESS_DENIED` for
    ///     another
    ///     tenant's
    static KeyReference parse(String text, String tenant, String region) throws KeyServiceException {
        if (text.isEmpty()) {
            return DEFAULT;
        }
        Matcher arn = KeyNames.ARN.matcher(text);
        String name = text;
        if (arn.matches()) {
            if (!arn.group(1).equals(region)) {
                throw new KeyServiceException(KeyServiceException.Reason.NO_SUCH_KEY, "Invalid arn " + arn.group(1));
            }
            if (!arn.group(2).equals(tenant)) {
                throw new KeyServiceException(
                        KeyServiceException.Reason.ACCESS_DENIED,
                        "The key " + KeyNames.echo(text) + " is not one of tenant " + tenant);
            }
            name = arn.group(3);
            if (name.startsWith(KeyNames.KEY_PREFIX)) {
                name = name.substring(KeyNames.KEY_PREFIX.length());
            }
        }
        if (name.startsWith(KeyNames.ALIAS_PREFIX)) {
            String alias = name.substring(KeyNames.ALIAS_PREFIX.length());
            if (KeyNames.isAlias(alias)) {
                return new ByAlias(alias);
            }
        } else if (KeyArn.isId(name)) {
            return new ById(name);
        }
        throw KeyNames.invalidKeyId(text);
    }
}
