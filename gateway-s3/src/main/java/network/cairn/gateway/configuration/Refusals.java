package network.cairn.gateway.configuration;

import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// The errors that configurations are refused with. S3's own message stays as it is, to the letter; what it
/// leaves open is told in an element beside it.
final class Refusals {
    /// Characters of a client's text that an error repeats.
    private static final int ECHO_CHARACTERS_MAX = 1024;

    private Refusals() {}

    /// `MalformedXML`, S3's answer to all that its schema does not allow.
    static S3Exception malformed(String detail) {
        return new S3Exception(S3ErrorCode.MALFORMED_XML).with("Detail", echo(detail));
    }

    static S3Exception invalidRequest(String message) {
        return new S3Exception(S3ErrorCode.INVALID_REQUEST, message);
    }

    static S3Exception invalidArgument(String message) {
        return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message);
    }

    static S3Exception invalidArgument(String message, String name, String value) {
        return invalidArgument(message).with("ArgumentName", name).with("ArgumentValue", echo(value));
    }

    /// What S3 does and this store does not: better refused than promised.
    static S3Exception notImplemented(String message) {
        return new S3Exception(S3ErrorCode.NOT_IMPLEMENTED, message);
    }

    static String echo(String text) {
        return text.length() <= ECHO_CHARACTERS_MAX ? text : text.substring(0, ECHO_CHARACTERS_MAX) + "...";
    }
}
