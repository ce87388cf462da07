package network.cairn.gateway.accesslog;

import java.io.IOException;
import network.cairn.gateway.configuration.LoggingConfiguration;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.s3.S3Exception;

/// Where logs are written.
@FunctionalInterface
public interface LogDestination {
    /// Writes a log object.
    ///
    /// @param source the bucket that was logged
    /// @throws S3Exception where the target bucket does not take it; `ServiceUnavailable` where it may later
    void write(Bucket source, LoggingConfiguration.Target target, String key, byte[] log)
            throws S3Exception, IOException, InterruptedException;
}
