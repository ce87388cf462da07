package network.cairn.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// The errors that calls of operations end in.
final class OperationErrors {
    private OperationErrors() {}

    /// The error that the call ends in, with this code.
    static S3Exception error(S3ErrorCode code, Call call) {
        Throwable thrown = catchThrowable(call::send);
        assertThat(thrown).isInstanceOf(S3Exception.class);
        S3Exception error = (S3Exception) thrown;
        assertThat(error.code()).as(error.getMessage()).isEqualTo(code);
        return error;
    }

    static S3Exception error(S3ErrorCode code, String message, Call call) {
        S3Exception error = error(code, call);
        assertThat(error).hasMessage(message);
        return error;
    }
}
