package network.cairn.chain.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import org.junit.jupiter.api.Test;

final class FrameReaderTest {
    private static final int LENGTH_MAX = 5000;

    @Test
    void anyCuts_giveTheSameFrames() throws Exception {
        for (long seed = 0; seed < 300; seed++) {
            var random = new Random(seed);
            var sent = new ArrayList<byte[]>();
            var stream = new ByteArrayOutputStream();
            for (int i = random.nextInt(20); i >= 0; i--) {
                byte[] payload = new byte[random.nextInt(4) == 0 ? random.nextInt(LENGTH_MAX + 1) : random.nextInt(50)];
                random.nextBytes(payload);
                sent.add(payload);
                stream.write(FrameKind.MESSAGE.frame(payload));
            }
            var got = new ArrayList<byte[]>();
            var reader = new FrameReader(LENGTH_MAX);
            byte[] bytes = stream.toByteArray();
            int at = 0;
            while (at < bytes.length) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(700));
                reader.read(Arrays.copyOfRange(bytes, at, at + count), (kind, payload) -> got.add(payload));
                at += count;
            }
            assertThat(got.toArray(byte[][]::new)).as("seed " + seed).isDeepEqualTo(sent.toArray(byte[][]::new));
        }
    }

    @Test
    void anyBytes_giveFramesWithinTheLimitOrAnError() {
        for (long seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 2 && random.nextBoolean()) {
                bytes[0] = 0;
                bytes[1] = 0;
                bytes[2] = 0;
            }
            String what = "seed " + seed;
            try {
                new FrameReader(LENGTH_MAX).read(bytes, (kind, payload) -> {
                    assertThat(payload.length).as(what).isLessThanOrEqualTo(LENGTH_MAX);
                    return true;
                });
            } catch (CodecException e) {
                assertThat(e.getMessage()).as(what).isNotEmpty();
            } catch (RuntimeException e) {
                throw new AssertionError(what, e);
            }
        }
    }

    @Test
    void announcedBeyondTheLimit_isRefused() {
        var reader = new FrameReader(100);
        assertThatThrownBy(() -> reader.read(new byte[] {0, 0, 0, 101, 2}, (_, _) -> true))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("101");
        assertThatThrownBy(() -> new FrameReader(100).read(new byte[] {-1, -1, -1, -1, 2}, (_, _) -> true))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> new FrameReader(100).read(new byte[] {0, 0, 0, 1, 3}, (_, _) -> true))
                .isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> new FrameReader(100).read(new byte[] {0, 0, 0, 1, 9}, (_, _) -> true))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void hello_roundTripsAndAnyBytesAreRefusedCleanly() throws Exception {
        var hello = new Hello(Hello.VERSION, ChainId.fromHex("07".repeat(32)), 12, 3, "v1");
        assertThat(Hello.decode(hello.encode())).isEqualTo(hello);
        for (long seed = 0; seed < 2000; seed++) {
            var random = new Random(seed);
            byte[] bytes = hello.encode();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            for (byte[] each : List.of(bytes, cut)) {
                try {
                    var _ = Hello.decode(each);
                } catch (CodecException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                } catch (RuntimeException e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        }
    }
}
