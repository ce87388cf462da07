package network.cairn.client.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.backblaze.erasure.ReedSolomon;
import java.util.Arrays;
import java.util.Collections;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class ErasureCodersTest {
    private static final int[][] SHAPES = {
        {1, 2},
        {1, 9},
        {2, 3},
        {3, 4},
        {4, 6},
        {5, 13},
        {7, 16},
        {8, 12},
        {10, 14},
        {20, 36},
        {29, 80},
        {100, 255},
        {254, 255},
        {1, 255},
        {128, 255}
    };

    @Test
    void encode_everyShape_agreesWithBackblaze() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            int[] shape = shape(random, seed);
            int k = shape[0];
            int total = shape[1];
            int offset = random.nextInt(70);
            int length = random.nextInt(total > 100 ? 300 : 5_000);
            byte[][] shares = randomShares(random, total, offset + length + random.nextInt(9));
            byte[][] expected = copy(shares);
            if (total > k) {
                ReedSolomon.create(k, total - k).encodeParity(expected, offset, length);
            }

            ErasureCoders.of(k, total).encode(shares, offset, length);

            assertThat(Arrays.deepEquals(shares, expected))
                    .as("seed %d, %d of %d", seed, k, total)
                    .isTrue();
        }
    }

    @Test
    void reconstruct_anyLoss_agreesWithBackblazeAndWritesOnlyWhatIsWanted() {
        for (int seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            int[] shape = shape(random, seed);
            int k = shape[0];
            int total = shape[1];
            int offset = random.nextInt(70);
            int length = 1 + random.nextInt(total > 100 ? 200 : 3_000);
            byte[][] whole = randomShares(random, total, offset + length + random.nextInt(9));
            ErasureCoder coder = ErasureCoders.of(k, total);
            coder.encode(whole, offset, length);
            boolean[] present = losses(random, k, total);
            boolean[] wanted = new boolean[total];
            byte[][] shares = copy(whole);
            byte[][] backblaze = copy(whole);
            byte[][] expected = copy(whole);
            for (int i = 0; i < total; i++) {
                wanted[i] = random.nextBoolean();
                if (!present[i]) {
                    Arrays.fill(shares[i], (byte) 0x5a);
                    Arrays.fill(backblaze[i], (byte) 0);
                    Arrays.fill(expected[i], (byte) 0x5a);
                    if (wanted[i]) {
                        System.arraycopy(whole[i], offset, expected[i], offset, length);
                    } else {
                        shares[i] = new byte[0];
                        expected[i] = new byte[0];
                    }
                }
            }
            if (total > k) {
                ReedSolomon.create(k, total - k).decodeMissing(backblaze, present.clone(), offset, length);
            }

            coder.reconstruct(shares, present, wanted, offset, length);

            assertThat(Arrays.deepEquals(shares, expected))
                    .as("seed %d, %d of %d", seed, k, total)
                    .isTrue();
            for (int i = 0; i < total; i++) {
                if (!present[i] && wanted[i]) {
                    assertThat(Arrays.copyOfRange(shares[i], offset, offset + length))
                            .as("seed %d share %d", seed, i)
                            .isEqualTo(Arrays.copyOfRange(backblaze[i], offset, offset + length));
                }
            }
        }
    }

    @Test
    void reconstruct_fewerThanKPresent_isRefused() {
        byte[][] shares = new byte[6][64];
        boolean[] present = {true, true, true, false, false, false};

        assertThatThrownBy(() -> ErasureCoders.of(4, 6).reconstruct(shares, present, new boolean[6], 0, 64))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("only 3 of 6");
    }

    @Test
    void encode_wrongCountOrRange_isRefused() {
        ErasureCoder coder = ErasureCoders.of(2, 3);

        assertThatThrownBy(() -> coder.encode(new byte[4][8], 0, 8)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> coder.encode(new byte[3][8], 1, 8)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void of_impossibleShape_isRefused() {
        for (int[] shape : new int[][] {{0, 1}, {2, 1}, {1, 256}, {-1, 5}}) {
            assertThatThrownBy(() -> ErasureCoders.of(shape[0], shape[1])).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void of_sameShape_isTheSameCoder_andManyShapesStayCorrect() {
        assertThat(ErasureCoders.of(4, 6)).isSameAs(ErasureCoders.of(4, 6));
        for (int total = 2; total < 2 + 2 * ErasureCoders.CODERS_MAX; total++) {
            ErasureCoder coder = ErasureCoders.of(1, total);
            assertThat(coder.k()).isEqualTo(1);
            assertThat(coder.total()).isEqualTo(total);
        }
        assertThat(ErasureCoders.of(4, 6).total()).isEqualTo(6);
    }

    @Test
    void reconstruct_manyPatternsAndThreads_staysCorrect() throws Exception {
        ErasureCoder coder = ErasureCoders.of(20, 36);
        byte[][] whole = randomShares(new Random(7), 36, 128);
        coder.encode(whole, 0, 128);
        Callable<Boolean> work = () -> {
            var random = new Random(Thread.currentThread().threadId());
            boolean good = true;
            for (int round = 0; round < 100; round++) {
                boolean[] present = losses(random, 20, 36);
                boolean[] wanted = new boolean[36];
                Arrays.fill(wanted, true);
                byte[][] shares = copy(whole);
                for (int i = 0; i < 36; i++) {
                    if (!present[i]) {
                        shares[i] = new byte[128];
                    }
                }
                coder.reconstruct(shares, present, wanted, 0, 128);
                good &= Arrays.deepEquals(shares, whole);
            }
            return good;
        };
        try (var threads = Executors.newFixedThreadPool(4)) {
            for (var done : threads.invokeAll(Collections.nCopies(4, work))) {
                assertThat(done.get()).isTrue();
            }
        }
    }

    private static int[] shape(Random random, int seed) {
        if (seed < SHAPES.length) {
            return SHAPES[seed];
        }
        int total = 1 + random.nextInt(seed % 10 == 0 ? 255 : 40);
        return new int[] {1 + random.nextInt(total), total};
    }

    private static boolean[] losses(Random random, int k, int total) {
        boolean[] present = new boolean[total];
        Arrays.fill(present, true);
        for (int lost = random.nextInt(total - k + 1); lost > 0; lost--) {
            present[random.nextInt(total)] = false;
        }
        return present;
    }

    private static byte[][] randomShares(Random random, int total, int length) {
        byte[][] shares = new byte[total][length];
        for (byte[] share : shares) {
            random.nextBytes(share);
        }
        return shares;
    }

    private static byte[][] copy(byte[][] shares) {
        byte[][] copy = new byte[shares.length][];
        Arrays.setAll(copy, i -> shares[i].clone());
        return copy;
    }
}
