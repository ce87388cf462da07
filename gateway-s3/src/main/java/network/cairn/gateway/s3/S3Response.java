package network.cairn.gateway.s3;

import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;

/// What an operation answers: status, headers and a body of three kinds.
public final class S3Response {
    private final int status;
    private final List<S3Headers.Header> headers;
    private final Body body;

    private S3Response(int status, List<S3Headers.Header> headers, Body body) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status " + status + " is not in 200 .. 599");
        }
        this.status = status;
        this.headers = List.copyOf(headers);
        this.body = body;
    }

    /// The response's body.
    public sealed interface Body {
        /// No body. Its `Content-Length` is 0 unless the operation sets one, as HeadObject does.
        record None() implements Body {}

        /// A body at hand, such as an XML document.
        record Bytes(byte[] bytes) implements Body {}

        /// A body written while it is sent.
        ///
        /// @param lengthBytes exactly how many bytes the writer writes
        record Stream(long lengthBytes, Writer writer) implements Body {
            public Stream {
                if (lengthBytes < 0) {
                    throw new IllegalArgumentException("a stream's length is not negative: " + lengthBytes);
                }
            }
        }
    }

    /// Writes a streamed body. Called once, on the request's thread; never for HEAD.
    ///
    /// An exception before the first byte was written becomes an error response. After it the
    /// connection is cut, so that no client takes a part for the whole.
    @FunctionalInterface
    public interface Writer {
        /// @param out blocks while the client reads slower than this writes; need not be buffered,
        /// flushed or closed
        void writeTo(OutputStream out) throws S3Exception, IOException, InterruptedException;
    }

    public static S3Response empty(int status) {
        return new S3Response(status, List.of(), new Body.None());
    }

    /// An XML document in UTF-8.
    public static S3Response xml(int status, byte[] document) {
        return new S3Response(status, List.of(), new Body.Bytes(document.clone()))
                .withHeader("Content-Type", "application/xml");
    }

    public static S3Response bytes(int status, byte[] bytes) {
        return new S3Response(status, List.of(), new Body.Bytes(bytes.clone()));
    }

    public static S3Response stream(int status, long lengthBytes, Writer writer) {
        return new S3Response(status, List.of(), new Body.Stream(lengthBytes, writer));
    }

    /// The same response with one more header.
    public S3Response withHeader(String name, String value) {
        List<S3Headers.Header> more = new ArrayList<>(headers);
        more.add(new S3Headers.Header(name, value));
        return new S3Response(status, more, body);
    }

    public int status() {
        return status;
    }

    public List<S3Headers.Header> headers() {
        return headers;
    }

    public Body body() {
        return body;
    }
}
