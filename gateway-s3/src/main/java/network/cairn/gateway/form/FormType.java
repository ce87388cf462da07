package network.cairn.gateway.form;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// A form's media type, `multipart/form-data` with the boundary that separates its parts.
final class FormType {
    private static final String TYPE = "multipart/form-data";

    /// 1 to 70 of the characters that RFC 2046, 5.1.1 allows, the last not a space.
    private static final Pattern BOUNDARY = Pattern.compile(
            ";\\s*boundary=(?:\"([0-9A-Za-z'()+_,\\-./:=? ]{0,69}[0-9A-Za-z'()+_,\\-./:=?])\""
                    + "|([0-9A-Za-z'()+_,\\-./:=?]{1,70}))\\s*(?:;|$)",
            Pattern.CASE_INSENSITIVE);

    private FormType() {}

    /// @throws S3Exception `PreconditionFailed` for another type, `MalformedPOSTRequest` without a boundary
    static String boundary(String contentType) throws S3Exception {
        int semicolon = contentType.indexOf(';');
        String type = (semicolon < 0 ? contentType : contentType.substring(0, semicolon)).strip();
        if (!type.toLowerCase(Locale.ROOT).equals(TYPE)) {
            throw new S3Exception(S3ErrorCode.PRECONDITION_FAILED)
                    .with("Condition", "Bucket POST must be of the enclosure-type multipart/form-data");
        }
        Matcher found = BOUNDARY.matcher(contentType);
        if (!found.find()) {
            throw new S3Exception(S3ErrorCode.MALFORMED_POST_REQUEST);
        }
        String quoted = found.group(1);
        return quoted == null ? found.group(2) : quoted;
    }
}
