package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import network.cairn.gateway.configuration.RoutingRule.Condition;
import network.cairn.gateway.configuration.RoutingRule.Redirect;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Reads a website's configuration and refuses what S3 refuses, in its words.
final class WebsiteReader {
    private static final int RULES_MAX = 50;
    private static final int KEY_BYTES_MAX = 1024;
    private static final int HOST_CHARACTERS_MAX = 1024;
    private static final Set<String> PROTOCOLS = Set.of("http", "https");

    /// What can stand in a `Location` after `http://`. S3 takes names with a port or a path behind them.
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]+");

    private WebsiteReader() {}

    static WebsiteConfiguration read(SchemaElement root) throws S3Exception {
        root.only("RedirectAllRequestsTo", "IndexDocument", "ErrorDocument", "RoutingRules");
        Optional<SchemaElement> redirectAll = root.one("RedirectAllRequestsTo");
        Optional<SchemaElement> index = root.one("IndexDocument");
        Optional<SchemaElement> error = root.one("ErrorDocument");
        Optional<SchemaElement> rules = root.one("RoutingRules");
        if (redirectAll.isPresent()) {
            if (index.isPresent() || error.isPresent() || rules.isPresent()) {
                throw Refusals.invalidArgument(
                        "RedirectAllRequestsTo cannot be provided in conjunction with other Routing Rules.",
                        "RedirectAllRequestsTo",
                        "not null");
            }
            return WebsiteConfiguration.redirectingTo(redirectAll(redirectAll.get()));
        }
        if (index.isEmpty()) {
            throw Refusals.invalidArgument(
                    "A value for IndexDocument Suffix must be provided if RedirectAllRequestsTo is empty",
                    "IndexDocument",
                    "null");
        }
        return new WebsiteConfiguration(
                null,
                suffix(index.get()),
                error.isEmpty() ? null : errorKey(error.get()),
                rules.isEmpty() ? List.of() : rules(rules.get()));
    }

    private static WebsiteConfiguration.RedirectAll redirectAll(SchemaElement element) throws S3Exception {
        element.only("HostName", "Protocol");
        String hostName = hostName(element.requiredText("HostName"));
        Optional<String> protocol = element.word("Protocol");
        return new WebsiteConfiguration.RedirectAll(hostName, protocol.isEmpty() ? null : protocol(protocol.get()));
    }

    private static String suffix(SchemaElement index) throws S3Exception {
        String suffix = index.only("Suffix").text("Suffix").orElse("");
        if (suffix.isEmpty() || suffix.contains("/") || bytes(suffix) > KEY_BYTES_MAX) {
            throw Refusals.invalidArgument("The IndexDocument Suffix is not well formed", "IndexDocument", suffix);
        }
        return suffix;
    }

    private static String errorKey(SchemaElement error) throws S3Exception {
        String key = error.only("Key").requiredText("Key");
        if (key.isEmpty()) {
            throw Refusals.malformed("the Key of an ErrorDocument is not empty");
        }
        return checkedKey(key);
    }

    private static String checkedKey(String key) throws S3Exception {
        if (bytes(key) > KEY_BYTES_MAX) {
            throw new S3Exception(S3ErrorCode.KEY_TOO_LONG)
                    .with("Size", Integer.toString(bytes(key)))
                    .with("MaxSizeAllowed", Integer.toString(KEY_BYTES_MAX));
        }
        return key;
    }

    private static List<RoutingRule> rules(SchemaElement element) throws S3Exception {
        List<SchemaElement> elements = element.only("RoutingRule").all("RoutingRule");
        if (elements.isEmpty()) {
            throw Refusals.malformed("RoutingRules needs a RoutingRule");
        }
        if (elements.size() > RULES_MAX) {
            throw Refusals.invalidRequest(elements.size()
                    + " routing rules provided, the number of routing rules in a website configuration is limited to "
                    + RULES_MAX + ".");
        }
        List<RoutingRule> rules = new ArrayList<>();
        for (SchemaElement rule : elements) {
            rule.only("Condition", "Redirect");
            Optional<SchemaElement> condition = rule.one("Condition");
            rules.add(new RoutingRule(
                    condition.isEmpty() ? Condition.NONE : condition(condition.get()),
                    redirect(rule.required("Redirect"))));
        }
        return rules;
    }

    private static Condition condition(SchemaElement element) throws S3Exception {
        element.only("KeyPrefixEquals", "HttpErrorCodeReturnedEquals");
        if (!element.hasChildren()) {
            throw Refusals.invalidRequest("Condition cannot be empty. To redirect all requests without a condition, the"
                    + " condition element shouldn't be present.");
        }
        Optional<String> prefix = element.text("KeyPrefixEquals");
        if (prefix.isPresent()) {
            checkedKey(prefix.get());
        }
        Optional<Integer> status = element.smallInteger("HttpErrorCodeReturnedEquals");
        if (status.isPresent() && (status.get() < 400 || status.get() > 599)) {
            throw Refusals.invalidRequest(
                    "The provided HTTP error code (" + status.get() + ") is not valid. Valid codes are 4XX or 5XX.");
        }
        return new Condition(prefix.orElse(null), status.orElse(null));
    }

    private static Redirect redirect(SchemaElement element) throws S3Exception {
        element.only("Protocol", "HostName", "ReplaceKeyPrefixWith", "ReplaceKeyWith", "HttpRedirectCode");
        if (!element.hasChildren()) {
            throw Refusals.malformed("a Redirect says where to");
        }
        Optional<String> protocol = element.word("Protocol");
        Optional<String> hostName = element.text("HostName");
        Optional<String> keyPrefix = element.text("ReplaceKeyPrefixWith");
        Optional<String> key = element.text("ReplaceKeyWith");
        if (keyPrefix.isPresent() && key.isPresent()) {
            throw Refusals.invalidRequest("You can only define ReplaceKeyPrefix or ReplaceKey but not both.");
        }
        checkedKey(keyPrefix.orElse(""));
        checkedKey(key.orElse(""));
        Optional<Integer> status = element.smallInteger("HttpRedirectCode");
        if (status.isPresent() && (status.get() <= 300 || status.get() > 399)) {
            throw Refusals.invalidRequest("The provided HTTP redirect code (" + status.get()
                    + ") is not valid. Valid codes are 3XX except 300.");
        }
        return new Redirect(
                protocol.isEmpty() ? null : protocol(protocol.get()),
                hostName.isEmpty() ? null : hostName(hostName.get()),
                keyPrefix.orElse(null),
                key.orElse(null),
                status.orElse(null));
    }

    private static String protocol(String protocol) throws S3Exception {
        if (!PROTOCOLS.contains(protocol)) {
            throw Refusals.invalidRequest("Invalid protocol, protocol can be http or https. If not defined the protocol"
                    + " will be selected automatically.");
        }
        return protocol;
    }

    private static String hostName(String hostName) throws S3Exception {
        if (hostName.isEmpty()) {
            throw Refusals.invalidRequest(
                    "The HostName cannot be blank. To redirect within the same domain, the element"
                            + " should not be present.");
        }
        if (hostName.length() > HOST_CHARACTERS_MAX || !HOST.matcher(hostName).matches()) {
            throw Refusals.invalidArgument("The HostName is not well formed", "HostName", hostName);
        }
        return hostName;
    }

    private static int bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
