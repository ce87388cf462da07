package network.cairn.gateway.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import network.cairn.gateway.auth.Authenticated;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.auth.VerifiedBody;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.s3.S3Router;
import org.jspecify.annotations.Nullable;

/// The HTTP server of the gateway: takes requests, authenticates and routes them, and runs each on
/// a virtual thread.
public final class GatewayDoor implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "PUT", "POST", "DELETE");

    private final Vertx vertx;
    private final DoorConfig config;
    private final SigV4Authenticator authenticator;
    private final S3Router router;
    private final RequestObserver observer;
    private final InstantSource clock;
    private final RequestIds ids;
    private final Semaphore requests;
    private final Semaphore refusals;
    private final IdleConnections idle;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final List<String> deployments = new ArrayList<>();
    private volatile boolean stopping;
    private volatile int port;

    /// @param vertx owned by the caller, which closes it after this
    /// @param observer is told of each request on a bucket
    /// @param random for request ids only
    public GatewayDoor(
            Vertx vertx,
            DoorConfig config,
            SigV4Authenticator authenticator,
            S3Router router,
            RequestObserver observer,
            InstantSource clock,
            RandomGenerator random) {
        this.observer = observer;
        this.vertx = vertx;
        this.config = config;
        this.authenticator = authenticator;
        this.router = router;
        this.clock = clock;
        this.ids = new RequestIds(random);
        this.requests = new Semaphore(config.limits().requestsMax());
        this.refusals = new Semaphore(config.limits().requestsMax());
        this.idle = new IdleConnections(
                vertx, config.limits().connectionsMax(), config.limits().connectionIdleTimeout());
        this.port = config.port();
    }

    /// Opens the door.
    ///
    /// @throws IOException where the address cannot be bound; nothing is left open then
    public void start() throws IOException, InterruptedException {
        try {
            DeploymentOptions instances = new DeploymentOptions().setInstances(config.eventLoops());
            deployments.add(await(vertx.deployVerticle(Listener::new, instances)));
        } catch (IOException e) {
            close();
            throw new IOException(
                    "the gateway cannot listen on " + config.host() + ":" + port + ": " + rootMessage(e), e);
        }
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// The port it listens on, once started.
    public int port() {
        return port;
    }

    /// Takes no more requests, waits for those under way as long as `stopTimeout`, then cuts off
    /// the rest.
    @Override
    public void close() {
        stopping = true;
        boolean interrupted = false;
        try {
            int all = config.limits().requestsMax();
            if (requests.tryAcquire(all, config.limits().stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                requests.release(all);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        running.forEach(Thread::interrupt);
        for (String deployment : deployments) {
            try {
                await(vertx.undeploy(deployment));
            } catch (IOException e) {
                throw new IllegalStateException("the gateway's door did not close", e);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        deployments.clear();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage()
                    .toCompletableFuture()
                    .get(START_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("no answer from the event loop within " + START_TIMEOUT, e);
        }
    }

    /// One event loop's share of the listening port.
    private final class Listener extends VerticleBase {
        @Override
        public Future<?> start() {
            DoorLimits limits = config.limits();
            HttpServerOptions options = new HttpServerOptions()
                    .setHttp2ClearTextEnabled(false)
                    .setUseAlpn(false)
                    .setHandle100ContinueAutomatically(false)
                    .setDecompressionSupported(false)
                    .setCompressionSupported(false)
                    .setMaxInitialLineLength(limits.requestLineBytesMax())
                    .setMaxHeaderSize(limits.headerBytesMax())
                    .setMaxChunkSize(DoorLimits.PIECE_BYTES_MAX)
                    .setTcpNoDelay(true);
            HttpServer server = vertx.createHttpServer(options)
                    .connectionHandler(idle::opened)
                    .invalidRequestHandler(GatewayDoor.this::refuseUnreadable)
                    .requestHandler(GatewayDoor.this::accept);
            SocketAddress address = config.port() == 0
                    ? SocketAddress.sharedRandomPort(1, config.host())
                    : SocketAddress.inetSocketAddress(config.port(), config.host());
            return server.listen(address).onSuccess(bound -> port = bound.actualPort());
        }
    }

    private void refuseUnreadable(HttpServerRequest request) {
        Throwable cause = request.decoderResult().cause();
        S3ErrorCode code = S3ErrorCode.BAD_REQUEST;
        if (cause instanceof TooLongHttpLineException) {
            code = S3ErrorCode.URI_TOO_LONG;
        } else if (cause instanceof TooLongHttpHeaderException) {
            code = S3ErrorCode.REQUEST_HEADER_SECTION_TOO_LARGE;
        }
        RequestIds.Ids id = ids.next();
        byte[] document = ErrorDocument.of(new S3Exception(code), "", id.requestId(), id.hostId());
        request.response()
                .setStatusCode(code.status())
                .putHeader("Content-Type", "application/xml")
                .putHeader("Connection", "close")
                .putHeader("Server", "Cairn")
                .putHeader("x-amz-request-id", id.requestId())
                .putHeader("x-amz-id-2", id.hostId())
                .end(Buffer.buffer(document))
                .onComplete(done -> request.connection().close());
    }

    private void accept(HttpServerRequest request) {
        request.pause();
        Context context = vertx.getOrCreateContext();
        Exchange exchange = new Exchange(request, context, config.limits(), ids.next(), clock.instant());
        boolean admitted = !stopping && requests.tryAcquire();
        if (!admitted && !refusals.tryAcquire()) {
            request.connection().close();
            return;
        }
        Semaphore permits = admitted ? requests : refusals;
        Exchange.Answer answer = admitted ? this::answer : GatewayDoor::slowDown;
        idle.requestBegan(request.connection());
        Thread thread = Thread.ofVirtual().name("s3-" + exchange.requestId()).unstarted(() -> {
            try {
                exchange.run(answer);
            } finally {
                running.remove(Thread.currentThread());
                permits.release();
                context.runOnContext(ignored -> idle.requestEnded(request.connection()));
            }
        });
        running.add(thread);
        request.response().exceptionHandler(ignored -> thread.interrupt());
        request.response().closeHandler(ignored -> thread.interrupt());
        thread.start();
    }

    private static S3Response slowDown(Exchange exchange) throws S3Exception {
        throw new S3Exception(S3ErrorCode.SLOW_DOWN);
    }

    private S3Response answer(Exchange exchange) throws S3Exception, IOException, InterruptedException {
        HttpServerRequest request = exchange.request();
        String method = request.method().name();
        if (!METHODS.contains(method)) {
            throw new S3Exception(S3ErrorCode.METHOD_NOT_ALLOWED).with("Method", method);
        }
        S3Headers headers = headers(request);
        List<String> hosts = headers.values("Host");
        if (hosts.size() != 1 || hosts.getFirst().isBlank()) {
            throw new S3Exception(S3ErrorCode.BAD_REQUEST, "A request needs exactly one Host header.");
        }
        String host = hosts.getFirst().strip();
        RequestTarget target = RequestTarget.parse(request.uri(), host, config.baseDomains());
        observe(exchange, target, headers, null);
        SignedRequest signed = new SignedRequest(method, target.rawPath(), target.rawQuery(), headers);
        Authenticated authenticated = authenticator.authenticate(signed, exchange.receivedAt());
        QueryParameters query = signed.query();
        S3Router.Route route = router.route(method, target.bucket(), target.key(), query, headers);
        VerifiedBody body = body(exchange, route.name(), headers, authenticated);
        var routed = new S3Request(
                route.name(),
                exchange.requestId(),
                method,
                target.bucket(),
                target.key(),
                query,
                headers,
                authenticated.caller(),
                body,
                exchange.receivedAt(),
                target.rawPath(),
                String.valueOf(request.scheme()),
                host,
                request.remoteAddress().hostAddress());
        observe(exchange, target, headers, routed);
        return route.operation().handle(routed);
    }

    private void observe(Exchange exchange, RequestTarget target, S3Headers headers, @Nullable S3Request routed) {
        String bucket = target.bucket();
        if (bucket != null) {
            exchange.about(observer, new RequestObserver.Subject(bucket, target.key(), headers, false, routed));
        }
    }

    private VerifiedBody body(Exchange exchange, OperationName name, S3Headers headers, Authenticated authenticated)
            throws S3Exception, IOException {
        Long length = contentLength(headers);
        boolean framed = headers.has("Transfer-Encoding");
        if (length == null && !framed && (name == OperationName.PUT_OBJECT || name == OperationName.UPLOAD_PART)) {
            throw new S3Exception(S3ErrorCode.MISSING_CONTENT_LENGTH);
        }
        long rawLength = framed ? -1 : length == null ? 0 : length;
        // CompleteMultipartUpload's checksum header is the whole object's, not its XML's.
        VerifiedBody body = VerifiedBody.open(
                authenticated,
                headers,
                exchange.body(),
                rawLength,
                config.limits().bodyBytesMax(),
                name != OperationName.COMPLETE_MULTIPART_UPLOAD);
        if (rawLength == 0) {
            // Operations that take no body do not read one: what was promised of an empty body is
            // checked here.
            body.stream().readNBytes(1);
        }
        return body;
    }

    private static @Nullable Long contentLength(S3Headers headers) throws S3Exception {
        String value = headers.get("Content-Length").orElse(null);
        if (value == null) {
            return null;
        }
        try {
            return Long.parseLong(value.strip());
        } catch (NumberFormatException e) {
            throw new S3Exception(S3ErrorCode.BAD_REQUEST, "Content-Length is not a number of bytes.", e);
        }
    }

    private static S3Headers headers(HttpServerRequest request) {
        List<S3Headers.Header> all = new ArrayList<>();
        for (Map.Entry<String, String> entry : request.headers()) {
            all.add(new S3Headers.Header(entry.getKey(), HeaderText.read(entry.getValue())));
        }
        return new S3Headers(all);
    }
}
