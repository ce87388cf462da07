package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// What a client must be told where a request is refused.
final class Refusal {
    private Refusal() {}

    /// Checks that a call ends with this status and code; both are all that most applications look at.
    static S3Exception assertRefused(int status, String code, ThrowingCallable call) {
        S3Exception refused = Assertions.catchThrowableOfType(S3Exception.class, call);
        assertThat(refused).as("a refusal with " + code).isNotNull();
        var details = refused.awsErrorDetails();
        assertThat(refused.statusCode() + " " + details.errorCode())
                .as(Objects.requireNonNullElse(refused.getMessage(), "no message"))
                .isEqualTo(status + " " + code);
        return refused;
    }

    /// Checks the status alone: an answer to HEAD, and 304, have no body that could name a code.
    static S3Exception assertStatus(int status, ThrowingCallable call) {
        S3Exception refused = Assertions.catchThrowableOfType(S3Exception.class, call);
        assertThat(refused).as("a refusal with " + status).isNotNull();
        assertThat(refused.statusCode()).as(refused.getMessage()).isEqualTo(status);
        return refused;
    }
}
