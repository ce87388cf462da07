package network.cairn.gateway.configuration;

import java.util.List;
import java.util.Optional;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// How a bucket is served as a website: S3's `WebsiteConfiguration`, and what it means for a request.
///
/// A request is answered in this order: [#redirectBeforeObject]; the object of [#key]; where there is none,
/// [#redirectToFolder] if there is an object of [#folderKey]; where that fails too, [#redirectAfterError];
/// and last the error with the object of [#errorKey] as its body.
///
/// @param redirectAll where every request is sent; then the rest is not there
/// @param indexSuffix the last part of the key that a path with a slash at its end stands for
/// @param errorKey the object that errors of 4XX are told with, or null
/// @param rules the first that matches a request sends it elsewhere
public record WebsiteConfiguration(
        @Nullable RedirectAll redirectAll,
        @Nullable String indexSuffix,
        @Nullable String errorKey,
        List<RoutingRule> rules) {
    private static final int DOCUMENT_BYTES_MAX = 128 << 10;
    private static final int FOUND = 302;
    private static final int MOVED_PERMANENTLY = 301;

    /// Where every request is sent.
    ///
    /// @param protocol null for that of the request
    public record RedirectAll(String hostName, @Nullable String protocol) {}

    public WebsiteConfiguration {
        rules = List.copyOf(rules);
        if ((redirectAll == null) == (indexSuffix == null)) {
            throw new IllegalArgumentException("a website has an index document, or redirects all requests");
        }
    }

    static WebsiteConfiguration redirectingTo(RedirectAll redirectAll) {
        return new WebsiteConfiguration(redirectAll, null, null, List.of());
    }

    /// @throws S3Exception `InvalidArgument`, `InvalidRequest` or `MalformedXML`
    public static WebsiteConfiguration read(byte[] xml) throws S3Exception {
        WebsiteConfiguration configuration = WebsiteReader.read(SchemaElement.root(xml, "WebsiteConfiguration"));
        int bytes = configuration.toXml().length;
        if (bytes > DOCUMENT_BYTES_MAX) {
            throw Refusals.invalidRequest("The website configuration is " + bytes + " bytes long, which is more than "
                    + DOCUMENT_BYTES_MAX + ".");
        }
        return configuration;
    }

    /// Where a request is sent before anything is looked for.
    public Optional<WebsiteRedirect> redirectBeforeObject(WebsiteRequest request) {
        if (redirectAll != null) {
            String protocol = redirectAll.protocol();
            String location = (protocol == null ? request.scheme() : protocol) + "://" + redirectAll.hostName() + "/"
                    + UriText.ofKey(request.key());
            return Optional.of(new WebsiteRedirect(MOVED_PERMANENTLY, withQuery(location, request.query())));
        }
        return rules.stream()
                .flatMap(rule -> rule.beforeObject(request).stream())
                .findFirst();
    }

    /// Where a request is sent that would be answered with an error.
    public Optional<WebsiteRedirect> redirectAfterError(WebsiteRequest request, int status) {
        return rules.stream()
                .flatMap(rule -> rule.afterError(request, status).stream())
                .findFirst();
    }

    /// The key of the object that a request is for.
    public String key(WebsiteRequest request) {
        return request.key().isEmpty() || request.key().endsWith("/") ? request.key() + suffix() : request.key();
    }

    /// The key of the index document there would be if what was asked for is a folder. Nothing where the
    /// request asks for a folder anyway.
    public Optional<String> folderKey(WebsiteRequest request) {
        return request.key().isEmpty() || request.key().endsWith("/")
                ? Optional.empty()
                : Optional.of(request.key() + "/" + suffix());
    }

    /// Where a request is sent that asks for a folder without the slash at its end.
    public WebsiteRedirect redirectToFolder(WebsiteRequest request) {
        String path = UriText.ofKey(request.key());
        // Two slashes at the start would send the browser to another host.
        String relative = path.startsWith("/") ? "%2F" + path.substring(1) : path;
        return new WebsiteRedirect(FOUND, withQuery("/" + relative + "/", request.query()));
    }

    private String suffix() {
        return indexSuffix == null ? "" : indexSuffix;
    }

    static String withQuery(String location, String query) {
        return query.isEmpty() ? location : location + (location.contains("?") ? "&" : "?") + UriText.ofUri(query);
    }

    public byte[] toXml() {
        var xml = new XmlWriter("WebsiteConfiguration");
        if (redirectAll != null) {
            xml.open("RedirectAllRequestsTo").element("HostName", redirectAll.hostName());
            if (redirectAll.protocol() != null) {
                xml.element("Protocol", redirectAll.protocol());
            }
            xml.close();
        }
        if (indexSuffix != null) {
            xml.open("IndexDocument").element("Suffix", indexSuffix).close();
        }
        if (errorKey != null) {
            xml.open("ErrorDocument").element("Key", errorKey).close();
        }
        if (!rules.isEmpty()) {
            xml.open("RoutingRules");
            rules.forEach(rule -> rule.write(xml));
            xml.close();
        }
        return xml.toBytes();
    }
}
