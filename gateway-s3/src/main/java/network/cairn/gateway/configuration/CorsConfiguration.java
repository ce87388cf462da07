package network.cairn.gateway.configuration;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlWriter;

/// Which pages of other origins may use a bucket: S3's `CORSConfiguration`.
///
/// @param rules the first that allows a request decides
public record CorsConfiguration(List<CorsRule> rules) {
    private static final int DOCUMENT_BYTES_MAX = 64 << 10;
    private static final int RULES_MAX = 100;
    private static final int ID_CHARACTERS_MAX = 255;
    private static final Set<String> METHODS = Set.of("GET", "PUT", "HEAD", "POST", "DELETE");

    public CorsConfiguration {
        rules = List.copyOf(rules);
    }

    /// @throws S3Exception `InvalidRequest` or `MalformedXML`
    public static CorsConfiguration read(byte[] xml) throws S3Exception {
        SchemaElement root = SchemaElement.root(xml, "CORSConfiguration").only("CORSRule");
        List<CorsRule> rules = new ArrayList<>();
        for (SchemaElement rule : root.all("CORSRule")) {
            rules.add(rule(rule));
        }
        if (rules.isEmpty()) {
            throw Refusals.malformed("CORSConfiguration needs a CORSRule");
        }
        if (rules.size() > RULES_MAX) {
            throw Refusals.invalidRequest(
                    "The number of CORS rules should not exceed allowed limit of " + RULES_MAX + " rules.");
        }
        checkIds(rules);
        for (CorsRule rule : rules) {
            check(rule);
        }
        var configuration = new CorsConfiguration(rules);
        int bytes = configuration.toXml().length;
        if (bytes > DOCUMENT_BYTES_MAX) {
            throw Refusals.invalidRequest("The CORS configuration is " + bytes + " bytes long, which is more than "
                    + DOCUMENT_BYTES_MAX + ".");
        }
        return configuration;
    }

    private static CorsRule rule(SchemaElement rule) throws S3Exception {
        rule.only("ID", "AllowedMethod", "AllowedOrigin", "AllowedHeader", "ExposeHeader", "MaxAgeSeconds");
        Integer maxAgeSeconds = rule.smallInteger("MaxAgeSeconds").orElse(null);
        if (maxAgeSeconds != null && maxAgeSeconds < 0) {
            throw Refusals.malformed("MaxAgeSeconds is not negative: " + maxAgeSeconds);
        }
        var read = new CorsRule(
                rule.text("ID").orElse(null),
                rule.texts("AllowedMethod"),
                rule.texts("AllowedOrigin"),
                rule.texts("AllowedHeader"),
                rule.texts("ExposeHeader"),
                maxAgeSeconds);
        if (read.allowedMethods().isEmpty() || read.allowedOrigins().isEmpty()) {
            throw Refusals.malformed("CORSRule needs an AllowedMethod and an AllowedOrigin");
        }
        return read;
    }

    private static void checkIds(List<CorsRule> rules) throws S3Exception {
        Set<String> ids = new HashSet<>();
        for (CorsRule rule : rules) {
            String id = rule.id();
            if (id == null) {
                continue;
            }
            if (id.length() > ID_CHARACTERS_MAX) {
                throw Refusals.invalidArgument("ID length should not exceed allowed limit of " + ID_CHARACTERS_MAX);
            }
            if (!id.isEmpty() && !ids.add(id)) {
                throw Refusals.invalidArgument("Rule ID must be unique. Found same ID for more than one rule");
            }
        }
    }

    private static void check(CorsRule rule) throws S3Exception {
        for (String method : rule.allowedMethods()) {
            if (!METHODS.contains(method)) {
                throw Refusals.invalidRequest(
                        "Found unsupported HTTP method in CORS config. Unsupported method is " + Refusals.echo(method));
            }
        }
        for (String origin : rule.allowedOrigins()) {
            checkWildcards("AllowedOrigin", origin);
        }
        for (String header : rule.allowedHeaders()) {
            checkWildcards("AllowedHeader", header);
        }
        for (String header : rule.exposeHeaders()) {
            if (header.contains("*")) {
                throw Refusals.invalidRequest("ExposeHeader \"" + Refusals.echo(header)
                        + "\" contains wildcard. We currently do not support wildcard for ExposeHeader.");
            }
            // It goes into a response's header as it is.
            if (header.chars().anyMatch(c -> c <= ' ' || c >= '\u007f')) {
                throw Refusals.malformed("ExposeHeader is the name of a header, not " + header);
            }
        }
    }

    private static void checkWildcards(String element, String value) throws S3Exception {
        if (value.indexOf('*') != value.lastIndexOf('*')) {
            throw Refusals.invalidRequest(
                    element + " \"" + Refusals.echo(value) + "\" can not have more than one wildcard.");
        }
    }

    /// What the answer to a preflight carries.
    ///
    /// @param onObject whether the request's path names an object
    /// @throws S3Exception `AccessForbidden` where no rule allows the request, `BadRequest` where it asks
    /// for no method that there is
    public CorsGrant preflight(CorsRequest request, boolean onObject) throws S3Exception {
        if (!METHODS.contains(request.method())) {
            throw request.badMethod();
        }
        Optional<CorsGrant> grant = actual(request);
        if (grant.isEmpty()) {
            throw request.notAllowed(onObject);
        }
        return grant.get();
    }

    /// What the answer to an actual request carries, be it a success or an error. Nothing where no rule
    /// allows the request, which is carried out all the same: it is the browser that keeps the answer from
    /// the page.
    public Optional<CorsGrant> actual(CorsRequest request) {
        return rules.stream().filter(rule -> rule.allows(request)).findFirst().map(rule -> rule.grant(request));
    }

    public byte[] toXml() {
        var xml = new XmlWriter("CORSConfiguration");
        for (CorsRule rule : rules) {
            xml.open("CORSRule");
            if (rule.id() != null) {
                xml.element("ID", rule.id());
            }
            rule.allowedMethods().forEach(method -> xml.element("AllowedMethod", method));
            rule.allowedOrigins().forEach(origin -> xml.element("AllowedOrigin", origin));
            rule.allowedHeaders().forEach(header -> xml.element("AllowedHeader", header));
            if (rule.maxAgeSeconds() != null) {
                xml.element("MaxAgeSeconds", rule.maxAgeSeconds());
            }
            rule.exposeHeaders().forEach(header -> xml.element("ExposeHeader", header));
            xml.close();
        }
        return xml.toBytes();
    }
}
