package network.cairn.client.rpc;

import io.vertx.core.Context;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import network.cairn.client.net.InboundBytes;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;

/// A node's stream of server-sent events, read on a virtual thread of its own until it is closed or ends.
public final class EventStream implements AutoCloseable {
    private static final int WINDOW_BYTES_MAX = 256 << 10;
    private static final int READ_BYTES_MAX = 16 << 10;

    /// A node that has no block to tell of sends a comment at least this often.
    public static final Duration SILENCE_MAX = Duration.ofSeconds(60);

    private final Context context;
    private final Consumer<BlockEvent> onEvent;
    private final Consumer<String> onEnd;
    private final CompletableFuture<InboundBytes> answered = new CompletableFuture<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /// Touched on the event loop only.
    private @Nullable HttpClientRequest request;

    private EventStream(Context context, Consumer<BlockEvent> onEvent, Consumer<String> onEnd) {
        this.context = context;
        this.onEvent = onEvent;
        this.onEnd = onEnd;
    }

    static EventStream open(
            Context context,
            HttpClientAgent client,
            HttpChainLimits limits,
            long afterHeight,
            Consumer<BlockEvent> onEvent,
            Consumer<String> onEnd) {
        var stream = new EventStream(context, onEvent, onEnd);
        var options = new RequestOptions()
                .setMethod(HttpMethod.GET)
                .setURI(ChainRoutes.EVENTS)
                .putHeader("Accept", "text/event-stream")
                .putHeader("Last-Event-ID", Long.toString(afterHeight));
        context.runOnContext(_ -> client.request(options).onComplete(connected -> {
            if (connected.failed()) {
                stream.answered.completeExceptionally(connected.cause());
            } else {
                stream.connected(connected.result());
            }
        }));
        Thread.ofVirtual().name("chain-events").start(() -> stream.run(limits.requestTimeout()));
        return stream;
    }

    private void connected(HttpClientRequest made) {
        request = made;
        if (closed.get()) {
            var _ = made.reset();
            return;
        }
        made.exceptionHandler(answered::completeExceptionally);
        made.response().onComplete(response -> {
            if (response.failed()) {
                answered.completeExceptionally(response.cause());
            } else {
                head(response.result());
            }
        });
        var _ = made.end();
    }

    private void head(HttpClientResponse response) {
        if (response.statusCode() != 200) {
            answered.completeExceptionally(new IOException("the node answered " + response.statusCode()));
            return;
        }
        answered.complete(new InboundBytes(context, response, WINDOW_BYTES_MAX, SILENCE_MAX));
    }

    private void run(Duration headTimeout) {
        String end;
        try {
            read(answered.get(headTimeout.toNanos(), TimeUnit.NANOSECONDS));
            end = "the node ended the stream";
        } catch (ExecutionException e) {
            end = String.valueOf(e.getCause() == null ? e : e.getCause().getMessage());
        } catch (TimeoutException e) {
            end = "no answer within " + headTimeout;
        } catch (IOException | CodecException e) {
            end = String.valueOf(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            end = "interrupted";
        }
        boolean ours = closed.get();
        close();
        onEnd.accept(ours ? "closed" : end);
    }

    private void read(InboundBytes inbound) throws IOException, CodecException, InterruptedException {
        var parser = new EventParser();
        byte[] chunk = new byte[READ_BYTES_MAX];
        for (int count = inbound.read(chunk, 0, chunk.length);
                count >= 0;
                count = inbound.read(chunk, 0, chunk.length)) {
            for (BlockEvent event : parser.add(chunk, count)) {
                if (closed.get()) {
                    return;
                }
                onEvent.accept(event);
            }
        }
    }

    /// Ends the stream; an event that is being handled still is.
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            answered.completeExceptionally(new IOException("closed"));
            context.runOnContext(_ -> {
                if (request != null) {
                    var _ = request.reset();
                }
            });
        }
    }
}
