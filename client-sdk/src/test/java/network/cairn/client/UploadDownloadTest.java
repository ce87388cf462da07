package network.cairn.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import network.cairn.client.ClientFixture.Stored;
import network.cairn.client.download.DownloadException;
import network.cairn.client.erasure.Scheme;
import network.cairn.client.manifest.SegmentManifest;
import network.cairn.client.transport.InMemoryStorageNode;
import network.cairn.client.transport.NodeFault;
import network.cairn.client.upload.UploadException;
import network.cairn.client.upload.UploadOptions;
import network.cairn.client.wire.v1.NodeErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class UploadDownloadTest {
    /// A node has 50 ms to open where another is left to try, and else a minute.
    private static final ClientOptions QUICK_TO_GIVE_UP = ClientFixture.OPTIONS.withUpload(new UploadOptions(
            ClientFixture.FRAME_BYTES,
            ClientFixture.SHARE_BYTES,
            ClientFixture.SEGMENT_BYTES,
            2,
            1 << 20,
            Duration.ofMillis(50),
            Duration.ofHours(1)));

    private static final int FRAME_PLAINTEXT = ClientFixture.FRAME_BYTES - 16;
    private static final List<Integer> BORDERS = List.of(
            0, FRAME_PLAINTEXT, 2 * FRAME_PLAINTEXT, 8 * FRAME_PLAINTEXT, 21 * FRAME_PLAINTEXT, 42 * FRAME_PLAINTEXT);

    private static List<Integer> sizes() {
        var sizes = new ArrayList<Integer>();
        for (int border : BORDERS) {
            for (int around = -1; around <= 1; around++) {
                if (border + around >= 0) {
                    sizes.add(border + around);
                }
            }
        }
        sizes.addAll(List.of(4095, 4096, 4097, 60_000));
        return sizes;
    }

    @Test
    void roundTrip_sizesAroundEveryBorder() throws Exception {
        try (var fixture = new ClientFixture(1, 8)) {
            for (int size : sizes()) {
                byte[] plaintext = fixture.plaintext(size);
                assertThat(fixture.read(fixture.store(plaintext)))
                        .as("size %d", size)
                        .isEqualTo(plaintext);
                assertThat(fixture.read(fixture.storeOfUnknownLength(plaintext)))
                        .as("unknown length, size %d", size)
                        .isEqualTo(plaintext);
            }
            fixture.assertNothingLeaks();
        }
    }

    @Test
    void read_randomRangesWithNodesMissing() throws Exception {
        try (var fixture = new ClientFixture(2, 8)) {
            for (int size : List.of(1, 1000, 9000, 50_000)) {
                Stored stored = fixture.store(fixture.plaintext(size));
                for (int i = 0; i < 40; i++) {
                    gone(fixture, i % 3);
                    int from = fixture.random.nextInt(size + 1);
                    int length = fixture.random.nextInt(size - from + 1);
                    assertThat(fixture.read(stored, from, length))
                            .as("size %d, %d bytes from %d", size, length, from)
                            .isEqualTo(Arrays.copyOfRange(stored.plaintext(), from, from + length));
                    fixture.network.heal();
                }
            }
            fixture.assertNothingLeaks();
        }
    }

    private static void gone(ClientFixture fixture, int nodes) {
        shuffled(fixture).stream().limit(nodes).forEach(node -> node.fault(new NodeFault.Gone()));
    }

    private static List<InMemoryStorageNode> shuffled(ClientFixture fixture) {
        var nodes = new ArrayList<>(fixture.network.all());
        Collections.shuffle(nodes, fixture.random);
        return nodes;
    }

    private static NodeFault anyFault(Random random) {
        return switch (random.nextInt(9)) {
            case 0 -> new NodeFault.Gone();
            case 1 -> new NodeFault.Stalls();
            case 2 -> new NodeFault.StallsAfter(random.nextInt(12_000));
            case 3 -> new NodeFault.Dies(random.nextInt(12_000));
            case 4 -> new NodeFault.Breaks(random.nextInt(12_000));
            case 5 -> new NodeFault.Lies(random.nextBoolean());
            case 6 -> new NodeFault.SignsWrongRoot();
            case 7 -> new NodeFault.Refuses(NodeErrorCode.OUT_OF_SPACE);
            default -> new NodeFault.Slow(Duration.ofMillis(random.nextInt(30)));
        };
    }

    /// Any two of eight nodes do anything wrong while 4/5/6/6 is stored, and any two others while it is read.
    @Test
    void storeAndRead_anyFaultsOfTwoNodes() throws Exception {
        for (long seed = 100; seed < 160; seed++) {
            try (var fixture = new ClientFixture(seed, 8)) {
                int size = fixture.random.nextInt(60_000);
                shuffled(fixture).stream().limit(2).forEach(node -> node.fault(anyFault(fixture.random)));
                Stored stored = fixture.store(fixture.plaintext(size));
                for (SegmentManifest segment : stored.journal().segments()) {
                    assertThat(segment.pieces()).as("seed %d", seed).hasSizeGreaterThanOrEqualTo(6);
                    assertThat(new HashSet<>(
                                    segment.pieces().stream().map(p -> p.node()).toList()))
                            .as("distinct nodes, seed %d", seed)
                            .hasSize(segment.pieces().size());
                }
                fixture.network.heal();
                shuffled(fixture).stream().limit(2).forEach(node -> node.fault(anyFault(fixture.random)));
                assertThat(fixture.read(stored)).as("seed %d", seed).isEqualTo(stored.plaintext());
                fixture.assertNothingLeaks();
            } catch (UploadException | DownloadException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void read_liarsAreFoundByTheirProofs() throws Exception {
        for (int liars = 0; liars <= 2; liars++) {
            for (boolean onlyReads : new boolean[] {true, false}) {
                try (var fixture = new ClientFixture(7 + liars, 6)) {
                    Stored stored = fixture.store(fixture.plaintext(40_000));
                    shuffled(fixture).stream().limit(liars).forEach(node -> node.fault(new NodeFault.Lies(onlyReads)));
                    assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
                    assertThat(fixture.read(stored, 17_000, 1)[0]).isEqualTo(stored.plaintext()[17_000]);
                    fixture.assertNothingLeaks();
                }
            }
        }
    }

    @Test
    void read_ofNodesThatProveNothing_triesCombinationsInTheMemoryOfOneStripe() throws Exception {
        for (int liar = 0; liar < 5; liar++) {
            for (int gone = 0; gone < 6; gone++) {
                try (var fixture = new ClientFixture(70 + liar, 6)) {
                    Stored stored = fixture.store(fixture.plaintext(40_000));
                    List<InMemoryStorageNode> nodes = shuffled(fixture);
                    InMemoryStorageNode away = nodes.get(gone);
                    away.fault(new NodeFault.Gone());
                    List<InMemoryStorageNode> others =
                            nodes.stream().filter(node -> node != away).toList();
                    others.forEach(node -> node.fault(new NodeFault.ProvesNothing(false)));
                    others.get(liar).fault(new NodeFault.ProvesNothing(true));
                    assertThat(fixture.read(stored))
                            .as("liar %d, gone %d", liar, gone)
                            .isEqualTo(stored.plaintext());
                    fixture.assertNothingLeaks();
                }
            }
        }
    }

    @Test
    void read_flippedDiskBytes() throws Exception {
        try (var fixture = new ClientFixture(8, 6)) {
            Stored stored = fixture.store(fixture.plaintext(50_000));
            for (int i = 0; i < 2; i++) {
                InMemoryStorageNode node = fixture.network.at(i);
                node.pieceIds().forEach(piece -> node.flipStoredByte(piece, 100));
            }
            assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
        }
    }

    @Test
    void read_wrongKeys() throws Exception {
        try (var fixture = new ClientFixture(9, 6)) {
            Stored stored = fixture.store(fixture.plaintext(5_000));
            var wrong = new Stored(stored.stream(), stored.journal(), ClientFixture.keys(), stored.plaintext());
            assertThatThrownBy(() -> fixture.read(wrong))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageContaining("does not decrypt");
            fixture.assertNothingLeaks();
        }
    }

    @Test
    void read_tooFewNodesThenRecovery() throws Exception {
        try (var fixture = new ClientFixture(10, 6)) {
            Stored stored = fixture.store(fixture.plaintext(30_000));
            gone(fixture, 3);
            assertThatThrownBy(() -> fixture.read(stored))
                    .isInstanceOf(DownloadException.class)
                    .hasMessageContaining("segment 0 needs 4 of its pieces, and 3 good ones could be read")
                    .hasMessageContaining("connection refused");
            fixture.assertNothingLeaks();
            fixture.network.heal();
            assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
        }
    }

    @Test
    void store_tooFewNodesThenRecovery() throws Exception {
        try (var fixture = new ClientFixture(11, 8)) {
            gone(fixture, 3);
            assertThatThrownBy(() -> fixture.store(fixture.plaintext(30_000)))
                    .isInstanceOf(UploadException.class)
                    .hasMessageContaining("needs 6 nodes for its pieces, and 5 take pieces")
                    .hasMessageContaining("connection refused");
            fixture.assertNothingLeaks();
            fixture.network.heal();
            Stored stored = fixture.store(fixture.plaintext(30_000));
            assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
        }
    }

    @Test
    void store_journalKnowsEveryPieceThatIsAnywhere() throws Exception {
        for (long seed = 300; seed < 310; seed++) {
            try (var fixture = new ClientFixture(seed, 8)) {
                shuffled(fixture).stream().limit(2).forEach(node -> node.fault(anyFault(fixture.random)));
                Stored stored = fixture.store(fixture.plaintext(45_000));
                for (InMemoryStorageNode node : fixture.network.all()) {
                    assertThat(stored.journal().piecesSentTo(node.id()))
                            .as("seed %d", seed)
                            .containsAll(node.pieceIds());
                }
                fixture.network.heal();
                for (SegmentManifest segment : stored.journal().segments()) {
                    var locations = stored.journal().sent().stream()
                            .filter(sent -> sent.segment().equals(segment.id()))
                            .map(RecordingJournal.Sent::location)
                            .toList();
                    assertThat(fixture.client.releaser().release(segment.id(), locations))
                            .isEmpty();
                }
                assertThat(fixture.network.pieces()).isZero();
            }
        }
    }

    @Test
    void release_unreachableNodeIsReported() throws Exception {
        try (var fixture = new ClientFixture(12, 6)) {
            Stored stored = fixture.store(fixture.plaintext(10));
            fixture.network.at(2).fault(new NodeFault.Gone());
            SegmentManifest segment = stored.journal().segments().getFirst();
            assertThat(fixture.client.releaser().release(segment))
                    .singleElement()
                    .satisfies(left -> assertThat(left.node())
                            .isEqualTo(fixture.network.at(2).id()));
        }
    }

    @Test
    void store_slowestAreCancelled() throws Exception {
        try (var fixture = new ClientFixture(13, 8, new Scheme(4, 4, 5, 8), ClientFixture.OPTIONS)) {
            for (int i = 0; i < 3; i++) {
                fixture.network.at(i).fault(new NodeFault.StallsAfter(ClientFixture.SHARE_BYTES));
            }
            Stored stored = fixture.store(fixture.plaintext(50_000));
            for (SegmentManifest segment : stored.journal().segments()) {
                assertThat(segment.pieces()).hasSizeGreaterThanOrEqualTo(5);
            }
            assertThat(IntStream.range(0, 3)
                            .mapToLong(i -> fixture.network.at(i).putsCancelled())
                            .sum())
                    .isPositive();
            assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
            fixture.assertNothingLeaks();
        }
    }

    @Test
    void store_thirtyTwoAtOnceOverBuffersOfTwoStripes() throws Exception {
        long stripeBytes = 6L * ClientFixture.SHARE_BYTES;
        ClientOptions options = ClientFixture.OPTIONS
                .withUpload(ClientFixture.UPLOAD.withBufferBytesMax(2 * stripeBytes))
                .withDownload(ClientFixture.DOWNLOAD.withBufferBytesMax(16L * ClientFixture.SHARE_BYTES));
        try (var fixture = new ClientFixture(14, 8, ClientFixture.SCHEME, options);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            fixture.network.at(1).fault(new NodeFault.Breaks(9_000));
            fixture.network.at(2).fault(new NodeFault.StallsAfter(5_000));
            var uploads = new ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 32; i++) {
                byte[] plaintext = fixture.plaintext(fixture.random.nextInt(40_000));
                uploads.add(() -> Arrays.equals(fixture.read(fixture.store(plaintext)), plaintext));
            }
            for (Future<Boolean> upload : threads.invokeAll(uploads)) {
                assertThat(upload.get()).isTrue();
            }
            fixture.assertNothingLeaks();
        }
    }

    /// What could be stored but not read again is refused at once.
    @Test
    void create_buffersTooSmallToReadAStripe() {
        var tooSmall = ClientFixture.OPTIONS.withDownload(
                ClientFixture.DOWNLOAD.withBufferBytesMax(14L * ClientFixture.SHARE_BYTES - 1));
        assertThatThrownBy(() -> new ClientFixture(1, 8, ClientFixture.SCHEME, tooSmall))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reading one stripe of 4/5/6/6 takes " + 14L * ClientFixture.SHARE_BYTES);
    }

    /// When all are slow to open, it is this machine that is busy: giving up on nodes would leave too few, and busy
    /// it with new connections.
    @Test
    void store_everyNodeSlowToOpen() throws Exception {
        try (var fixture = new ClientFixture(21, 8, ClientFixture.SCHEME, QUICK_TO_GIVE_UP)) {
            fixture.network.all().forEach(node -> node.fault(new NodeFault.Slow(Duration.ofSeconds(1))));
            var stored = fixture.store(fixture.plaintext(5_000));
            assertThat(stored.journal().sent()).as("pieces begun").hasSize(6);
            fixture.network.all().forEach(node -> node.fault(new NodeFault.None()));
            assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
            fixture.assertNothingLeaks();
        }
    }

    /// Long before it counts as stalled, a node that others have left behind is replaced.
    @Test
    @Timeout(value = 2, unit = TimeUnit.MINUTES)
    void store_oneNodeNeverOpens() throws Exception {
        try (var fixture = new ClientFixture(24, 6 + 1, ClientFixture.SCHEME, QUICK_TO_GIVE_UP)) {
            fixture.network.at(3).fault(new NodeFault.Stalls());
            for (int i = 0; i < 7; i++) {
                var stored = fixture.store(fixture.plaintext(5_000));
                assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
            }
            assertThat(fixture.network.at(3).pieceIds()).isEmpty();
            fixture.assertNothingLeaks();
        }
    }

    /// A busy node may break a connection it would keep at another time: where no node is left that did not, those
    /// are asked again.
    @Test
    void store_everyConnectionBreaksOnce() throws Exception {
        try (var fixture = new ClientFixture(23, 8)) {
            fixture.network.all().forEach(node -> node.fault(new NodeFault.BreaksOnce()));
            var stored = fixture.store(fixture.plaintext(5_000));
            assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
            fixture.assertNothingLeaks();
        }
    }

    /// A node that is slow to open is not given up for one that is known to be gone, and where it was given up for
    /// one that turns out to be, it gets a second chance.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void store_slowNodesBesideDeadOnes(boolean known) throws Exception {
        for (long seed = 0; seed < 8; seed++) {
            try (var fixture = new ClientFixture(seed, 8, ClientFixture.SCHEME, QUICK_TO_GIVE_UP)) {
                fixture.network.at(2).fault(new NodeFault.Gone());
                fixture.network.at(7).fault(new NodeFault.Gone());
                for (int i = 0; known && i < 6; i++) {
                    fixture.store(fixture.plaintext(5_000));
                }
                for (int slow : new int[] {0, 1, 4}) {
                    fixture.network.at(slow).fault(new NodeFault.Slow(Duration.ofMillis(200)));
                }
                var stored = fixture.store(fixture.plaintext(5_000));
                for (int slow : new int[] {0, 1, 4}) {
                    fixture.network.at(slow).fault(new NodeFault.None());
                }
                assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
                fixture.assertNothingLeaks();
            }
        }
    }

    /// With just enough shares left, a connection that breaks is not yet the end of the object.
    @Test
    void read_connectionBreaksWithNoShareToSpare() throws Exception {
        try (var fixture = new ClientFixture(22, 8)) {
            Stored stored = fixture.store(fixture.plaintext(5_000));
            var pieces = stored.journal().segments().getFirst().pieces();
            nodeOf(fixture, pieces.get(0)).fault(new NodeFault.Gone());
            nodeOf(fixture, pieces.get(1)).fault(new NodeFault.Gone());
            nodeOf(fixture, pieces.get(4)).fault(new NodeFault.BreaksOnce());
            assertThat(fixture.read(stored)).isEqualTo(stored.plaintext());
            fixture.assertNothingLeaks();
        }
    }

    private static InMemoryStorageNode nodeOf(ClientFixture fixture, SegmentManifest.StoredPiece piece) {
        return fixture.network.all().stream()
                .filter(node -> node.id().equals(piece.node()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void store_interruptedWhileNodesStall() throws Exception {
        try (var fixture = new ClientFixture(15, 8)) {
            fixture.network.all().forEach(node -> node.fault(new NodeFault.StallsAfter(3_000)));
            assertInterruptible(fixture, () -> fixture.store(fixture.plaintext(50_000)));
        }
    }

    @Test
    void read_interruptedWhileNodesStall() throws Exception {
        try (var fixture = new ClientFixture(16, 8)) {
            Stored stored = fixture.store(fixture.plaintext(50_000));
            fixture.network.all().forEach(node -> node.fault(new NodeFault.StallsAfter(1_000)));
            assertInterruptible(fixture, () -> fixture.read(stored));
        }
    }

    private static void assertInterruptible(ClientFixture fixture, Callable<?> work) throws Exception {
        var problem = new Throwable[1];
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                work.call();
            } catch (Exception e) {
                problem[0] = e;
            }
        });
        while (fixture.network.all().stream().noneMatch(node -> node.exchangesOpen() > 0) && thread.isAlive()) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        thread.join();
        assertThat(problem[0]).isInstanceOf(InterruptedException.class);
        fixture.assertNothingLeaks();
    }

    @Test
    void store_plaintextFails() throws Exception {
        try (var fixture = new ClientFixture(17, 8)) {
            var journal = new RecordingJournal();
            InputStream failing = new InputStream() {
                @Override
                public int read() throws IOException {
                    throw new IOException("the client went away");
                }

                @Override
                public int read(byte[] into, int offset, int length) throws IOException {
                    throw new IOException("the client went away");
                }
            };
            var broken = new SequenceInputStream(new ByteArrayInputStream(fixture.plaintext(30_000)), failing);
            assertThatThrownBy(() -> fixture.client.uploader().upload(broken, 50_000, ClientFixture.keys(), journal))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the client went away");
            fixture.assertNothingLeaks();
        }
    }

    @Test
    void store_plaintextOfAnotherLength() throws Exception {
        try (var fixture = new ClientFixture(18, 8)) {
            byte[] plaintext = fixture.plaintext(30_000);
            for (long declared : new long[] {0, 29_999, 30_001, 90_000}) {
                assertThatThrownBy(() -> fixture.client
                                .uploader()
                                .upload(
                                        new ByteArrayInputStream(plaintext),
                                        declared,
                                        ClientFixture.keys(),
                                        new RecordingJournal()))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining(declared + " were declared");
            }
            fixture.assertNothingLeaks();
        }
    }

    @Test
    void read_outputFails() throws Exception {
        try (var fixture = new ClientFixture(19, 8)) {
            Stored stored = fixture.store(fixture.plaintext(50_000));
            OutputStream broken = new OutputStream() {
                @Override
                public void write(int b) throws IOException {
                    throw new IOException("the reader went away");
                }
            };
            assertThatThrownBy(() -> fixture.client
                            .downloader()
                            .download(
                                    stored.stream(),
                                    number -> stored.journal().segments().get(number),
                                    stored.keys(),
                                    0,
                                    50_000,
                                    broken))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the reader went away");
            fixture.assertNothingLeaks();
        }
    }

    @Test
    void read_oneByteFetchesOneFrame() throws Exception {
        try (var fixture = new ClientFixture(20, 8)) {
            Stored stored = fixture.store(fixture.plaintext(50_000));
            long before = bytesRead(fixture);
            fixture.read(stored, 4_000, 1);
            assertThat(bytesRead(fixture) - before).isEqualTo(ClientFixture.FRAME_BYTES);
        }
    }

    private static long bytesRead(ClientFixture fixture) {
        return fixture.network.all().stream()
                .mapToLong(InMemoryStorageNode::bytesRead)
                .sum();
    }
}
