package network.cairn.gateway.website;

import java.util.List;
import java.util.regex.Pattern;

/// Where websites are served.
///
/// @param port of a listener of its own; 0 for any that is free
/// @param domains host names below which a label names a bucket, such as `web.example.org`; a host below none of
///     them is a bucket's name itself. Without any, the path's first part names the bucket
public record WebsiteSettings(int port, List<String> domains) {
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?");

    public WebsiteSettings {
        domains = List.copyOf(domains);
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("gateway websitePort must be 0 to 65535, not \"" + port + "\"");
        }
        for (String domain : domains) {
            if (!DOMAIN.matcher(domain).matches()) {
                throw new IllegalArgumentException(
                        "gateway websiteDomains must be lower-case host names, not \"" + domain + "\"");
            }
        }
    }
}
