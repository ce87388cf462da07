package network.cairn.gateway.configuration;

/// What a bucket's website looks at of a request.
///
/// @param key the path without its first slash, percent-decoded
/// @param query the query as sent, without its question mark; empty for none
/// @param scheme `http` or `https`, as the browser sees it
/// @param host the host as sent, with its port where it has one
public record WebsiteRequest(String key, String query, String scheme, String host) {}
