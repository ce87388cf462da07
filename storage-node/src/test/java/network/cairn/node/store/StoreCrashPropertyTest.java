package network.cairn.node.store;

import static network.cairn.node.store.StoreFixtures.data;
import static network.cairn.node.store.StoreFixtures.id;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.proofs.id.PieceId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Random work on a disk that fails and loses power: what was acknowledged stays, what was deleted stays
/// deleted, and what was neither is served whole or not at all.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class StoreCrashPropertyTest {
    private static final int ABSENT = -1;
    private static final int SEEDS = Integer.getInteger("cairn.store.seeds", 60);
    private static final int STEPS = 250;
    private static final int PIECES = 25;

    @Test
    void randomWork_underCrashesAndFaults_keepsItsWord() {
        long first = Long.getLong("cairn.store.seed", 1);
        for (long seed = first; seed < first + SEEDS; seed++) {
            try {
                new Run(seed).go();
            } catch (Exception | AssertionError e) {
                throw new AssertionError("failing seed " + seed + " (-Dcairn.store.seed=" + seed + ")", e);
            }
        }
    }

    private static final class Run {
        private final Random random;
        private final StoreLimits limits = new StoreLimits(
                16 << 20, 0, 256 << 10, 1 << 20, 8, Duration.ofDays(7), 50, Duration.ofDays(30), 1 << 20, 1L << 40);
        private final Map<PieceId, TreeSet<Integer>> allowed = new TreeMap<>();
        private final List<PieceWriter> abandoned = new ArrayList<>();
        private FaultyDisk disk;
        private LaggingIndexFolder index = new LaggingIndexFolder();
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");
        private LogPieceStore store;
        private int version;

        Run(long seed) throws StoreException {
            random = new Random(seed);
            disk = new FaultyDisk(random);
            store = open();
        }

        private LogPieceStore open() throws StoreException {
            return LogPieceStore.open(disk, index, limits, () -> now, random, false);
        }

        void go() throws Exception {
            for (int step = 0; step < STEPS; step++) {
                disk.failWith(random.nextInt(4) == 0 ? 0.002 : 0);
                disk.tellRoomWrongly();
                disk.fill(random.nextInt(12) == 0);
                act();
                disk.fill(false);
                if (random.nextBoolean()) {
                    store.resumeIfRoom();
                }
                if (random.nextInt(20) == 0 || !store.status().writable()) {
                    crash();
                }
            }
            crash();
            disk.failWith(0);
            store.close();
        }

        private void act() throws InterruptedException {
            PieceId piece = id(random.nextInt(PIECES));
            try {
                switch (random.nextInt(12)) {
                    case 0, 1, 2, 3, 4 -> put(piece);
                    case 5, 6, 7 -> delete(piece);
                    case 8 -> check(piece);
                    case 9 -> beginOnly(piece);
                    case 10 -> store.compact();
                    default -> now = now.plus(Duration.ofHours(random.nextInt(100)));
                }
            } catch (StoreException e) {
                assertThat(e.code())
                        .as("%s", e)
                        .isIn(
                                NodeErrorCode.OUT_OF_SPACE,
                                NodeErrorCode.READ_ONLY,
                                NodeErrorCode.BUSY,
                                NodeErrorCode.PIECE_EXISTS,
                                NodeErrorCode.INTERNAL);
            }
        }

        private Set<Integer> allowed(PieceId piece) {
            return allowed.computeIfAbsent(piece, _ -> new TreeSet<>(List.of(ABSENT)));
        }

        private void put(PieceId piece) throws StoreException, InterruptedException {
            int mine = version++;
            byte[] bytes = data(piece, mine, lengthOf(mine));
            try (var writer = store.begin(piece, bytes.length)) {
                writer.write(bytes, 0, bytes.length);
                allowed(piece).add(mine);
                writer.commit();
                allowed(piece).removeIf(known -> known != mine);
            }
        }

        private static int lengthOf(int version) {
            return switch (version % 5) {
                case 0 -> version % 100;
                case 1 -> 70_000 + version;
                case 2 -> RecordFormat.BLOCK_BYTES;
                default -> 1_000 + version * 7 % 30_000;
            };
        }

        private void delete(PieceId piece) throws StoreException {
            allowed(piece).add(ABSENT);
            store.delete(piece);
            allowed(piece).removeIf(known -> known != ABSENT);
        }

        private void beginOnly(PieceId piece) throws StoreException {
            if (abandoned.size() < 4) {
                var writer = store.begin(piece, 90_000);
                abandoned.add(writer);
                writer.write(new byte[80_000], 0, 80_000);
            } else {
                abandoned.remove(random.nextInt(abandoned.size())).close();
            }
        }

        private void crash() throws StoreException {
            boolean powerLost = random.nextBoolean();
            FaultyDisk survivor = disk.crash(powerLost);
            LaggingIndexFolder survivingIndex = index.crash(random, powerLost);
            store.close();
            abandoned.clear();
            disk = survivor;
            index = survivingIndex;
            store = open();
            int live = 0;
            for (PieceId piece : allowed.keySet()) {
                live += check(piece) == ABSENT ? 0 : 1;
            }
            assertThat(store.status().pieces()).isEqualTo(live);
            assertThat(store.status().corruptPieces()).isZero();
        }

        /// @return the version served
        private int check(PieceId piece) throws StoreException {
            int seen = ABSENT;
            try (var reader = store.open(piece)) {
                byte[] bytes = new byte[(int) reader.stat().lengthBytes()];
                reader.read(0, bytes, 0, bytes.length);
                seen = allowed(piece).stream()
                        .filter(known -> known != ABSENT && Arrays.equals(bytes, data(piece, known, lengthOf(known))))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError(piece + " is served with bytes not acknowledged"));
            } catch (StoreException e) {
                if (e.code() != NodeErrorCode.PIECE_NOT_FOUND) {
                    throw e;
                }
            }
            int found = seen;
            assertThat(allowed(piece)).as("versions of %s", piece).contains(found);
            allowed(piece).removeIf(known -> known != found);
            return found;
        }
    }
}
