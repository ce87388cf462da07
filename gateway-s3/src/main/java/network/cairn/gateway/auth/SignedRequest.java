package network.cairn.gateway.auth;

import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// The head of a request as it came over the wire, which is what its signature covers.
///
/// @param rawPath the path with its escapes, before any `?`
/// @param rawQuery what follows the `?`, with its escapes; empty where there is none
public record SignedRequest(String method, String rawPath, String rawQuery, S3Headers headers) {
    /// The query, decoded.
    ///
    /// @throws S3Exception `InvalidURI` for a broken escape or bytes that are not UTF-8
    public QueryParameters query() throws S3Exception {
        List<QueryParameters.Parameter> parameters = new ArrayList<>();
        for (String[] pair : rawPairs()) {
            parameters.add(new QueryParameters.Parameter(
                    PercentCoding.decodeUtf8(pair[0], true), PercentCoding.decodeUtf8(pair[1], true)));
        }
        return new QueryParameters(parameters);
    }

    /// Names and values as sent.
    List<String[]> rawPairs() {
        List<String[]> pairs = new ArrayList<>();
        for (int start = 0; start < rawQuery.length(); ) {
            int ampersand = rawQuery.indexOf('&', start);
            int end = ampersand < 0 ? rawQuery.length() : ampersand;
            if (end > start) {
                String piece = rawQuery.substring(start, end);
                int equals = piece.indexOf('=');
                pairs.add(
                        equals < 0
                                ? new String[] {piece, ""}
                                : new String[] {piece.substring(0, equals), piece.substring(equals + 1)});
            }
            start = end + 1;
        }
        return pairs;
    }
}
