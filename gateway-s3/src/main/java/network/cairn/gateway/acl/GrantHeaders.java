package network.cairn.gateway.acl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// The grants of the `x-amz-grant-*` headers: `id="...", uri="...", emailAddress="..."`, quotes as one likes.
final class GrantHeaders {
    /// In the order their grants are listed.
    private static final List<Map.Entry<String, Permission>> HEADERS = List.of(
            Map.entry("x-amz-grant-read", Permission.READ),
            Map.entry("x-amz-grant-write", Permission.WRITE),
            Map.entry("x-amz-grant-read-acp", Permission.READ_ACP),
            Map.entry("x-amz-grant-write-acp", Permission.WRITE_ACP),
            Map.entry("x-amz-grant-full-control", Permission.FULL_CONTROL));

    private GrantHeaders() {}

    static boolean anyIn(S3Headers headers) {
        return HEADERS.stream().anyMatch(header -> headers.has(header.getKey()));
    }

    /// @throws S3Exception `InvalidArgument`, `UnresolvableGrantByEmailAddress` or `MalformedACLError`
    static List<Grant> read(S3Headers headers, CanonicalUsers users) throws S3Exception {
        List<Grant> grants = new ArrayList<>();
        for (Map.Entry<String, Permission> header : HEADERS) {
            for (String value : headers.values(header.getKey())) {
                for (String grantee : value.split(",", -1)) {
                    grants.add(new Grant(grantee(header.getKey(), grantee.strip(), users), header.getValue()));
                    if (grants.size() > Acl.GRANTS_MAX) {
                        throw Grantees.tooMany();
                    }
                }
            }
        }
        return grants;
    }

    private static Grantee grantee(String header, String text, CanonicalUsers users) throws S3Exception {
        int equals = text.indexOf('=');
        String type = equals < 0 ? "" : text.substring(0, equals).strip().toLowerCase(Locale.ROOT);
        String value = unquoted(text.substring(equals + 1).strip());
        return switch (type) {
            case "id" -> Grantees.byId(value, "id", users);
            case "uri" -> Grantees.byUri(value, "uri");
            case "emailaddress" -> Grantees.byEmailAddress(value, users);
            default ->
                throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Argument format not recognized")
                        .with("ArgumentName", header)
                        .with("ArgumentValue", text);
        };
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
