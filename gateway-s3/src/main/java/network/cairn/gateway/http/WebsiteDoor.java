package network.cairn.gateway.http;

import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import network.cairn.gateway.operation.BucketCors;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.website.BucketWebsite;
import network.cairn.gateway.website.ErrorPage;
import network.cairn.gateway.website.WebsiteSettings;
import network.cairn.gateway.website.WebsiteVisit;
import org.jspecify.annotations.Nullable;

/// The HTTP server of buckets' websites: for browsers, which sign nothing.
public final class WebsiteDoor implements AutoCloseable {
    private static final int EVENT_LOOPS = 2;
    private static final long START_TIMEOUT_SECONDS = 30;
    private static final String ANY_DOMAIN = "site";
    private static final int FOUND = 302;

    /// Tells its free port, where the system chooses one, from those of other doors.
    private static final int RANDOM_PORT_NUMBER = 3;

    private final Vertx vertx;
    private final String address;
    private final WebsiteSettings settings;
    private final DoorLimits limits;
    private final BucketWebsite site;
    private final BucketCors cors;
    private final RequestObserver observer;
    private final InstantSource clock;
    private final RequestIds ids;
    private final Semaphore requests;
    private final IdleConnections idle;
    private final Set<Thread> running = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;
    private volatile int port;
    private volatile @Nullable String deployment;

    /// @param address the address to listen on
    /// @param vertx owned by the caller, which closes it after this
    /// @param observer is told of each request on a bucket
    /// @param random for request ids only
    public WebsiteDoor(
            Vertx vertx,
            String address,
            WebsiteSettings settings,
            DoorLimits limits,
            BucketWebsite site,
            BucketCors cors,
            RequestObserver observer,
            InstantSource clock,
            RandomGenerator random) {
        this.vertx = vertx;
        this.address = address;
        this.settings = settings;
        this.limits = limits;
        this.site = site;
        this.cors = cors;
        this.observer = observer;
        this.clock = clock;
        this.ids = new RequestIds(random);
        this.requests = new Semaphore(limits.requestsMax());
        this.idle = new IdleConnections(vertx, limits.connectionsMax(), limits.connectionIdleTimeout());
        this.port = settings.port();
    }

    /// Opens the door.
    ///
    /// @throws IOException where the address cannot be bound
    public void start() throws IOException, InterruptedException {
        try {
            deployment = await(vertx.deployVerticle(Listener::new, new DeploymentOptions().setInstances(EVENT_LOOPS)));
        } catch (IOException e) {
            throw new IOException("websites cannot be served on " + address + ":" + port + ": " + e.getMessage(), e);
        }
    }

    /// The port it listens on, once started.
    public int port() {
        return port;
    }

