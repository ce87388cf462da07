package network.cairn.chain.net;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.BindException;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLPeerUnverifiedException;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.IdentityCertificate;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.net.IdentityTls;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections to the other validators, one each, kept up for as long as they are validators.
///
/// Both ends dial. Where two dials cross, the connection that the lower id made stays; where a peer has
/// started anew or says that it has lost the old one, the new one stays. A peer that is no validator here is let in as
/// an observer, if there is room: it may ask for blocks and hand in
/// transactions, little at a time.
///
/// A message to a peer that is away is lost: the engine repeats what matters. All but the sending and
/// the delivery of messages happens on one event loop.
public final class Mesh implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Mesh.class);
    private static final Duration LISTEN_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final long TICK_MILLIS = 100;
    private static final int CAUSES_MAX = 20;

    /// How long the higher id leaves the dialling to the lower one, so that dials seldom cross.
    private static final Duration PRECEDENCE = Duration.ofMillis(500);

    private final MeshSettings settings;
    private final MeshLimits limits;
    private final ActorId self;
    private final IdentityTls tls;
    private final ChainId chain;
    private final long instance;
    private final MeshHandler handler;
    private final RandomGenerator random;
    private final Context context;
    private final NetServer server;
    private final NetClient client;
    private final PeerScores scores;
    private final Events events = new Events();

    /// Changed on the event loop only; read by any thread.
    private final Map<ActorId, Peer> peers = new ConcurrentHashMap<>();

    /// Connections that have not been greeted by their peers, and those that are in use.
    private final Set<PeerConnection> connections = new LinkedHashSet<>();

    private final Set<String> strangersTold = new LinkedHashSet<>();
    private int accepting;
    private long tickedNanos = System.nanoTime();
    private volatile Map<ActorId, Endpoint> validators = Map.of();
    private volatile List<PeerStatus> status = List.of();
    private volatile boolean closed;

    private Mesh(
            Vertx vertx,
            MeshSettings settings,
            Identity self,
            ChainId chain,
            MeshHandler handler,
            RandomGenerator random) {
        this.settings = settings;
        this.limits = settings.limits();
        this.self = self.id();
        this.tls = IdentityTls.of(self);
        this.chain = chain;
        this.instance = random.nextLong() >>> 1;
        this.handler = handler;
        this.random = random;
        this.scores = new PeerScores(limits);
        this.context = freshContext(vertx);
        this.server = vertx.createNetServer(new NetServerOptions()
                        .setHost(settings.listenHost())
                        .setPort(settings.listenPort())
                        .setSsl(true)
                        .setUseAlpn(false)
                        .setKeyCertOptions(tls.ownCertificate())
                        .setTrustOptions(IdentityTls.anyIdentity())
                        .setClientAuth(ClientAuth.REQUIRED)
                        .setEnabledSecureTransportProtocols(Set.of(IdentityTls.PROTOCOL))
                        .setSslHandshakeTimeout(limits.handshakeTimeout().toMillis())
                        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                        .setRegisterWriteHandler(false)
                        .setTcpNoDelay(true))
                .exceptionHandler(failure -> LOG.debug("a connection did not come about: {}", failure.toString()))
                .connectHandler(this::accepted);
        this.client = vertx.createNetClient(new NetClientOptions()
                .setConnectTimeout((int) limits.connectTimeout().toMillis())
                .setReconnectAttempts(0)
                .setTcpNoDelay(true)
                .setRegisterWriteHandler(false));
    }

    /// Listens, and dials whoever it is told to.
    ///
    /// @throws BindException if the address cannot be listened on; the message names it
    public static Mesh start(
            Vertx vertx,
            MeshSettings settings,
            Identity self,
            ChainId chain,
            MeshHandler handler,
            RandomGenerator random)
            throws IOException, InterruptedException {
        var mesh = new Mesh(vertx, settings, self, chain, handler, random);
        mesh.listen();
        return mesh;
    }

    /// The TCP port it listens on.
    public int port() {
        return server.actualPort();
    }

    /// Who the validators of the sets in force are, and where. Others that were are let go.
    public void validators(Map<ActorId, Endpoint> endpoints) {
        var others = new LinkedHashMap<>(endpoints);
        others.remove(self);
        if (others.equals(validators)) {
            return;
        }
        validators = Map.copyOf(others);
        context.runOnContext(_ -> reconcile());
    }

    /// Sends a message to a peer, if it is connected.
    public void send(ActorId peer, PeerMessage message) {
        var to = peers.get(peer);
        if (to != null && to.connected) {
            offer(to, OutboundFrame.of(message));
        }
    }

    /// Sends a message to those of these peers that are connected.
    public void send(Collection<ActorId> to, PeerMessage message) {
        OutboundFrame frame = null;
        for (ActorId id : to) {
            var peer = peers.get(id);
            if (peer != null && peer.connected) {
                frame = frame == null ? OutboundFrame.of(message) : frame;
                offer(peer, frame);
            }
        }
    }

    /// Sends a message to every validator that is connected; how far this one is, to observers as well.
    public void broadcast(PeerMessage message) {
        boolean toAll = message instanceof PeerMessage.Standing;
        OutboundFrame frame = null;
        for (Peer to : peers.values()) {
            if (to.connected && (toAll || validators.containsKey(to.id))) {
                frame = frame == null ? OutboundFrame.of(message) : frame;
                offer(to, frame);
            }
        }
    }

    /// The validators that are connected.
    public List<ActorId> connectedValidators() {
        return peers.values().stream()
                .filter(peer -> peer.connected && validators.containsKey(peer.id))
                .map(peer -> peer.id)
                .sorted()
                .toList();
    }

    /// A peer sent what no honest one sends, as somebody found who looked closer.
    public void misbehaved(ActorId peer, String what) {
        context.runOnContext(_ -> punish(peer, settings.misbehaviourPenalty(), what));
    }

    /// How it stands with each peer, at most a tenth of a second ago.
    public List<PeerStatus> status() {
        return status;
    }

    /// Closes every connection and stops listening.
    @Override
    public void close() {
        closed = true;
        var done = new CompletableFuture<Void>();
        context.runOnContext(_ -> {
            for (PeerConnection connection : List.copyOf(connections)) {
                connection.end("this validator is stopping");
            }
            client.close().compose(_ -> server.close()).onComplete(_ -> done.complete(null));
        });
        try {
            done.get(CLOSE_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the mesh did not close within {}: {}", CLOSE_TIMEOUT, e.toString());
        }
    }

    private void listen() throws IOException, InterruptedException {
        var listening = new CompletableFuture<NetServer>();
        context.runOnContext(_ -> server.listen().onComplete(result -> {
            if (result.succeeded()) {
                settings.configured().keySet().forEach(this::peer);
                tick(0L);
                listening.complete(result.result());
            } else {
                listening.completeExceptionally(result.cause());
            }
        }));
        try {
            var _ = listening.get(LISTEN_TIMEOUT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            var bind = new BindException("cannot listen for validators on " + settings.listenHost() + ":"
                    + settings.listenPort() + ": " + String.valueOf(cause.getMessage()));
            bind.initCause(cause);
            throw bind;
        }
    }

    private void offer(Peer to, OutboundFrame frame) {
        to.outbound.offer(frame);
        if (to.flushing.compareAndSet(false, true)) {
            context.runOnContext(_ -> {
                to.flushing.set(false);
                if (to.connection != null) {
                    to.connection.flush();
                }
            });
        }
    }

    private Peer peer(ActorId id) {
        return peers.computeIfAbsent(id, _ -> new Peer(id, limits, firstDialNanos(id)));
    }

    private long firstDialNanos(ActorId peer) {
        return System.nanoTime() + (self.compareTo(peer) < 0 ? 0 : PRECEDENCE.toNanos());
    }

    private boolean isValidator(ActorId id) {
        return validators.containsKey(id);
    }

    private boolean isKnown(ActorId id) {
        return isValidator(id) || settings.configured().containsKey(id);
    }

    /// Where a peer is dialled: what the operator says goes before what the ledger says.
    private @Nullable Endpoint endpoint(ActorId id) {
        var configured = settings.configured().get(id);
        return configured == null ? validators.get(id) : configured;
    }

    private void reconcile() {
        for (ActorId id : validators.keySet()) {
            peer(id);
        }
        for (Peer peer : List.copyOf(peers.values())) {
            var connection = peer.connection;
            if (connection != null && peer.asKnown != isKnown(peer.id)) {
                // It is opened anew with what it may do now.
                connection.end(peer.asKnown ? "it is a validator no more" : "it has become a validator");
            }
            if (connection == null && !peer.dialling && !isKnown(peer.id)) {
                peers.remove(peer.id);
            }
        }
    }

    private void tick(long timer) {
        if (closed) {
            return;
        }
        long now = System.nanoTime();
        long stoodStill = now - tickedNanos - Duration.ofMillis(TICK_MILLIS).toNanos();
        tickedNanos = now;
        for (PeerConnection connection : List.copyOf(connections)) {
            if (stoodStill > limits.beatAfter().toNanos()) {
                connection.forgive(stoodStill);
            }
            connection.tick(now);
        }
        for (Peer peer : peers.values()) {
            if (peer.connection == null
                    && !peer.dialling
                    && now - peer.dialAtNanos >= 0
                    && isKnown(peer.id)
                    && !scores.isBanned(peer.id, now)) {
                dial(peer);
            }
        }
        refreshStatus(now);
        context.owner().setTimer(TICK_MILLIS, this::tick);
    }

    private void dial(Peer peer) {
        var endpoint = endpoint(peer.id);
        if (endpoint == null || peer.id.equals(self)) {
            return;
        }
        // Until the connection is in use or has ended.
        peer.dialling = true;
        var options = new ConnectOptions()
                .setHost(endpoint.host())
                .setPort(endpoint.port())
                .setTimeout((int) limits.connectTimeout().toMillis())
                .setSsl(true)
                .setSslOptions(peer.tls(tls, limits));
        client.connect(options).onComplete(result -> {
            if (result.failed()) {
                peer.dialling = false;
                postpone(peer, "cannot be reached at " + endpoint + ": " + reason(result.cause()));
            } else if (closed) {
                var _ = result.result().close();
            } else {
                greet(result.result(), peer.id, true);
            }
        });
    }

    /// The innermost cause, which names what was wrong with a certificate.
    private static String reason(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; depth < CAUSES_MAX && cause.getCause() != null; depth++) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage() == null ? cause : cause.getMessage());
    }

    private void postpone(Peer peer, String why) {
        long pause = limits.redialMin().toNanos() << Math.min(peer.failures, 20);
        pause = Math.min(pause, limits.redialMax().toNanos());
        // Up to a quarter less, so that two that failed together do not try together for ever.
        peer.dialAtNanos = System.nanoTime() + pause - random.nextLong(pause / 4 + 1);
        if (peer.failures++ == 0) {
            LOG.info("peer {} {}", peer.id, why);
        } else {
            LOG.debug("peer {} {}", peer.id, why);
        }
    }

    private void accepted(NetSocket socket) {
        ActorId id;
        try {
            Certificate[] chain = socket.sslSession().getPeerCertificates();
            id = IdentityCertificate.peer((X509Certificate) chain[0]).id();
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            LOG.debug("refused {}: {}", socket.remoteAddress(), e.getMessage());
            var _ = socket.close();
            return;
        }
        String refusal = refusal(id);
        if (refusal != null) {
            LOG.debug("refused {} from {}: {}", id, socket.remoteAddress(), refusal);
            var _ = socket.close();
            return;
        }
        greet(socket, id, false);
    }

    private @Nullable String refusal(ActorId id) {
        if (closed || id.equals(self)) {
            return "it is this validator itself";
        }
        if (scores.isBanned(id, System.nanoTime())) {
            return "it is banned";
        }
        if (accepting >= limits.connectionsMax()) {
            return "there are " + accepting + " connections, the most there may be";
        }
        long observers = connections.stream()
                .map(PeerConnection::peer)
                .filter(peer -> !isKnown(peer))
                .distinct()
                .count();
        boolean another =
                connections.stream().noneMatch(connection -> connection.peer().equals(id));
        if (!isKnown(id) && another && observers >= limits.observersMax()) {
            return "there are " + observers + " observers, the most there may be";
        }
        return null;
    }

    private void greet(NetSocket socket, ActorId id, boolean dialled) {
        var connection = new PeerConnection(context, socket, id, dialled, limits, events);
        connections.add(connection);
        if (!dialled) {
            accepting++;
        }
        var peer = peers.get(id);
        int lost = peer == null ? 0 : peer.lost;
        connection.greet(new Hello(Hello.VERSION, chain, instance, lost, settings.software()));
    }

    private void establish(PeerConnection connection, Hello theirs) {
        var peer = peer(connection.peer());
        if (connection.dialled()) {
            peer.dialling = false;
        }
        var old = peer.connection;
        if (old != null) {
            if (!replaces(connection, theirs, old)) {
                connection.end("there is another one already");
                return;
            }
            peer.connection = connection;
            old.end("another one takes its place");
        }
        peer.connection = connection;
        peer.asKnown = isKnown(peer.id);
        peer.connected = true;
        peer.failures = 0;
        LOG.info(
                "connected to {} {} at {}, version {}",
                isValidator(peer.id) ? "validator" : "observer",
                peer.id,
                connection.remote(),
                theirs.software());
        connection.open(peer.outbound, isKnown(peer.id));
        refreshStatus(System.nanoTime());
        handler.changed(peer.id, true);
    }

    /// Whether a connection takes the place of another one to the same peer. Both ends come to the same
    /// answer.
    private boolean replaces(PeerConnection connection, Hello theirs, PeerConnection old) {
        var oldHello = old.hello();
        if (oldHello == null
                || oldHello.instance() != theirs.instance()
                || theirs.lost() > oldHello.lost()
                || old.dialled() == connection.dialled()) {
            return true;
        }
        boolean lower = self.compareTo(connection.peer()) < 0;
        return connection.dialled() == lower;
    }

    private void punish(ActorId id, int penalty, String what) {
        if (scores.punish(id, penalty, System.nanoTime())) {
            LOG.warn("banned {}: {}", id, what);
            for (PeerConnection connection : List.copyOf(connections)) {
                if (connection.peer().equals(id)) {
                    connection.end("it is banned");
                }
            }
        } else {
            LOG.info("peer {} misbehaved: {}", id, what);
        }
    }

    private void refreshStatus(long nowNanos) {
        var all = new ArrayList<PeerStatus>();
        for (Peer peer : peers.values()) {
            all.add(peer.status(endpoint(peer.id), isValidator(peer.id), scores, nowNanos));
        }
        all.sort(Comparator.comparing(PeerStatus::id));
        status = List.copyOf(all);
    }

    /// What connections tell.
    private final class Events implements PeerConnection.Owner {
        @Override
        public void greeted(PeerConnection connection, Hello theirs) {
            String strange = null;
            if (theirs.version() != Hello.VERSION) {
                strange = "it speaks version " + theirs.version() + ", this is version " + Hello.VERSION;
            } else if (!theirs.chain().equals(chain)) {
                strange = "it runs chain " + theirs.chain() + ", this is chain " + chain;
            }
            if (strange == null) {
                establish(connection, theirs);
                return;
            }
            if (strangersTold.size() < 1000 && strangersTold.add(connection.peer() + strange)) {
                LOG.warn("refused peer {} at {}: {}", connection.peer(), connection.remote(), strange);
            }
            connection.end(strange);
            var peer = peers.get(connection.peer());
            if (peer != null) {
                peer.dialAtNanos = System.nanoTime() + limits.strangerPause().toNanos();
            }
        }

        @Override
        public void received(ActorId peer, PeerMessage message, int encodedBytes) throws InterruptedException {
            handler.received(peer, isKnown(peer), message, encodedBytes);
        }

        @Override
        public void garbage(PeerConnection connection, String what) {
            punish(connection.peer(), limits.penaltyMax(), "it sent garbage: " + what);
        }

        @Override
        public void closed(PeerConnection connection, String why) {
            connections.remove(connection);
            if (!connection.dialled()) {
                accepting--;
            }
            var peer = peers.get(connection.peer());
            if (peer == null) {
                return;
            }
            if (peer.connection == connection) {
                peer.connection = null;
                peer.lost++;
                peer.connected = false;
                peer.outbound.clear();
                LOG.info("connection to {} ended: {}", peer.id, why);
                handler.changed(peer.id, false);
                peer.dialAtNanos = firstDialNanos(peer.id);
            } else if (connection.dialled() && peer.dialling) {
                peer.dialling = false;
                if (peer.connection == null) {
                    postpone(peer, "does not talk: " + why);
                }
            }
            if (peer.connection == null && !peer.dialling && !isKnown(peer.id)) {
                peers.remove(peer.id);
            }
            refreshStatus(System.nanoTime());
        }
    }

    /// A context of its own, on the next event loop: Vert.x gives one to each new thread that asks.
    private static Context freshContext(Vertx vertx) {
        var context = new CompletableFuture<Context>();
        Thread.ofVirtual().start(() -> context.complete(vertx.getOrCreateContext()));
        return context.join();
    }
}
