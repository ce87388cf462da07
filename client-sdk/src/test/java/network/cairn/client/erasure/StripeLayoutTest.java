package network.cairn.client.erasure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class StripeLayoutTest {
    @Test
    void layout_anySegment_coversEveryByteOnceAndPadsUnder64BytesAShare() {
        for (int seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            int k = 1 + random.nextInt(255);
            int share = 64 * (1 + random.nextInt(40));
            long segment = 1L + random.nextInt(1 << (1 + random.nextInt(22)));
            var layout = new StripeLayout(segment, k, share);
            long bytes = 0;
            for (int stripe = 0; stripe < layout.stripes(); stripe++) {
                assertThat(layout.stripeOf(bytes)).as("seed %d", seed).isEqualTo(stripe);
                bytes += layout.stripeBytes(stripe);
                assertThat(layout.stripeOf(bytes - 1)).as("seed %d", seed).isEqualTo(stripe);
                long padding = (long) k * layout.shareBytes(stripe) - layout.stripeBytes(stripe);
                assertThat(padding).as("seed %d", seed).isBetween(0L, 64L * k - 1);
                assertThat(layout.shareBytes(stripe) % 64).isZero();
                assertThat(layout.shareBytes(stripe)).isLessThanOrEqualTo(share);
                if (stripe < layout.stripes() - 1) {
                    assertThat(layout.shareBytes(stripe)).as("seed %d", seed).isEqualTo(share);
                }
            }
            assertThat(bytes).as("seed %d", seed).isEqualTo(segment);
            int last = layout.stripes() - 1;
            assertThat(layout.pieceBytes())
                    .as("seed %d", seed)
                    .isEqualTo((long) last * share + layout.shareBytes(last));
        }
    }

    @Test
    void layout_fullSegment_isWholeShares() {
        var layout = new StripeLayout(64L * 1024 * 1024, 4);

        assertThat(layout.stripes()).isEqualTo(64);
        assertThat(layout.pieceBytes()).isEqualTo(16L * 1024 * 1024);
    }

    @Test
    void layout_largestAllowed_doesNotOverflow() {
        int share = StripeLayout.STRIPE_BYTES_MAX;
        var layout = new StripeLayout((long) Integer.MAX_VALUE * share, 1, share);

        assertThat(layout.stripes()).isEqualTo(Integer.MAX_VALUE);
        assertThat(layout.shareBytes(layout.stripes() - 1)).isEqualTo(share);
        assertThat(layout.pieceBytes()).isEqualTo((long) Integer.MAX_VALUE * share);
    }

    @Test
    void layout_impossible_isRefused() {
        long[][] impossible = {
            {0, 4, 64},
            {-1, 4, 64},
            {1, 0, 64},
            {1, 256, 64},
            {1, 4, 0},
            {1, 4, 65},
            {1, 4, 32},
            {1, 2, 1 << 30},
            {Long.MAX_VALUE, 1, 64}
        };
        for (long[] shape : impossible) {
            assertThatThrownBy(() -> new StripeLayout(shape[0], (int) shape[1], (int) shape[2]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("no stripe layout");
        }
    }
}
