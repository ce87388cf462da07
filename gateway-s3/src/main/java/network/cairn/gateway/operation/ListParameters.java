package network.cairn.gateway.operation;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;

/// What listings have in common: limits, tokens, encodings.
final class ListParameters {
    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/";
    private static final String TOKEN_PREFIX = "1";

    private ListParameters() {}

    /// A page's maximum, cut to the most there may be.
    ///
    /// @throws S3Exception `InvalidArgument` unless it is a number from 0 on
    static int max(S3Request request, String name, int most) throws S3Exception {
        String text = request.query().get(name, "");
        if (text.isEmpty()) {
            return most;
        }
        if (!text.matches("\\d{1,10}") || Long.parseLong(text) > Integer.MAX_VALUE) {
            throw new S3Exception(
                            S3ErrorCode.INVALID_ARGUMENT,
                            "Provided " + name + " not an integer or within integer range")
                    .with("ArgumentName", name)
                    .with("ArgumentValue", text);
        }
        return (int) Math.min(most, Long.parseLong(text));
    }

    /// How the listing's keys are to be written: as they are, or percent-encoded with `encoding-type=url`.
    static UnaryOperator<String> encoding(S3Request request) throws S3Exception {
        String type = request.query().get("encoding-type", "");
        return switch (type) {
            case "" -> UnaryOperator.identity();
            case "url" -> ListParameters::percentEncoded;
            default ->
                throw new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "Invalid Encoding Method specified in Request")
                        .with("ArgumentName", "encoding-type")
                        .with("ArgumentValue", type);
        };
    }

    static String percentEncoded(String text) {
        var encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if (b > 0 && UNRESERVED.indexOf(b) >= 0) {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.toUpperCase(Character.forDigit(b >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(b & 15, 16)));
            }
        }
        return encoded.toString();
    }

    /// An opaque token that continues after a key.
    static String token(String after) {
        return TOKEN_PREFIX
                + Base64.getUrlEncoder().withoutPadding().encodeToString(after.getBytes(StandardCharsets.UTF_8));
    }

    /// The key that a token continues after.
    ///
    /// @throws S3Exception `InvalidArgument` if this is no token
    static String afterToken(String token) throws S3Exception {
        try {
            if (token.startsWith(TOKEN_PREFIX)) {
                return new String(Base64.getUrlDecoder().decode(token.substring(1)), StandardCharsets.UTF_8);
            }
        } catch (IllegalArgumentException e) {
            throw invalidToken(token, e);
        }
        throw invalidToken(token, new IllegalArgumentException("it has no version"));
    }

    private static S3Exception invalidToken(String token, IllegalArgumentException cause) {
        return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, "The continuation token provided is incorrect", cause)
                .with("ArgumentName", "continuation-token")
                .with("ArgumentValue", token);
    }
}
