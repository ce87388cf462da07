package network.cairn.gateway.s3;

import java.io.IOException;

/// One operation of S3, called on a virtual thread of its own for each authenticated request.
///
/// The thread is interrupted when the client goes away or the gateway stops. An operation reads the
/// body to its end before it commits anything: only then are the body's length, checksums and
/// signatures known to be right.
@FunctionalInterface
public interface Operation {
    /// @throws S3Exception what the client did wrong, or what S3 would answer; it becomes the error
    /// response
    /// @throws S3BodyException from the request's body (an `IOException`); it becomes the error
    /// response it carries
    /// @throws IOException anything else: answered with `InternalError` and logged
    S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException;
}
