package network.cairn.client.rpc;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.client.light.ChainSourceException;
import org.jspecify.annotations.Nullable;

/// One HTTP question and its whole answer, of bounded length and time. Runs on the client's event loop.
final class ChainAnswer {
    private static final int ERROR_BYTES_MAX = 1 << 10;

    /// A status and a whole body.
    record Whole(int status, byte[] body) {}

    private final int bodyBytesMax;
    private final CompletableFuture<Whole> answer = new CompletableFuture<>();
    private @Nullable HttpClientRequest request;
    private byte[] body = new byte[0];
    private int bodyBytes;

    private ChainAnswer(int bodyBytesMax) {
        this.bodyBytesMax = bodyBytesMax;
    }

    /// Asks and waits.
    ///
    /// @throws ChainSourceException if no whole answer comes in time, or it is too long
    static Whole ask(
            Context context,
            HttpClientAgent client,
            RequestOptions options,
            byte @Nullable [] sent,
            int bodyBytesMax,
            Duration timeout)
            throws ChainSourceException {
        var asking = new ChainAnswer(bodyBytesMax);
        context.runOnContext(_ -> asking.start(client, options, sent));
        try {
            return asking.answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ChainSourceException("no answer to " + options.getURI() + ": " + cause.getMessage(), cause);
        } catch (TimeoutException e) {
            throw new ChainSourceException("no answer to " + options.getURI() + " within " + timeout, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ChainSourceException("interrupted while waiting for " + options.getURI(), e);
        } finally {
            context.runOnContext(_ -> asking.stop());
        }
    }

    private void start(HttpClientAgent client, RequestOptions options, byte @Nullable [] sent) {
        client.request(options).onComplete(connected -> {
            if (connected.failed()) {
                answer.completeExceptionally(connected.cause());
                return;
            }
            var made = connected.result();
            request = made;
            if (answer.isDone()) {
                stop();
                return;
            }
            made.exceptionHandler(answer::completeExceptionally);
            made.response().onComplete(response -> {
                if (response.failed()) {
                    answer.completeExceptionally(response.cause());
                } else {
                    read(response.result());
                }
            });
            var _ = sent == null ? made.end() : made.end(Buffer.buffer(sent));
        });
    }

    private void read(HttpClientResponse response) {
        int status = response.statusCode();
        int limit = status == 200 || status == 202 ? bodyBytesMax : ERROR_BYTES_MAX;
        response.exceptionHandler(answer::completeExceptionally);
        response.handler(chunk -> {
            if (answer.isDone()) {
                return;
            }
            if (chunk.length() > limit - bodyBytes) {
                answer.completeExceptionally(new IllegalStateException(
                        "an answer with status " + status + " is longer than " + limit + " bytes"));
                stop();
                return;
            }
            if (body.length - bodyBytes < chunk.length()) {
                body = Arrays.copyOf(body, Math.min(limit, Math.max(2 * body.length, bodyBytes + chunk.length())));
            }
            chunk.getBytes(body, bodyBytes);
            bodyBytes += chunk.length();
        });
        response.endHandler(_ -> answer.complete(new Whole(status, Arrays.copyOf(body, bodyBytes))));
    }

    /// Breaks the connection where the answer is not whole; harmless after it.
    private void stop() {
        answer.cancel(false);
        if (request != null && (answer.isCompletedExceptionally() || answer.isCancelled())) {
            var _ = request.reset();
        }
    }
}
