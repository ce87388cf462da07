package network.cairn.chain.rpc;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.BindException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import network.cairn.client.net.OutboundBytes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The RPC's HTTP server. It speaks plain HTTP: what it says is checked by light clients, and whoever
/// wants TLS puts a proxy before it. Each request is worked on by a virtual thread of its own.
public final class RpcServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RpcServer.class);
    private static final Duration LISTEN_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DRAIN_TIMEOUT = Duration.ofSeconds(2);
    private static final int REQUEST_LINE_BYTES_MAX = 4 << 10;
    private static final int HEADER_BYTES_MAX = 8 << 10;
    private static final int PATH_SEGMENTS_MAX = 8;

    private final RpcSettings settings;
    private final RpcLimits limits;
    private final RpcNode node;
    private final BlockFeed feed;
    private final RpcApi api;
    private final Context context;
    private final HttpServer server;
    private final AtomicInteger connections = new AtomicInteger();
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger streams = new AtomicInteger();
    private final AtomicLong bodiesBytes = new AtomicLong();
    private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    private RpcServer(Vertx vertx, RpcSettings settings, RpcNode node) {
        this.settings = settings;
        this.limits = settings.limits();
        this.node = node;
        this.feed = new BlockFeed(node.ledger());
        this.api = new RpcApi(node, feed, limits);
        this.context = freshContext(vertx);
        this.server = vertx.createHttpServer(new HttpServerOptions()
                        .setHost(settings.listenHost())
                        .setPort(settings.listenPort())
                        .setIdleTimeout((int) limits.idleTimeout().toMillis())
                        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setTcpNoDelay(true)
                        .setHttp2ClearTextEnabled(false)
                        .setCompressionSupported(false)
                        .setMaxInitialLineLength(REQUEST_LINE_BYTES_MAX)
                        .setMaxHeaderSize(HEADER_BYTES_MAX))
                .connectionHandler(this::connected)
                .invalidRequestHandler(this::refuseInvalid)
                .requestHandler(this::requested);
    }

    /// Listens. Requests are served once this returns.
    ///
    /// @throws BindException if the address cannot be listened on; the message names it
    public static RpcServer start(Vertx vertx, RpcSettings settings, RpcNode node)
            throws IOException, InterruptedException {
        var server = new RpcServer(vertx, settings, node);
        server.listen();
        return server;
    }

    /// The TCP port it listens on.
    public int port() {
        return server.actualPort();
    }

    /// Blocks have become final: whoever waits is told. Does not block.
    public void finalised() {
        feed.finalised();
    }

    /// Ends event streams with a last event, lets requests under way end for a moment, and stops.
    @Override
    public void close() {
        closing = true;
        feed.close();
        long deadline = System.nanoTime() + DRAIN_TIMEOUT.toNanos();
        try {
            for (Thread thread : List.copyOf(threads)) {
                thread.join(Duration.ofNanos(Math.max(1, deadline - System.nanoTime())));
            }
            threads.forEach(Thread::interrupt);
            server.close().toCompletionStage().toCompletableFuture().get(CLOSE_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the RPC did not close within {}: {}", CLOSE_TIMEOUT, e.toString());
        }
    }

    private void listen() throws IOException, InterruptedException {
        var listening = new CompletableFuture<HttpServer>();
        context.runOnContext(_ -> server.listen().onComplete(result -> {
            if (result.succeeded()) {
                listening.complete(result.result());
            } else {
                listening.completeExceptionally(result.cause());
            }
        }));
        try {
            var _ = listening.get(LISTEN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            var bind = new BindException("cannot listen for RPC on " + settings.listenHost() + ":"
                    + settings.listenPort() + ": " + String.valueOf(cause.getMessage()));
            bind.initCause(cause);
            throw bind;
        }
    }

    private void connected(HttpConnection connection) {
        if (connections.incrementAndGet() > limits.connectionsMax()) {
            LOG.debug("closed a connection from {}: more than {}", connection.remoteAddress(), limits.connectionsMax());
            var _ = connection.close();
        }
        connection.closeHandler(_ -> connections.decrementAndGet());
    }

    private void requested(HttpServerRequest request) {
        if (closing) {
            refuse(request, RpcError.STOPPED, "this node is stopping");
        } else if (request.method().name().equals("OPTIONS")) {
            answer(request, new RpcAnswer(204, "", new byte[0]));
        } else if (request.path() != null && request.path().equals("/v1/events")) {
            openStream(request);
        } else if (requests.incrementAndGet() > limits.requestsMax()) {
            requests.decrementAndGet();
            refuse(request, RpcError.BUSY, limits.requestsMax() + " requests are under way, the most there may be");
        } else {
            readBody(request);
        }
    }

    /// Collects the body, within its limits, and has the request worked on.
    private void readBody(HttpServerRequest request) {
        int reserved = reservation(request);
        if (reserved > limits.bodyBytesMax()) {
            requests.decrementAndGet();
            refuse(request, RpcError.BODY_TOO_LONG, "a body is at most " + limits.bodyBytesMax() + " bytes");
            return;
        }
        if (bodiesBytes.addAndGet(reserved) > limits.bodiesBytesMax()) {
            bodiesBytes.addAndGet(-reserved);
            requests.decrementAndGet();
            refuse(request, RpcError.BUSY, "the bodies of requests under way take all the memory they may");
            return;
        }
        new BodyReader(request, reserved).start();
    }

    /// How many bytes of memory a body may take: what it announces, or if it does not, the most there may be.
    private int reservation(HttpServerRequest request) {
        if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            return limits.bodyBytesMax();
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        try {
            return (int) Math.min(Integer.MAX_VALUE, Math.max(0, Long.parseLong(length)));
        } catch (NumberFormatException _) {
            return limits.bodyBytesMax();
        }
    }

    private void work(HttpServerRequest request, byte[] body, Runnable done) {
        start("rpc-request", () -> {
            RpcAnswer answer;
            try {
                answer = api.answer(parse(request, body));
            } catch (RpcException e) {
                answer = RpcAnswer.error(e);
            } catch (InterruptedException _) {
                answer = RpcAnswer.error(RpcError.STOPPED.status(), RpcError.STOPPED.name(), "this node is stopping");
            } catch (RuntimeException e) {
                LOG.error("{} {} failed", request.method(), request.uri(), e);
                answer = RpcAnswer.error(
                        RpcError.INTERNAL.status(), RpcError.INTERNAL.name(), "this node failed; its log says why");
            } finally {
                done.run();
            }
            var last = answer;
            context.runOnContext(_ -> answer(request, last));
        });
    }

    private void start(String name, Runnable work) {
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
            try {
                work.run();
            } finally {
                threads.remove(Thread.currentThread());
            }
        });
        threads.add(thread);
        thread.start();
    }

    private static RpcRequest parse(HttpServerRequest request, byte[] body) throws RpcException {
        String path = request.path() == null ? "" : request.path();
        var segments = Arrays.stream(path.split("/", PATH_SEGMENTS_MAX + 1))
                .filter(segment -> !segment.isEmpty())
                .toList();
        return new RpcRequest(
                request.method().name(),
                segments,
                query(request.query()),
                header(request, HttpHeaders.ACCEPT),
                header(request, HttpHeaders.CONTENT_TYPE),
                body);
    }

    private static Map<String, String> query(@Nullable String query) throws RpcException {
        var parameters = new HashMap<String, String>();
        if (query == null) {
            return parameters;
        }
        for (String pair : query.split("&", 16)) {
            int equals = pair.indexOf('=');
            try {
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                parameters.put(
                        URLDecoder.decode(name, StandardCharsets.UTF_8),
                        URLDecoder.decode(value, StandardCharsets.UTF_8));
            } catch (IllegalArgumentException e) {
                throw new RpcException(RpcError.BAD_REQUEST, "the query is not of the right form: " + e.getMessage());
            }
        }
        return parameters;
    }

    private static String header(HttpServerRequest request, CharSequence name) {
        String value = request.getHeader(name);
        return value == null ? "" : value;
    }

    private void answer(HttpServerRequest request, RpcAnswer answer) {
        var response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(answer.status());
        allowOrigin(request);
        if (!answer.contentType().isEmpty()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
        }
        response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        if (request.method().name().equals("HEAD")) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(answer.body().length));
            var _ = response.end();
        } else {
            var _ = response.end(Buffer.buffer(answer.body()));
        }
    }

    private void refuse(HttpServerRequest request, RpcError error, String detail) {
        // What is left of the body is not read: the connection goes with it.
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        answer(request, RpcAnswer.error(error.status(), error.name(), detail));
    }

    private void refuseInvalid(HttpServerRequest request) {
        refuse(
                request,
                RpcError.BAD_REQUEST,
                "not an HTTP request this node takes; its first line may have " + REQUEST_LINE_BYTES_MAX
                        + " bytes, its headers " + HEADER_BYTES_MAX);
    }

    private void allowOrigin(HttpServerRequest request) {
        settings.allowedOrigin().ifPresent(origin -> {
            var response = request.response();
            response.putHeader("Access-Control-Allow-Origin", origin);
            if (request.method().name().equals("OPTIONS")) {
                response.putHeader("Access-Control-Allow-Methods", "GET, HEAD, POST, OPTIONS");
                response.putHeader("Access-Control-Allow-Headers", "Accept, Content-Type, Last-Event-ID");
                response.putHeader("Access-Control-Max-Age", "86400");
            }
        });
    }

    private void openStream(HttpServerRequest request) {
        if (!request.method().name().equals("GET")) {
            refuse(request, RpcError.METHOD_NOT_ALLOWED, "events are asked for by GET");
            return;
        }
        Optional<Long> after;
        try {
            after = lastEvent(request);
        } catch (RpcException e) {
            answer(request, RpcAnswer.error(e));
            return;
        }
        if (streams.incrementAndGet() > limits.streamsMax()) {
            streams.decrementAndGet();
            refuse(request, RpcError.BUSY, limits.streamsMax() + " event streams are open, the most there may be");
            return;
        }
        var response = request.response();
        allowOrigin(request);
        response.setChunked(true)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        var out = new OutboundBytes(context, response, limits.windowBytesMax(), limits.stallTimeout());
        response.exceptionHandler(out::fail);
        response.closeHandler(_ -> out.fail(new IOException("the client closed the stream")));
        start("rpc-events", () -> {
            try {
                new EventStream(node.ledger(), feed, limits).run(out, after);
            } catch (IOException e) {
                LOG.debug("event stream of {} ended: {}", request.remoteAddress(), e.getMessage());
                context.runOnContext(_ -> request.connection().close());
            } catch (InterruptedException _) {
                context.runOnContext(_ -> request.connection().close());
            } catch (RuntimeException e) {
                LOG.error("event stream of {} failed", request.remoteAddress(), e);
                context.runOnContext(_ -> request.connection().close());
            } finally {
                streams.decrementAndGet();
            }
        });
    }

    /// The last height the client has seen, from its header or, for those that cannot set one, its query.
    private static Optional<Long> lastEvent(HttpServerRequest request) throws RpcException {
        String last = request.getHeader("Last-Event-ID");
        if (last == null) {
            last = query(request.query()).get("after");
        }
        if (last == null) {
            return Optional.empty();
        }
        if (last.isEmpty() || last.length() > 18 || !last.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RpcException(RpcError.BAD_REQUEST, "the last event's id is a height, not " + last);
        }
        return Optional.of(Long.parseLong(last));
    }

    /// A body on its way in.
    private final class BodyReader {
        private final HttpServerRequest request;
        private final int reservedBytes;
        private final Buffer body;
        private boolean over;

        BodyReader(HttpServerRequest request, int reservedBytes) {
            this.request = request;
            this.reservedBytes = reservedBytes;
            this.body = Buffer.buffer();
        }

        void start() {
            long timer = context.owner()
                    .setTimer(
                            limits.bodyTimeout().toMillis(),
                            _ -> giveUp(
                                    RpcError.REQUEST_TIMEOUT, "the body did not come within " + limits.bodyTimeout()));
            request.exceptionHandler(_ -> release(timer));
            request.handler(chunk -> {
                if (over) {
                    return;
                }
                if (body.length() + chunk.length() > limits.bodyBytesMax()) {
                    context.owner().cancelTimer(timer);
                    giveUp(RpcError.BODY_TOO_LONG, "a body is at most " + limits.bodyBytesMax() + " bytes");
                } else {
                    body.appendBuffer(chunk);
                }
            });
            request.endHandler(_ -> {
                context.owner().cancelTimer(timer);
                if (!over) {
                    over = true;
                    work(request, body.getBytes(), this::free);
                }
            });
        }

        private void giveUp(RpcError error, String detail) {
            if (!over) {
                over = true;
                free();
                refuse(request, error, detail);
            }
        }

        private void release(long timer) {
            context.owner().cancelTimer(timer);
            if (!over) {
                over = true;
                free();
            }
        }

        private void free() {
            requests.decrementAndGet();
            bodiesBytes.addAndGet(-reservedBytes);
        }
    }

    /// A context of its own, on the next event loop: Vert.x gives one to each new thread that asks.
    private static Context freshContext(Vertx vertx) {
        var context = new CompletableFuture<Context>();
        Thread.ofVirtual().start(() -> context.complete(vertx.getOrCreateContext()));
        return context.join();
    }
}
