package network.cairn.gateway.s3;

import java.io.IOException;

/// A request's body is not what its headers promised; carries the error S3 gives for it through
/// stream interfaces.
public final class S3BodyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final S3Exception error;

    public S3BodyException(S3Exception error) {
        super(error.getMessage(), error);
        this.error = error;
    }

    public S3Exception error() {
        return error;
    }
}
