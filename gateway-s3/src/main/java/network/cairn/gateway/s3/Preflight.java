package network.cairn.gateway.s3;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Answers browsers that ask whether a page may send a cross-origin request (the Fetch standard's
/// CORS-preflight).
///
/// Nobody signs such a question: it is answered by the bucket's CORS configuration alone.
@FunctionalInterface
public interface Preflight {
    /// What a browser asks.
    ///
    /// @param bucket null where the request names none
    /// @param key null where the request names none
    /// @param origin of the page
    /// @param method that it wants to use
    /// @param headers that it wants to send, as written
    /// @param resource the path as sent
    record Question(
            @Nullable String bucket,
            @Nullable String key,
            String origin,
            String method,
            List<String> headers,
            String resource) {
        public Question {
            headers = List.copyOf(headers);
        }
    }

    /// @throws S3Exception `AccessForbidden` where the page may not
    S3Response answer(Question question) throws S3Exception, IOException, InterruptedException;

    /// Of a gateway whose buckets have no CORS configuration.
    static Preflight none() {
        return question -> {
            throw new S3Exception(S3ErrorCode.ACCESS_FORBIDDEN, "CORSResponse: CORS is not enabled for this bucket.")
                    .with("Method", question.method())
                    .with("ResourceType", question.key() == null ? "BUCKET" : "OBJECT");
        };
    }
}
