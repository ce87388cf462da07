package network.cairn.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/// That something is refused as S3 refuses it.
final class RefusalAssertions {
    private RefusalAssertions() {}

    static byte[] xml(String document) {
        return document.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] document) {
        return new String(document, StandardCharsets.UTF_8);
    }

    /// The refusal, with this code.
    static S3Exception refusal(S3ErrorCode code, ThrowingCallable call) {
        Throwable thrown = catchThrowable(call);
        assertThat(thrown).isInstanceOf(S3Exception.class);
        S3Exception refusal = (S3Exception) thrown;
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(code);
        return refusal;
    }

    static S3Exception assertRefused(S3ErrorCode code, String message, ThrowingCallable call) {
        S3Exception refusal = refusal(code, call);
        assertThat(refusal).hasMessage(message);
        return refusal;
    }

    static void assertInvalidArgument(String message, String name, String value, ThrowingCallable call) {
        S3Exception refusal = assertRefused(S3ErrorCode.INVALID_ARGUMENT, message, call);
        assertThat(refusal.elements()).containsEntry("ArgumentName", name).containsEntry("ArgumentValue", value);
    }

    /// S3's answer to what its schema does not allow, its message to the letter.
    static void assertMalformed(ThrowingCallable call) {
        S3Exception refusal = refusal(S3ErrorCode.MALFORMED_XML, call);
        assertThat(refusal.getMessage()).startsWith(S3ErrorCode.MALFORMED_XML.message());
    }
}
