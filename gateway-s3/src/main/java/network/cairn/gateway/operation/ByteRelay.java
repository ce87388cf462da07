package network.cairn.gateway.operation;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// Bytes that one thread writes and another reads, in order, a few chunks between them.
///
/// The source runs on a virtual thread of its own, which {@link #stop()} ends.
final class ByteRelay {
    private static final int CHUNK_BYTES_MAX = 64 * 1024;
    private static final int CHUNKS_MAX = 8;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> chunks = new ArrayBlockingQueue<>(CHUNKS_MAX);
    private final Thread writer;
    private volatile @Nullable Exception failure;

    /// Something that writes bytes.
    @FunctionalInterface
    interface Source {
        void writeTo(OutputStream out) throws S3Exception, IOException, InterruptedException;
    }

    private ByteRelay(Source source) {
        this.writer = Thread.ofVirtual().name("copy-source").unstarted(() -> run(source));
    }

    static ByteRelay start(Source source) {
        var relay = new ByteRelay(source);
        relay.writer.start();
        return relay;
    }

    /// What the source writes. A failure of the source is thrown by `read` as an `IOException` that carries it.
    InputStream input() {
        return new Input();
    }

    /// The source's own failure, if it failed with an S3 error.
    ///
    /// @throws S3Exception that error
    void rethrowSourceError() throws S3Exception {
        if (failure instanceof S3Exception error) {
            throw error;
        }
    }

    /// Ends the source's thread and waits for it.
    void stop() throws InterruptedException {
        writer.interrupt();
        writer.join();
    }

    private void run(Source source) {
        try {
            try {
                source.writeTo(new Output());
            } catch (S3Exception | IOException | RuntimeException e) {
                failure = e;
            }
            chunks.put(END);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            for (int done = 0; done < length; ) {
                int count = Math.min(CHUNK_BYTES_MAX, length - done);
                try {
                    chunks.put(Arrays.copyOfRange(bytes, offset + done, offset + done + count));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("the copy was given up");
                }
                done += count;
            }
        }
    }

    private final class Input extends InputStream {
        private byte[] chunk = END;
        private int position;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position == chunk.length && !fill()) {
                return -1;
            }
            int count = Math.min(length, chunk.length - position);
            System.arraycopy(chunk, position, buffer, offset, count);
            position += count;
            return count;
        }

        private boolean fill() throws IOException {
            if (!ended) {
                try {
                    chunk = chunks.take();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException("interrupted while reading the copy's source");
                }
                position = 0;
                ended = chunk.length == 0;
            }
            Exception failed = failure;
            if (ended && failed != null) {
                throw new IOException("the copy's source failed: " + failed.getMessage(), failed);
            }
            return !ended;
        }
    }
}
