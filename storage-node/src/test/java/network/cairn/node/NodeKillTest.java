package network.cairn.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import network.cairn.client.identity.Identity;
import network.cairn.client.transport.HttpStorageNetwork;
import network.cairn.client.transport.NodeEndpoint;
import network.cairn.client.transport.NodeException;
import network.cairn.client.transport.StorageNode;
import network.cairn.client.transport.StorageNode.PieceDownload;
import network.cairn.client.transport.StorageNode.PieceUpload;
import network.cairn.client.transport.TransportLimits;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.PieceReceipt;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.piece.PieceHasher;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A real node process is killed in the middle of a storm of puts and deletes, again and again over the
/// same folder. Every receipt it handed out stays good, every deletion it confirmed stays one, and it
/// starts each time.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class NodeKillTest {
    private static final int KILLS = Integer.getInteger("cairn.kills", 20);
    private static final long SEED = Long.getLong("cairn.kill.seed", 42);
    private static final int WRITERS = 8;
    private static final int RECEIPTS_BEFORE_KILL_MAX = 60;
    private static final int SAMPLES = 20;
    private static final int SECONDS_MAX = 60;
    private static final byte[] NODE_SEED = new byte[Identity.SEED_LENGTH_BYTES];
    private static final Identity NODE = Identity.ofSeed(NODE_SEED);

    private static Vertx vertx;

    @TempDir
    private Path folder;

    private final SecureRandom secureRandom = new SecureRandom();
    private final Identity client = Identity.generate(secureRandom);
    private final Random random = new Random(SEED);
    private final Map<PieceId, PieceReceipt> receipts = new ConcurrentHashMap<>();
    private final Set<PieceId> deletionStarted = ConcurrentHashMap.newKeySet();
    private final Set<PieceId> deleted = ConcurrentHashMap.newKeySet();
    private final AtomicInteger cutOff = new AtomicInteger();

    @BeforeAll
    static void startVertx() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stopVertx() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void kill_inAPutStorm_keepsEveryReceiptAndDeletion() throws Exception {
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                try (var process = new NodeProcess()) {
                    verify(process.node, sampled(receipts.values()), sampled(deleted));
                    stormAndKill(process, kill);
                }
            }
            try (var process = new NodeProcess()) {
                assertThat(process.node.health().writable()).isTrue();
                verify(process.node, List.copyOf(receipts.values()), List.copyOf(deleted));
                assertThat(put(process.node, random(-1), piece(random(-1)))).isNotNull();
            }
        } catch (Exception | AssertionError e) {
            throw new AssertionError("failing seed " + SEED + " (-Dcairn.kill.seed=" + SEED + ")", e);
        }
        assertThat(receipts).hasSizeGreaterThan(KILLS * 10);
        assertThat(deleted).hasSizeGreaterThan(KILLS);
        assertThat(cutOff).as("requests that a kill cut off").hasValueGreaterThan(KILLS);
    }

    private void stormAndKill(NodeProcess process, int round) throws Exception {
        int awaited = 1 + random.nextInt(RECEIPTS_BEFORE_KILL_MAX);
        long pauseNanos = random.nextInt(20_000_000);
        var stored = new LinkedBlockingQueue<PieceReceipt>();
        try (var writers = Executors.newVirtualThreadPerTaskExecutor()) {
            var ends = new ArrayList<Future<?>>();
            for (int w = 0; w < WRITERS; w++) {
                Random choices = random(round * WRITERS + w);
                ends.add(writers.submit(() -> write(process.node, choices, stored)));
            }
            for (int i = 0; i < awaited; i++) {
                assertThat(stored.poll(SECONDS_MAX, TimeUnit.SECONDS))
                        .as("receipt %d of round %d", i, round)
                        .isNotNull();
            }
            LockSupport.parkNanos(pauseNanos);
            process.kill();
            for (Future<?> end : ends) {
                end.get(SECONDS_MAX, TimeUnit.SECONDS);
            }
        }
    }

    /// Puts, and now and then deletes what it has put, until the node is gone.
    private Void write(StorageNode node, Random choices, LinkedBlockingQueue<PieceReceipt> stored)
            throws InterruptedException {
        var mine = new ArrayList<PieceId>();
        try {
            while (true) {
                PieceId piece = piece(choices);
                PieceReceipt receipt = put(node, choices, piece);
                receipts.put(piece, receipt);
                mine.add(piece);
                stored.add(receipt);
                if (choices.nextInt(5) == 0) {
                    PieceId victim = mine.remove(choices.nextInt(mine.size()));
                    deletionStarted.add(victim);
                    node.delete(victim);
                    deleted.add(victim);
                }
            }
        } catch (NodeException e) {
            assertThat(e.failure())
                    .as("%s", e)
                    .isInstanceOfAny(NodeException.Failure.Unreachable.class, NodeException.Failure.TimedOut.class);
            cutOff.incrementAndGet();
            return null;
        }
    }

    /// Of 1 byte to 2 MiB, each magnitude as likely as the next.
    private static PieceReceipt put(StorageNode node, Random choices, PieceId piece)
            throws NodeException, InterruptedException {
        int magnitude = 1 << choices.nextInt(22);
        byte[] bytes = new byte[Math.min(2 << 20, magnitude + choices.nextInt(magnitude))];
        choices.nextBytes(bytes);
        try (PieceUpload upload = node.put(piece, bytes.length)) {
            upload.write(bytes, 0, bytes.length);
            PieceReceipt receipt = upload.finish();
            assertThat(receipt.root()).isEqualTo(root(bytes));
            return receipt;
        }
    }

    private <T> List<T> sampled(Collection<T> all) {
        var some = new ArrayList<>(all);
        Collections.shuffle(some, random);
        return some.subList(0, Math.min(SAMPLES, some.size()));
    }

    private void verify(StorageNode node, List<PieceReceipt> stored, List<PieceId> gone) throws Exception {
        try (var readers = Executors.newFixedThreadPool(8, Thread.ofVirtual().factory())) {
            var ends = new ArrayList<Future<?>>();
            for (PieceReceipt receipt : stored) {
                if (!deletionStarted.contains(receipt.piece())) {
                    ends.add(readers.submit(() -> verifyServed(node, receipt)));
                }
            }
            for (PieceId piece : gone) {
                ends.add(readers.submit(() -> verifyGone(node, piece)));
            }
            for (Future<?> end : ends) {
                end.get(SECONDS_MAX, TimeUnit.SECONDS);
            }
        }
    }

    private static Void verifyServed(StorageNode node, PieceReceipt receipt) throws Exception {
        byte[] bytes = new byte[(int) receipt.lengthBytes()];
        try (PieceDownload download = node.get(receipt.piece(), 0, bytes.length)) {
            download.readFully(bytes, 0, bytes.length);
        }
        assertThat(root(bytes)).as("root of %s", receipt.piece()).isEqualTo(receipt.root());
        return null;
    }

    private static Void verifyGone(StorageNode node, PieceId piece) {
        assertThatExceptionOfType(NodeException.class)
                .isThrownBy(() -> node.stat(piece))
                .satisfies(e ->
                        assertThat(e.isRefusal(NodeErrorCode.PIECE_NOT_FOUND)).isTrue());
        return null;
    }

    private static PieceRoot root(byte[] bytes) {
        var hasher = new PieceHasher();
        hasher.update(bytes, 0, bytes.length);
        return hasher.finish().root();
    }

    private static Random random(int number) {
        return new Random(SEED * 1_000_003 + number);
    }

    private static PieceId piece(Random choices) {
        byte[] id = new byte[PieceId.LENGTH_BYTES];
        choices.nextBytes(id);
        return PieceId.of(id);
    }

    /// The node in its process, and a client of it.
    private final class NodeProcess implements AutoCloseable {
        private final Process process;
        private final HttpStorageNetwork network;
        final StorageNode node;

        NodeProcess() throws Exception {
            process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "--enable-native-access=ALL-UNNAMED",
                            "--sun-misc-unsafe-memory-access=allow",
                            "-Xmx128m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            NodeProcessMain.class.getName(),
                            folder.toString(),
                            HexFormat.of().formatHex(NODE_SEED)))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String line = firstLine();
            if (!line.startsWith("port ")) {
                process.destroyForcibly();
                throw new AssertionError("the node does not start: " + line);
            }
            var endpoint = new NodeEndpoint(NODE.id(), "127.0.0.1", Integer.parseInt(line.substring(5)), "test");
            network = new HttpStorageNetwork(
                    vertx, client, List.of(endpoint), InstantSource.system(), secureRandom, TransportLimits.defaults());
            node = network.node(NODE.id());
        }

        private String firstLine() throws IOException {
            return String.valueOf(process.inputReader().readLine());
        }

        void kill() {
            var _ = process.destroyForcibly()
                    .onExit()
                    .orTimeout(SECONDS_MAX, TimeUnit.SECONDS)
                    .join();
        }

        @Override
        public void close() {
            network.close();
            kill();
        }
    }
}
