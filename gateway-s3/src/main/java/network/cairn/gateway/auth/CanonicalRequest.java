package network.cairn.gateway.auth;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import network.cairn.gateway.s3.S3Exception;

/// SigV4's canonical request with S3's rules: the path is encoded once and never normalised.
///
/// Source: "Signature Calculations for the Authorization Header" in the Amazon S3 API reference.
final class CanonicalRequest {
    private CanonicalRequest() {}

    /// @param signedHeaders lower-case names in the order in which the client listed them
    static String of(SignedRequest request, List<String> signedHeaders, String payloadHash) throws S3Exception {
        StringBuilder out = new StringBuilder(512);
        out.append(request.method()).append('\n');
        out.append(PercentCoding.encode(PercentCoding.decode(request.rawPath(), false), true))
                .append('\n');
        out.append(query(request)).append('\n');
        for (String name : signedHeaders) {
            out.append(name).append(':').append(headerValue(request, name)).append('\n');
        }
        out.append('\n').append(String.join(";", signedHeaders)).append('\n').append(payloadHash);
        return out.toString();
    }

    private static String query(SignedRequest request) throws S3Exception {
        List<String[]> encoded = new ArrayList<>();
        for (String[] pair : request.rawPairs()) {
            String name = PercentCoding.encode(PercentCoding.decode(pair[0], true), false);
            if (!name.equals("X-Amz-Signature")) {
                encoded.add(new String[] {name, PercentCoding.encode(PercentCoding.decode(pair[1], true), false)});
            }
        }
        encoded.sort(Comparator.<String[], String>comparing(pair -> pair[0]).thenComparing(pair -> pair[1]));
        StringBuilder out = new StringBuilder();
        for (String[] pair : encoded) {
            out.append(out.isEmpty() ? "" : "&").append(pair[0]).append('=').append(pair[1]);
        }
        return out.toString();
    }

    private static String headerValue(SignedRequest request, String name) {
        List<String> values = new ArrayList<>();
        for (String value : request.headers().values(name)) {
            values.add(collapseSpace(value));
        }
        return String.join(",", values);
    }

    /// Without space at the ends, runs of space within made one.
    private static String collapseSpace(String value) {
        StringBuilder out = new StringBuilder(value.length());
        boolean space = false;
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == ' ' || c == '\t') {
                space = !out.isEmpty();
            } else {
                if (space) {
                    out.append(' ');
                    space = false;
                }
                out.append(c);
            }
        }
        return out.toString();
    }
}
