package network.cairn.gateway.limits;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;

/// Makes bodies pass no faster than a tenant may: the thread that reads or writes them waits.
public final class Pacing {
    private final TenantLimits limits;
    private final Pause pause;

    /// Lets some time pass.
    @FunctionalInterface
    public interface Pause {
        void of(Duration time) throws InterruptedException;
    }

    /// @param pause `Thread::sleep`, but in tests
    public Pacing(TenantLimits limits, Pause pause) {
        this.limits = limits;
        this.pause = pause;
    }

    /// The body, read at the tenant's pace.
    public S3Body body(String tenant, S3Body body) {
        InputStream paced = new PacedInput(tenant, body.stream());
        return new S3Body() {
            @Override
            public InputStream stream() {
                return paced;
            }

            @Override
            public long decodedLengthBytes() {
                return body.decodedLengthBytes();
            }

            @Override
            public long lengthBytesMax() {
                return body.lengthBytesMax();
            }

            @Override
            public Optional<Checksum> checksum() {
                return body.checksum();
            }

            @Override
            public Optional<ChecksumAlgorithm> promised() {
                return body.promised();
            }

            @Override
            public void compute(ChecksumAlgorithm algorithm) {
                body.compute(algorithm);
            }

            @Override
            public Optional<Checksum> checksum(ChecksumAlgorithm algorithm) {
                return body.checksum(algorithm);
            }
        };
    }

    /// The response, its body written at the tenant's pace where it is streamed. What is at hand already is
    /// small, and only counted.
    public S3Response response(String tenant, S3Response response) {
        switch (response.body()) {
            case S3Response.Body.Stream(long lengthBytes, S3Response.Writer writer) -> {
                S3Response paced = S3Response.stream(
                        response.status(), lengthBytes, out -> writer.writeTo(new PacedOutput(tenant, out)));
                for (S3Headers.Header header : response.headers()) {
                    paced = paced.withHeader(header.name(), header.value());
                }
                return paced;
            }
            case S3Response.Body.Bytes(byte[] bytes) -> limits.passed(tenant, TenantLimits.Direction.OUT, bytes.length);
            case S3Response.Body.None _ -> {
                // nothing passes
            }
        }
        return response;
    }

    private void passed(String tenant, TenantLimits.Direction direction, long bytes) throws IOException {
        Duration wait = limits.passed(tenant, direction, bytes);
        if (wait.isZero()) {
            return;
        }
        try {
            pause.of(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var interrupted = new InterruptedIOException("interrupted while a transfer waited for its turn");
            interrupted.initCause(e);
            throw interrupted;
        }
    }

    private final class PacedInput extends FilterInputStream {
        private final String tenant;

        PacedInput(String tenant, InputStream in) {
            super(in);
            this.tenant = tenant;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            if (value >= 0) {
                passed(tenant, TenantLimits.Direction.IN, 1);
            }
            return value;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = super.read(bytes, offset, length);
            if (count > 0) {
                passed(tenant, TenantLimits.Direction.IN, count);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            long skipped = super.skip(count);
            if (skipped > 0) {
                passed(tenant, TenantLimits.Direction.IN, skipped);
            }
            return skipped;
        }
    }

    private final class PacedOutput extends FilterOutputStream {
        private final String tenant;

        PacedOutput(String tenant, OutputStream out) {
            super(out);
            this.tenant = tenant;
        }

        @Override
        public void write(int value) throws IOException {
            out.write(value);
            passed(tenant, TenantLimits.Direction.OUT, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            passed(tenant, TenantLimits.Direction.OUT, length);
        }
    }
}
