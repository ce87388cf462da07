package network.cairn.gateway.kms;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The full name of a key, as S3 tells it: `arn:cairn:kms:REGION:TENANT:key/ID`.
///
/// @param id unique among its tenant's keys, and never used again
public record KeyArn(String region, String tenant, String id) {
    static final String PARTITION = "cairn";

    private static final String ID = "[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,126}[A-Za-z0-9_])?";
    private static final Pattern ID_FORM = Pattern.compile(ID);
    private static final Pattern FORM =
            Pattern.compile("arn:" + PARTITION + ":kms:([a-z0-9-]{1,63}):([a-z0-9-]{1,63}):key/(" + ID + ")");

    /// @throws IllegalArgumentException unless the id is 1 to 128 letters, digits, `_`, `.` and `-`, the
    ///     latter two not at its ends
    public KeyArn {
        if (!isId(id)) {
            throw new IllegalArgumentException("\"" + id + "\" is no key's id");
        }
    }

    /// Whether a key could have this id.
    public static boolean isId(String text) {
        return ID_FORM.matcher(text).matches();
    }

    /// Reads what [#toString] wrote.
    ///
    /// @throws KeyServiceException `NO_SUCH_KEY` for anything else
    public static KeyArn parse(String text) throws KeyServiceException {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw KeyNames.invalidKeyId(text);
        }
        return new KeyArn(form.group(1), form.group(2), form.group(3));
    }

    @Override
    public String toString() {
        return "arn:" + PARTITION + ":kms:" + region + ":" + tenant + ":key/" + id;
    }
}
