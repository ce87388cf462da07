package network.cairn.gateway.configuration;

import java.util.Optional;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// A rule of a bucket's website: which requests it sends elsewhere, and where.
public record RoutingRule(Condition condition, Redirect redirect) {
    private static final int MOVED_PERMANENTLY = 301;

    /// Which requests: those that meet both, where both are there. Without any, all of them.
    ///
    /// @param keyPrefix null for any key
    /// @param errorStatus the status that the request would be answered with, 400 to 599, or null to
    /// redirect before the object is looked for
    public record Condition(
            @Nullable String keyPrefix, @Nullable Integer errorStatus) {
        static final Condition NONE = new Condition(null, null);

        boolean matches(String key) {
            return keyPrefix == null || key.startsWith(keyPrefix);
        }
    }

    /// Where to: what is null stays as it is in the request.
    ///
    /// @param protocol `http` or `https`
    /// @param status 301 to 399
    /// @param keyPrefix what takes the place of the condition's prefix
    /// @param key what takes the place of the whole key; never beside a prefix
    public record Redirect(
            @Nullable String protocol,
            @Nullable String hostName,
            @Nullable String keyPrefix,
            @Nullable String key,
            @Nullable Integer status) {}

    Optional<WebsiteRedirect> beforeObject(WebsiteRequest request) {
        return condition.errorStatus() == null && condition.matches(request.key())
                ? Optional.of(redirect(request))
                : Optional.empty();
    }

    Optional<WebsiteRedirect> afterError(WebsiteRequest request, int status) {
        Integer errorStatus = condition.errorStatus();
        return errorStatus != null && errorStatus == status && condition.matches(request.key())
                ? Optional.of(redirect(request))
                : Optional.empty();
    }

    private WebsiteRedirect redirect(WebsiteRequest request) {
        String protocol = redirect.protocol();
        String host = redirect.hostName();
        String location = (protocol == null ? request.scheme() : protocol)
                + "://"
                + (host == null ? request.host() : host)
                + "/"
                + key(request.key());
        Integer status = redirect.status();
        return new WebsiteRedirect(
                status == null ? MOVED_PERMANENTLY : status, WebsiteConfiguration.withQuery(location, request.query()));
    }

    private String key(String asked) {
        String whole = redirect.key();
        if (whole != null) {
            return UriText.ofUri(whole);
        }
        String prefix = redirect.keyPrefix();
        if (prefix == null) {
            return UriText.ofKey(asked);
        }
        String replaced = condition.keyPrefix();
        return UriText.ofUri(prefix) + UriText.ofKey(asked.substring(replaced == null ? 0 : replaced.length()));
    }

    void write(XmlWriter xml) {
        xml.open("RoutingRule");
        if (!condition.equals(Condition.NONE)) {
            xml.open("Condition");
            if (condition.keyPrefix() != null) {
                xml.element("KeyPrefixEquals", condition.keyPrefix());
            }
            if (condition.errorStatus() != null) {
                xml.element("HttpErrorCodeReturnedEquals", condition.errorStatus());
            }
            xml.close();
        }
        xml.open("Redirect");
        write(xml, "Protocol", redirect.protocol());
        write(xml, "HostName", redirect.hostName());
        write(xml, "ReplaceKeyPrefixWith", redirect.keyPrefix());
        write(xml, "ReplaceKeyWith", redirect.key());
        if (redirect.status() != null) {
            xml.element("HttpRedirectCode", redirect.status());
        }
        xml.close().close();
    }

    private static void write(XmlWriter xml, String name, @Nullable String value) {
        if (value != null) {
            xml.element(name, value);
        }
    }
}
