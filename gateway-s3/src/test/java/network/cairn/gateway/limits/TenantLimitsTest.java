package network.cairn.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.gateway.identity.TenantRates;
import network.cairn.gateway.limits.TenantLimits.Direction;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Response;
import org.junit.jupiter.api.Test;

final class TenantLimitsTest {
    private final SettableClock clock = new SettableClock();
    private final Map<String, TenantRates> rates = new HashMap<>();
    private final TenantLimits limits =
            new TenantLimits(tenant -> rates.getOrDefault(tenant, TenantRates.NONE), clock, 100);

    private void requests(String tenant, long perSecond) {
        rates.put(tenant, new TenantRates(OptionalLong.of(perSecond), OptionalLong.empty()));
    }

    private void bytes(String tenant, long perSecond) {
        rates.put(tenant, new TenantRates(OptionalLong.empty(), OptionalLong.of(perSecond)));
    }

    /// How many requests are let in, of as many as are asked for.
    private int admitted(String tenant, int asked) {
        int count = 0;
        for (int i = 0; i < asked; i++) {
            S3Exception refused = catchThrowableOfType(S3Exception.class, () -> limits.admit(tenant));
            if (refused == null) {
                count++;
            } else {
                assertThat(refused.code().code()).isEqualTo("SlowDown");
                assertThat(refused.code().status()).isEqualTo(503);
            }
        }
        return count;
    }

    @Test
    void admit_atTheRate_afterABurstOfOneSecond() {
        requests("a", 5);
        assertThat(admitted("a", 20)).isEqualTo(5);
        clock.advance(Duration.ofMillis(400));
        assertThat(admitted("a", 20)).isEqualTo(2);
        clock.advance(Duration.ofMillis(199));
        assertThat(admitted("a", 20)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(admitted("a", 20)).isOne();
        clock.advance(Duration.ofHours(1));
        assertThat(admitted("a", 20)).isEqualTo(5);
    }

    @Test
    void admit_withoutRate_alwaysAndEachTenantForItself() {
        requests("a", 1);
        assertThat(admitted("b", 1_000)).isEqualTo(1_000);
        assertThat(admitted("a", 10)).isOne();
        requests("b", 2);
        assertThat(admitted("b", 10)).isEqualTo(2);
    }

    @Test
    void admit_rateChanged_countsFromThenOn() {
        requests("a", 10);
        assertThat(admitted("a", 5)).isEqualTo(5);
        requests("a", 2);
        assertThat(admitted("a", 20)).isEqualTo(2);
        requests("a", 100);
        clock.advance(Duration.ofSeconds(1));
        assertThat(admitted("a", 200)).isBetween(2, 100);
        clock.advance(Duration.ofSeconds(1));
        assertThat(admitted("a", 200)).isEqualTo(100);
    }

    @Test
    void admit_clockSetBack_givesNothing() {
        requests("a", 3);
        assertThat(admitted("a", 3)).isEqualTo(3);
        clock.advance(Duration.ofHours(-1));
        assertThat(admitted("a", 3)).isZero();
        clock.advance(Duration.ofSeconds(1));
        assertThat(admitted("a", 4)).isEqualTo(3);
    }

    @Test
    void admit_manyThreads_noMoreThanTheBurst() throws Exception {
        requests("a", 50);
        Callable<Integer> some = () -> admitted("a", 20);
        int all = 0;
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Integer> each : executor.invokeAll(java.util.Collections.nCopies(16, some))) {
                all += each.get();
            }
        }
        assertThat(all).isEqualTo(50);
    }

    @Test
    void memory_isBounded_andForgettingATenantOnlyGivesItItsBurstAnew() {
        requests("first", 1);
        assertThat(admitted("first", 2)).isOne();
        for (int i = 0; i < 1_000; i++) {
            requests("t" + i, 1);
            assertThat(admitted("t" + i, 2)).isOne();
        }
        assertThat(admitted("first", 2)).isOne();
    }

    @Test
    void passed_beyondTheRate_saysHowLongToWait() {
        bytes("a", 1_000);
        assertThat(limits.passed("a", Direction.IN, 1_000)).isZero();
        assertThat(limits.passed("a", Direction.IN, 500)).isEqualTo(Duration.ofMillis(500));
        assertThat(limits.passed("a", Direction.OUT, 1_000)).isZero();
        assertThat(limits.passed("b", Direction.IN, Long.MAX_VALUE / 2)).isZero();
        clock.advance(Duration.ofMillis(500));
        assertThat(limits.passed("a", Direction.IN, 100)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void admit_whileBytesAreOwedForMoreThanASecond_isRefused() {
        bytes("a", 1_000);
        limits.passed("a", Direction.OUT, 2_000);
        assertThat(admitted("a", 1)).isOne();
        limits.passed("a", Direction.OUT, 1);
        assertThat(admitted("a", 1)).isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(admitted("a", 1)).isOne();
    }

    @Test
    void pacing_bodyAndResponse_passAtTheRate() throws Exception {
        bytes("a", 1_000);
        List<Duration> waits = new ArrayList<>();
        var pacing = new Pacing(limits, time -> {
            waits.add(time);
            clock.advance(time);
        });
        var start = clock.instant();
        InputStream in = pacing.body("a", body(11_000)).stream();
        byte[] buffer = new byte[500];
        int all = 0;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
            all += count;
        }
        assertThat(all).isEqualTo(11_000);
        assertThat(Duration.between(start, clock.instant())).isEqualTo(Duration.ofSeconds(10));
        assertThat(waits).allMatch(wait -> wait.compareTo(Duration.ofSeconds(1)) <= 0);

        var out = new ByteArrayOutputStream();
        S3Response response = pacing.response(
                "a",
                S3Response.stream(200, 3_000, sink -> sink.write(new byte[3_000]))
                        .withHeader("ETag", "x"));
        assertThat(response.headers()).hasSize(1);
        if (response.body() instanceof S3Response.Body.Stream(long length, S3Response.Writer writer)) {
            assertThat(length).isEqualTo(3_000);
            writer.writeTo(out);
        }
        assertThat(out.size()).isEqualTo(3_000);
        assertThat(Duration.between(start, clock.instant())).isEqualTo(Duration.ofSeconds(12));
    }

    @Test
    void pacing_interrupted_endsTheTransfer() {
        bytes("a", 1);
        var pacing = new Pacing(limits, time -> {
            throw new InterruptedException("the client is gone");
        });
        IOException ended = catchThrowableOfType(
                IOException.class, () -> pacing.body("a", body(10)).stream().readAllBytes());
        assertThat(ended).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    private static S3Body body(int bytes) {
        var stream = new ByteArrayInputStream(new byte[bytes]);
        return new S3Body() {
            @Override
            public InputStream stream() {
                return stream;
            }

            @Override
            public long decodedLengthBytes() {
                return bytes;
            }

            @Override
            public Optional<Checksum> checksum() {
                return Optional.empty();
            }

            @Override
            public Optional<ChecksumAlgorithm> promised() {
                return Optional.empty();
            }

            @Override
            public void compute(ChecksumAlgorithm algorithm) {}

            @Override
            public Optional<Checksum> checksum(ChecksumAlgorithm algorithm) {
                return Optional.empty();
            }
        };
    }
}