    /// Takes no more requests, waits for those under way as long as `stopTimeout`, then cuts off the rest.
    @Override
    public void close() {
        stopping = true;
        boolean interrupted = false;
        try {
            int all = limits.requestsMax();
            if (requests.tryAcquire(all, limits.stopTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                requests.release(all);
            }
        } catch (InterruptedException e) {
            interrupted = true;
        }
        running.forEach(Thread::interrupt);
        String deployed = deployment;
        deployment = null;
        if (deployed != null) {
            try {
                await(vertx.undeploy(deployed));
            } catch (IOException e) {
                throw new IllegalStateException("the websites' door did not close", e);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> T await(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(START_TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("no answer from the event loop within " + START_TIMEOUT_SECONDS + " s", e);
        }
    }

    /// One event loop's share of the listening port.
    private final class Listener extends VerticleBase {
        @Override
        public Future<?> start() {
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
            SocketAddress socket = settings.port() == 0
                    ? SocketAddress.sharedRandomPort(RANDOM_PORT_NUMBER, address)
                    : SocketAddress.inetSocketAddress(settings.port(), address);
            return vertx.createHttpServer(options)
                    .connectionHandler(idle::opened)
                    .requestHandler(WebsiteDoor.this::accept)
                    .listen(socket)
                    .onSuccess(bound -> port = bound.actualPort());
        }
    }

    private void accept(HttpServerRequest request) {
        if (stopping || !requests.tryAcquire()) {
            request.response().setStatusCode(503).putHeader("Retry-After", "5").end();
            return;
        }
        request.pause();
        Context context = vertx.getOrCreateContext();
        RequestIds.Ids id = ids.next();
        Exchange exchange = new Exchange(request, context, limits, id, clock.instant());
        idle.requestBegan(request.connection());
        Thread thread = Thread.ofVirtual().name("web-" + id.requestId()).unstarted(() -> {
            try {
                exchange.run(each -> answer(each, id));
            } finally {
                running.remove(Thread.currentThread());
                requests.release();
                context.runOnContext(_ -> idle.requestEnded(request.connection()));
            }
        });
        running.add(thread);
        request.response().exceptionHandler(_ -> thread.interrupt());
        request.response().closeHandler(_ -> {
            if (!request.response().ended()) {
                thread.interrupt();
            }
        });
        thread.start();
    }

    private S3Response answer(Exchange exchange, RequestIds.Ids id)
            throws S3Exception, IOException, InterruptedException {
        HttpServerRequest request = exchange.request();
        WebsiteVisit visit;
        try {
            visit = visit(exchange, id);
        } catch (S3Exception e) {
            return ErrorPage.of(e, id.requestId(), id.hostId(), "");
        }
        @Nullable String key = visit.key().isEmpty() ? null : visit.key();
        exchange.about(observer, new RequestObserver.Subject(visit.bucket(), key, visit.headers(), true, null));
        if (request.method().name().equals("OPTIONS")) {
            try {
                return cors.preflight(visit.bucket(), !visit.key().isEmpty(), visit.headers());
            } catch (S3Exception e) {
                return ErrorPage.of(e, id.requestId(), id.hostId(), "");
            }
        }
        if (visit.pathStyle() && visit.key().isEmpty() && !visit.resource().endsWith("/")) {
            // Without the slash, a browser would look for what a page names beside the bucket.
            return S3Response.empty(FOUND).withHeader("Location", visit.resource() + "/");
        }
        S3Response response = site.answer(visit);
        for (S3Headers.Header header : cors.headers(visit.method(), visit.bucket(), visit.headers())) {
            response = response.withHeader(header.name(), header.value());
        }
        return response;
    }

    private WebsiteVisit visit(Exchange exchange, RequestIds.Ids id) throws S3Exception {
        HttpServerRequest request = exchange.request();
        List<S3Headers.Header> all = new ArrayList<>();
        for (Map.Entry<String, String> entry : request.headers()) {
            all.add(new S3Headers.Header(entry.getKey(), HeaderText.read(entry.getValue())));
        }
        S3Headers headers = new S3Headers(all);
        List<String> hosts = headers.values("Host");
        if (hosts.size() != 1 || hosts.getFirst().isBlank()) {
            throw new S3Exception(S3ErrorCode.BAD_REQUEST, "A request needs exactly one Host header.");
        }
        String host = hosts.getFirst().strip();
        boolean pathStyle = settings.domains().isEmpty();
        // Parsed as if below a domain of its own, as every host is a bucket's where paths do not name them.
        RequestTarget target = pathStyle
                ? RequestTarget.parse(request.uri(), host, List.of())
                : RequestTarget.parse(request.uri(), bucketOf(host) + "." + ANY_DOMAIN, List.of(ANY_DOMAIN));
        String bucket = target.bucket();
        if (bucket == null) {
            throw new S3Exception(S3ErrorCode.NO_SUCH_BUCKET, "The address names no bucket.");
        }
        String key = target.key();
        return new WebsiteVisit(
                id.requestId(),
                id.hostId(),
                request.method().name(),
                bucket,
                pathStyle,
                key == null ? "" : key,
                target.rawQuery(),
                headers,
                exchange.receivedAt(),
                target.rawPath(),
                "http",
                host,
                request.remoteAddress().hostAddress());
    }

    /// The label below a domain of ours, or the host itself, which another domain's owner has made to lead here.
    private String bucketOf(String host) {
        int colon = host.lastIndexOf(':');
        String name = (colon < 0 || host.endsWith("]") ? host : host.substring(0, colon)).toLowerCase(Locale.ROOT);
        return settings.domains().stream()
                .filter(domain -> name.endsWith("." + domain))
                .map(domain -> name.substring(0, name.length() - domain.length() - 1))
                .findFirst()
                .orElse(name);
    }
}
