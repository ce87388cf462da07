package network.cairn.chain.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.IdentityCertificate;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Round;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
final class MeshTest {
    private static final ChainId CHAIN = ChainId.fromHex("ab".repeat(32));
    private static final MeshLimits LIMITS = MeshLimits.DEFAULT.withPatience(
            Duration.ofSeconds(3),
            Duration.ofMillis(300),
            Duration.ofSeconds(3),
            Duration.ofMillis(500),
            Duration.ofSeconds(2));

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open.reversed()) {
            each.close();
        }
        vertx.close().await();
    }

    @Test
    void twoPeers_messagesPassBothWays() throws Exception {
        var net = network(2, LIMITS);
        net.connectAll();
        net.get(0).mesh.send(net.id(1), standing(7));
        net.get(1).mesh.broadcast(standing(8));
        assertThat(net.get(1).next()).isEqualTo(new Got(net.id(0), true, standing(7)));
        assertThat(net.get(0).next()).isEqualTo(new Got(net.id(1), true, standing(8)));
    }

    @Test
    void fourPeers_oneConnectionForEachPair() throws Exception {
        var net = network(4, LIMITS);
        net.connectAll();
        // What is sent while dials cross may be lost.
        eventually(() -> {
            for (int i = 0; i < 4; i++) {
                net.get(i).mesh.broadcast(standing(i));
            }
            return net.peers.stream()
                    .allMatch(
                            peer -> peer.got.stream().map(Got::from).distinct().count() == 3);
        });
        // A pair's two ends agree on whose dial their connection is: one's.
        for (int i = 0; i < 4; i++) {
            for (int j = i + 1; j < 4; j++) {
                int low = i;
                int high = j;
                eventually(() ->
                        net.status(low, high).dialled() != net.status(high, low).dialled());
            }
        }
    }

    @Test
    void wrongIdentity_isRefused() throws Exception {
        var first = peer(identity(1), CHAIN, LIMITS);
        var impostor = peer(identity(9), CHAIN, LIMITS);
        // The ledger says that 2 is where 9 listens.
        first.mesh.validators(Map.of(identity(2).id(), new Endpoint("127.0.0.1", impostor.mesh.port())));
        var third = peer(identity(3), CHAIN, LIMITS);
        first.mesh.validators(Map.of(
                identity(2).id(), new Endpoint("127.0.0.1", impostor.mesh.port()),
                identity(3).id(), new Endpoint("127.0.0.1", third.mesh.port())));
        eventually(() ->
                first.mesh.connectedValidators().equals(List.of(identity(3).id())));
        assertThat(impostor.connected()).isEmpty();
    }

    @Test
    void anotherChain_isNotTalkedTo() throws Exception {
        var first = peer(identity(1), CHAIN, LIMITS);
        var second = peer(identity(2), ChainId.fromHex("cd".repeat(32)), LIMITS);
        var third = peer(identity(3), CHAIN, LIMITS);
        first.mesh.validators(Map.of(
                identity(2).id(), new Endpoint("127.0.0.1", second.mesh.port()),
                identity(3).id(), new Endpoint("127.0.0.1", third.mesh.port())));
        eventually(() ->
                first.mesh.connectedValidators().equals(List.of(identity(3).id())));
        assertThat(second.connected()).isEmpty();
    }

    @Test
    void garbage_bansThePeer() throws Exception {
        var first = peer(identity(1), CHAIN, LIMITS);
        first.mesh.validators(Map.of(identity(2).id(), new Endpoint("127.0.0.1", 1)));
        try (var raw = raw(first.mesh.port(), identity(2))) {
            hello(raw, CHAIN);
            eventually(() -> first.connected().contains(identity(2).id()));
            raw.getOutputStream().write(FrameKind.MESSAGE.frame(new byte[] {99, 1, 2, 3}));
            assertThat(drained(raw)).isTrue();
        }
        eventually(() -> first.status(identity(2).id()).banned());
        try (var raw = raw(first.mesh.port(), identity(2))) {
            assertThat(drained(raw)).isTrue();
        }
        // The ban ends by itself.
        eventually(() -> !first.status(identity(2).id()).banned());
        try (var raw = raw(first.mesh.port(), identity(2))) {
            hello(raw, CHAIN);
            eventually(() -> first.connected().contains(identity(2).id()));
        }
    }

    @Test
    void announcedLengthBeyondTheLimit_isRefusedBeforeItComes() throws Exception {
        var first = peer(identity(1), CHAIN, LIMITS);
        first.mesh.validators(Map.of(identity(2).id(), new Endpoint("127.0.0.1", 1)));
        try (var raw = raw(first.mesh.port(), identity(2))) {
            hello(raw, CHAIN);
            eventually(() -> first.connected().contains(identity(2).id()));
            raw.getOutputStream().write(new byte[] {0x7f, -1, -1, -1, 2});
            assertThat(drained(raw)).isTrue();
        }
        eventually(() -> first.status(identity(2).id()).banned());
    }

    @Test
    void silentHandshake_isGivenUp() throws Exception {
        var first = peer(identity(1), CHAIN, LIMITS);
        try (var raw = raw(first.mesh.port(), identity(2))) {
            assertThat(drained(raw)).isTrue();
        }
        try (var plain = new Socket(InetAddress.getLoopbackAddress(), first.mesh.port())) {
            plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(drained(plain)).isTrue();
        }
    }

    @Test
    void misbehaviour_addsUpToABan() throws Exception {
        var net = network(2, LIMITS);
        net.connectAll();
        for (int i = 0; i < 9; i++) {
            net.get(0).mesh.misbehaved(net.id(1), "a vote for nothing");
        }
        net.get(0).mesh.send(net.id(1), standing(1));
        assertThat(net.get(1).next().message()).isEqualTo(standing(1));
        assertThat(net.status(0, 1).banned()).isFalse();
        for (int i = 0; i < 3; i++) {
            net.get(0).mesh.misbehaved(net.id(1), "a vote for nothing");
        }
        eventually(() -> net.status(0, 1).banned());
        eventually(() -> net.status(0, 1).connected());
    }

    @Test
    void slowPeer_holdsNobodyElseUp() throws Exception {
        var net = network(3, LIMITS);
        net.connectAll();
        net.get(1).block();
        byte[] part = new byte[1 << 20];
        for (int i = 0; i < 200; i++) {
            net.get(0).mesh.send(net.id(1), new PeerMessage.SnapshotPart(1, i, part));
        }
        for (int i = 0; i < 50; i++) {
            net.get(0).mesh.broadcast(standing(i));
            assertThat(net.get(2).next().message()).isEqualTo(standing(i));
        }
        assertThat(net.status(0, 1).bytesWaiting()).isLessThanOrEqualTo(LIMITS.outboundBytesMax());
        net.get(1).unblock();
        eventually(() -> net.get(1).got.stream().anyMatch(got -> got.message().equals(standing(49))));
    }

    @Test
    void peerStoppedAndStarted_isFoundAgain() throws Exception {
        var net = network(2, LIMITS);
        net.connectAll();
        int port = net.get(1).mesh.port();
        net.get(1).mesh.close();
        eventually(() -> net.get(0).mesh.connectedValidators().isEmpty());
        var again = peer(net.identities.get(1), CHAIN, LIMITS, port);
        eventually(() -> net.get(0).mesh.connectedValidators().equals(List.of(net.id(1))));
        net.get(0).mesh.send(net.id(1), standing(3));
        assertThat(again.next().message()).isEqualTo(standing(3));
    }

    @Test
    void connectionsThatStandStill_areNoticedAndMadeAnew() throws Exception {
        var net = network(2, LIMITS);
        net.connectAll();
        net.proxies.forEach(proxy -> proxy.still(true));
        eventually(() -> net.get(0).mesh.connectedValidators().isEmpty()
                && net.get(1).mesh.connectedValidators().isEmpty());
        net.proxies.forEach(proxy -> proxy.still(false));
        net.connectAll();
        // Handshakes that hung in between may still take a connection's place, and its messages with it.
        eventually(() -> {
            net.get(0).mesh.send(net.id(1), standing(3));
            return net.get(1).got.stream().anyMatch(got -> got.message().equals(standing(3)));
        });
    }

    @Test
    void partition_heals() throws Exception {
        var net = network(4, LIMITS);
        net.connectAll();
        net.proxies.forEach(proxy -> proxy.cut(true));
        eventually(() -> net.peers.stream()
                .allMatch(peer -> peer.mesh.connectedValidators().isEmpty()));
        net.proxies.forEach(proxy -> proxy.cut(false));
        net.connectAll();
    }

    @Test
    void observer_isLetInAndMayNotDoWhatValidatorsMay() throws Exception {
        var net = network(1, LIMITS);
        var observer = peer(identity(50), CHAIN, LIMITS);
        observer.mesh.validators(
                Map.of(net.id(0), new Endpoint("127.0.0.1", net.get(0).mesh.port())));
        eventually(() -> observer.mesh.connectedValidators().equals(List.of(net.id(0))));
        observer.mesh.send(net.id(0), new PeerMessage.FinalisedRequest(1));
        assertThat(net.get(0).next()).isEqualTo(new Got(identity(50).id(), false, new PeerMessage.FinalisedRequest(1)));
        observer.mesh.send(net.id(0), new PeerMessage.SnapshotPart(1, 1, new byte[300 << 10]));
        eventually(() -> observer.mesh.connectedValidators().isEmpty());
        assertThat(net.get(0).connected()).isEmpty();
    }

    @Test
    void validatorNoMore_isLetGo() throws Exception {
        var net = network(3, LIMITS);
        net.connectAll();
        var fewer = new HashMap<>(net.endpoints);
        fewer.remove(net.id(2));
        net.get(0).mesh.validators(fewer);
        net.get(1).mesh.validators(fewer);
        eventually(() -> net.get(0).mesh.connectedValidators().equals(List.of(net.id(1))));
        net.get(0).mesh.broadcast(new PeerMessage.FinalisedRequest(5));
        assertThat(net.get(1).next().message()).isEqualTo(new PeerMessage.FinalisedRequest(5));
        // As an observer it is let in again.
        eventually(() -> net.get(2).mesh.connectedValidators().size() == 2);
        assertThat(net.get(2).got).isEmpty();
    }

    private static PeerMessage standing(long height) {
        return new PeerMessage.Standing(height, new Round(0, 1));
    }

    private static Identity identity(int number) {
        byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
        seed[0] = (byte) number;
        seed[1] = 77;
        return Identity.ofSeed(seed);
    }

    private static void eventually(BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it came about in time").isLessThan(deadline);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private TestPeer peer(Identity identity, ChainId chain, MeshLimits limits) throws Exception {
        return peer(identity, chain, limits, 0);
    }

    private TestPeer peer(Identity identity, ChainId chain, MeshLimits limits, int port) throws Exception {
        var settings = new MeshSettings(
                "127.0.0.1", port, Map.of(), limits, MeshSettings.MISBEHAVIOUR_PENALTY_DEFAULT, "test-1");
        var peer = new TestPeer(vertx, settings, identity, chain);
        open.add(peer.mesh);
        return peer;
    }

    private Network network(int size, MeshLimits limits) throws Exception {
        var network = new Network();
        for (int i = 0; i < size; i++) {
            var identity = identity(i + 1);
            var proxy = new TcpProxy();
            open.add(proxy);
            network.identities.add(identity);
            network.proxies.add(proxy);
            network.endpoints.put(identity.id(), new Endpoint("127.0.0.1", proxy.port()));
        }
        for (int i = 0; i < size; i++) {
            var peer = peer(network.identities.get(i), CHAIN, limits);
            network.peers.add(peer);
            network.proxies.get(i).target(peer.mesh.port());
        }
        network.peers.forEach(peer -> peer.mesh.validators(network.endpoints));
        return network;
    }

    private static final class Network {
        private final List<Identity> identities = new ArrayList<>();
        private final List<TcpProxy> proxies = new ArrayList<>();
        private final Map<ActorId, Endpoint> endpoints = new LinkedHashMap<>();
        private final List<TestPeer> peers = new ArrayList<>();

        TestPeer get(int index) {
            return peers.get(index);
        }

        ActorId id(int index) {
            return identities.get(index).id();
        }

        PeerStatus status(int of, int about) {
            return get(of).status(id(about));
        }

        void connectAll() {
            eventually(() -> peers.stream()
                    .allMatch(peer -> peer.mesh.connectedValidators().size() == peers.size() - 1));
        }
    }

    private record Got(ActorId from, boolean validator, PeerMessage message) {}

    private static final class TestPeer implements MeshHandler {
        private final BlockingQueue<Got> got = new LinkedBlockingQueue<>();
        private final Set<ActorId> connected = ConcurrentHashMap.newKeySet();
        private volatile CountDownLatch gate = new CountDownLatch(0);
        private final Mesh mesh;

        TestPeer(Vertx vertx, MeshSettings settings, Identity identity, ChainId chain) throws Exception {
            mesh = Mesh.start(vertx, settings, identity, chain, this, new Random(identity.hashCode()));
        }

        Got next() throws InterruptedException {
            var next = got.poll(60, TimeUnit.SECONDS);
            assertThat(next).as("a message came").isNotNull();
            return next;
        }

        Set<ActorId> connected() {
            return connected;
        }

        PeerStatus status(ActorId id) {
            return mesh.status().stream()
                    .filter(peer -> peer.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        void block() {
            gate = new CountDownLatch(1);
        }

        void unblock() {
            gate.countDown();
        }

        @Override
        public void received(ActorId peer, boolean validator, PeerMessage message, int bytes)
                throws InterruptedException {
            gate.await();
            got.add(new Got(peer, validator, message));
        }

        @Override
        public void changed(ActorId peer, boolean isConnected) {
            if (isConnected) {
                connected.add(peer);
            } else {
                connected.remove(peer);
            }
        }
    }

    /// A TLS connection that says only what the test writes.
    private static SSLSocket raw(int port, Identity identity) throws Exception {
        var certificate = IdentityCertificate.of(identity);
        var keys = KeyStore.getInstance("PKCS12");
        keys.load(null, new char[0]);
        keys.setKeyEntry("identity", certificate.privateKey(), new char[0], certificate.chain());
        var keyManagers = KeyManagerFactory.getInstance("PKIX");
        keyManagers.init(keys, new char[0]);
        var context = SSLContext.getInstance("TLSv1.3");
        context.init(keyManagers.getKeyManagers(), new TrustManager[] {new Anybody()}, new SecureRandom());
        var socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        socket.setEnabledProtocols(new String[] {"TLSv1.3"});
        socket.startHandshake();
        return socket;
    }

    private static void hello(Socket socket, ChainId chain) throws IOException {
        socket.getOutputStream().write(FrameKind.HELLO.frame(new Hello(Hello.VERSION, chain, 5, 0, "raw").encode()));
    }

    /// Reads until the other end closes.
    private static boolean drained(Socket socket) throws IOException {
        socket.setSoTimeout(30_000);
        try {
            InputStream in = socket.getInputStream();
            while (in.read() >= 0) {
                // What it says does not matter here.
            }
            return true;
        } catch (SocketTimeoutException _) {
            return false;
        } catch (IOException _) {
            return true;
        }
    }

    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
