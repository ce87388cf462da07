package network.cairn.gateway.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import network.cairn.gateway.auth.SigV4Authenticator;
import network.cairn.gateway.identity.api.IdentityDesk;
import network.cairn.gateway.s3.Preflight;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.ResponseHeaders;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.s3.S3Router;
import network.cairn.gateway.tls.ServerCertificate;
import org.jspecify.annotations.Nullable;

/// The HTTP server of the gateway: listens for HTTP and, where it has a certificate, HTTPS, admits as many
/// requests as it has room for, and runs each on a virtual thread.
public final class GatewayDoor implements AutoCloseable {
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final DoorConfig config;
    private final Reception reception;
    private final InstantSource clock;
    private final RequestIds ids;
    private final Semaphore requests;
    private final Semaphore refusals;
    private final IdleConnections idle;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private final List<String> deployments = new ArrayList<>();
    private volatile boolean stopping;
    private volatile int port;
    private volatile int httpsPort;
    private volatile @Nullable CertificateRenewals renewals;

    /// @param desk answers IAM and STS; empty where nobody does
    /// @param vertx owned by the caller, which closes it after this
    /// @param observer is told of each request on a bucket
    /// @param random for request ids only
    public GatewayDoor(
            Vertx vertx,
            DoorConfig config,
            SigV4Authenticator authenticator,
            S3Router router,
            Optional<IdentityDesk> desk,
            Preflight preflight,
            ResponseHeaders responseHeaders,
            RequestObserver observer,
            InstantSource clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.config = config;
        this.reception = new Reception(
                authenticator,
                router,
                desk,
                preflight,
                responseHeaders,
                observer,
                config.baseDomains(),
                config.limits());
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
    /// @throws IOException where an address cannot be bound, or the certificate is not fit; nothing is
    /// left open then
    public void start() throws IOException, InterruptedException {
        DoorLimits limits = config.limits();
        Optional<HttpsConfig> https = config.https();
        @Nullable
        ServerCertificate certificate =
                https.isPresent() ? ServerCertificate.read(https.get().certificate()) : null;
        var plain = new Listener.Address(config.host(), config.port(), 1);
        listen(() -> new Listener(plain, limits, null, handlers("http", bound -> port = bound)), plain);
        if (https.isPresent() && certificate != null) {
            var secure = new Listener.Address(config.host(), https.get().port(), 2);
            List<Listener> listeners = new CopyOnWriteArrayList<>();
            listen(
                    () -> {
                        var listener = new Listener(
                                secure, limits, certificate, handlers("https", bound -> httpsPort = bound));
                        listeners.add(listener);
                        return listener;
                    },
                    secure);
            renewals = new CertificateRenewals(
                    // any one of the port's, which share what they show
                    vertx, https.get().certificate(), certificate, listeners.getFirst()::renew);
            renewals.start();
        }
    }

    private void listen(Supplier<Listener> listener, Listener.Address address)
            throws IOException, InterruptedException {
        try {
            DeploymentOptions instances = new DeploymentOptions().setInstances(config.eventLoops());
            deployments.add(await(vertx.deployVerticle(listener, instances)));
        } catch (IOException e) {
            close();
            throw new IOException(
                    "the gateway cannot listen on " + address.host() + ":" + address.port() + ": " + rootMessage(e), e);
        }
    }

    private Listener.Handlers handlers(String scheme, Handler<Integer> bound) {
        return new Listener.Handlers(idle::opened, request -> accept(request, scheme), this::refuseUnreadable, bound);
    }

    private static String rootMessage(Throwable thrown) {
        Throwable root = thrown;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /// The port it listens on for HTTP, once started.
    public int port() {
        return port;
    }

    /// The port it listens on for HTTPS, once started; empty where it does not.
    public OptionalInt httpsPort() {
        return config.https().isEmpty() ? OptionalInt.empty() : OptionalInt.of(httpsPort);
    }

    /// Looks at the certificate's files at once, not only when the time for it comes.
    ///
    /// @throws IOException where there is no HTTPS, or they are not fit; the certificate in use stays then
    void renewCertificate() throws IOException, InterruptedException {
        CertificateRenewals open = renewals;
        if (open == null) {
            throw new IOException("the door has no HTTPS");
        }
        open.look();
    }

    /// Takes no more requests, waits for those under way as long as `stopTimeout`, then cuts off
    /// the rest.
    @Override
    public void close() {
        stopping = true;
        CertificateRenewals open = renewals;
        if (open != null) {
            open.close();
        }
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

    private void accept(HttpServerRequest request, String scheme) {
        request.pause();
        Context context = vertx.getOrCreateContext();
        Exchange exchange = new Exchange(request, context, config.limits(), ids.next(), clock.instant());
        boolean admitted = !stopping && requests.tryAcquire();
        if (!admitted && !refusals.tryAcquire()) {
            Exchange.refuse(request);
            return;
        }
        Semaphore permits = admitted ? requests : refusals;
        Exchange.Answer answer = admitted ? each -> reception.answer(each, scheme) : _ -> slowDown();
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
        HttpServerResponse response = request.response();
        response.exceptionHandler(_ -> thread.interrupt());
        // An HTTP/2 stream closes also when all went well.
        response.closeHandler(_ -> {
            if (!response.ended()) {
                thread.interrupt();
            }
        });
        thread.start();
    }

    private static S3Response slowDown() throws S3Exception {
        throw new S3Exception(S3ErrorCode.SLOW_DOWN);
    }
}
