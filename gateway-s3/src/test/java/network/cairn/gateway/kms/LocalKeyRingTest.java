package network.cairn.gateway.kms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.client.SeededSecureRandom;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.kms.KeyServiceException.Reason;
import network.cairn.gateway.metadata.SettableClock;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LocalKeyRingTest {
    private static final Duration WEEK = Duration.ofDays(7);

    private final SecureRandom random = new SeededSecureRandom(11);
    private final MasterKey gatewayKey = MasterKey.generate(random);
    private final DataKey dataKey = DataKey.generate(random);
    private final SettableClock clock = new SettableClock();
    private final MemoryRingStorage storage = new MemoryRingStorage();
    private LocalKeyRing keys;
    private EncryptionContext context;

    @BeforeEach
    void open() throws Exception {
        keys = another();
        context = EncryptionContext.of(new TreeMap<>(Map.of("a", "b", "c", "")));
    }

    /// The ring as another process has it.
    private LocalKeyRing another() throws IOException {
        return LocalKeyRing.open(storage, gatewayKey, "us-east-1", random, clock);
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyServiceException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private KeyArn create(String alias) throws KeyServiceException {
        return keys.create("alice", Optional.of(alias)).arn();
    }

    @Test
    void wrap_thenUnwrap_givesTheDataKey() throws Exception {
        KeyArn key = create("reports");
        byte[] wrapped = keys.wrap(key, dataKey, context);

        assertThat(wrapped).hasSizeLessThan(KeyService.WRAPPED_BYTES_MAX);
        assertThat(keys.wrap(key, dataKey, context)).isNotEqualTo(wrapped);
        assertThat(keys.unwrap("alice", wrapped, context)).isEqualTo(dataKey);
        assertThat(another().unwrap("alice", wrapped, context)).isEqualTo(dataKey);
    }

    @Test
    void unwrap_otherContext_isRefused() throws Exception {
        byte[] wrapped = keys.wrap(create("reports"), dataKey, context);
        for (Map<String, String> other : List.<Map<String, String>>of(
                Map.of(), Map.of("a", "b"), Map.of("a", "b", "c", "d"), Map.of("a", "", "c", "b"), Map.of("ab", "c"))) {
            EncryptionContext wrong = EncryptionContext.of(new TreeMap<>(other));
            assertThatThrownBy(() -> keys.unwrap("alice", wrapped, wrong)).isInstanceOf(DecryptionException.class);
        }
    }

    @Test
    void unwrap_anyBitFlippedOrCut_isRefused() throws Exception {
        byte[] wrapped = keys.wrap(create("reports"), dataKey, context);
        for (int bit = 0; bit < 8 * wrapped.length; bit++) {
            byte[] flipped = wrapped.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> keys.unwrap("alice", flipped, context))
                    .as("bit %s", bit)
                    .isInstanceOfAny(DecryptionException.class, KeyServiceException.class);
        }
        for (int length = 0; length < wrapped.length; length++) {
            byte[] cut = Arrays.copyOf(wrapped, length);
            assertThatThrownBy(() -> keys.unwrap("alice", cut, context)).isInstanceOf(DecryptionException.class);
        }
    }

    @Test
    void rotate_newVersionWraps_allVersionsUnwrap() throws Exception {
        KeyArn key = create("reports");
        byte[] first = keys.wrap(key, dataKey, context);
        assertThat(keys.rotate("alice", "alias/reports").version()).isEqualTo(2);
        byte[] second = keys.wrap(key, dataKey, context);

        assertThat(LocalBlob.decode(first).keyVersion()).isEqualTo(1);
        assertThat(LocalBlob.decode(second).keyVersion()).isEqualTo(2);
        assertThat(keys.unwrap("alice", first, context)).isEqualTo(dataKey);
        assertThat(keys.unwrap("alice", second, context)).isEqualTo(dataKey);

        // A blob that claims another version does not open under it.
        byte[] claimed = new LocalBlob(key.id(), 2, LocalBlob.decode(first).box()).encode();
        assertThatThrownBy(() -> keys.unwrap("alice", claimed, context)).isInstanceOf(DecryptionException.class);
        byte[] future = new LocalBlob(key.id(), 3, LocalBlob.decode(first).box()).encode();
        assertThatThrownBy(() -> keys.unwrap("alice", future, context)).hasMessageContaining("has no version 3");
    }

    @Test
    void changesOfAnotherProcess_areSeen_unknownOnesAtOnceAndOthersWithinASecond() throws Exception {
        LocalKeyRing other = another();
        KeyArn key = other.create("alice", Optional.empty()).arn();
        assertThat(keys.resolve("alice", key.toString())).isEqualTo(key);

        other.rotate("alice", key.id());
        byte[] wrapped = other.wrap(key, dataKey, context);
        assertThat(keys.unwrap("alice", wrapped, context)).isEqualTo(dataKey);

        other.disable("alice", key.id());
        clock.advance(Duration.ofMillis(1001));
        assertFails(Reason.DISABLED, () -> keys.wrap(key, dataKey, context));
    }

    @Test
    void disabledKey_neitherWrapsNorUnwraps_untilEnabled() throws Exception {
        KeyArn key = create("reports");
        byte[] wrapped = keys.wrap(key, dataKey, context);
        assertThat(keys.disable("alice", key.id()).state()).isEqualTo(KeyState.DISABLED);

        assertFails(Reason.DISABLED, () -> keys.wrap(key, dataKey, context));
        assertFails(Reason.DISABLED, () -> keys.unwrap("alice", wrapped, context));
        assertFails(Reason.DISABLED, () -> keys.resolve("alice", "alias/reports"));
        assertFails(Reason.DISABLED, () -> keys.rotate("alice", key.id()));
        assertThat(keys.describe("alice", key.id()).state()).isEqualTo(KeyState.DISABLED);

        keys.enable("alice", key.id());
        assertThat(keys.unwrap("alice", wrapped, context)).isEqualTo(dataKey);
    }

    @Test
    void deletion_keyIsOfNoUseWhileItWaits_andGoneAfterwards() throws Exception {
        KeyArn key = create("reports");
        byte[] wrapped = keys.wrap(key, dataKey, context);
        KeyDescription waiting = keys.scheduleDeletion("alice", key.id(), WEEK);

        assertThat(waiting.state()).isEqualTo(KeyState.PENDING_DELETION);
        assertThat(waiting.deletionAt()).contains(clock.instant().plus(WEEK));
        assertFails(Reason.PENDING_DELETION, () -> keys.wrap(key, dataKey, context));
        assertFails(Reason.PENDING_DELETION, () -> keys.unwrap("alice", wrapped, context));
        assertFails(Reason.PENDING_DELETION, () -> keys.enable("alice", key.id()));
        assertFails(Reason.PENDING_DELETION, () -> keys.setAlias("alice", "more", key.id()));
        assertFails(Reason.PENDING_DELETION, () -> keys.scheduleDeletion("alice", key.id(), WEEK));

        clock.advance(WEEK.minusMillis(1));
        assertFails(Reason.PENDING_DELETION, () -> keys.unwrap("alice", wrapped, context));
        clock.advance(Duration.ofMillis(1));
        assertFails(Reason.NO_SUCH_KEY, () -> keys.unwrap("alice", wrapped, context));
        assertFails(Reason.NO_SUCH_KEY, () -> keys.describe("alice", "alias/reports"));
        assertFails(Reason.NO_SUCH_KEY, () -> keys.cancelDeletion("alice", key.id()));
        assertThat(keys.list("alice")).isEmpty();
    }

    @Test
    void deletion_whenDue_secretsLeaveTheDocument() throws Exception {
        KeyArn key = create("reports");
        keys.scheduleDeletion("alice", key.id(), WEEK);
        Instant before = clock.instant();
        clock.advance(WEEK);
        keys.list("bob");

        // As someone whose clock is behind sees it.
        var behind = LocalKeyRing.open(storage, gatewayKey, "us-east-1", random, () -> before);
        assertFails(Reason.NO_SUCH_KEY, () -> behind.describe("alice", key.id()));
    }

    @Test
    void cancelDeletion_keyIsDisabled_thenGoodAgain() throws Exception {
        KeyArn key = create("reports");
        byte[] wrapped = keys.wrap(key, dataKey, context);
        assertFails(Reason.INVALID_REQUEST, () -> keys.cancelDeletion("alice", key.id()));
        keys.scheduleDeletion("alice", key.id(), Duration.ofDays(30));
        clock.advance(Duration.ofDays(29));

        assertThat(keys.cancelDeletion("alice", key.id()).state()).isEqualTo(KeyState.DISABLED);
        keys.enable("alice", key.id());
        clock.advance(Duration.ofDays(365));
        assertThat(keys.unwrap("alice", wrapped, context)).isEqualTo(dataKey);
    }

    @Test
    void scheduleDeletion_outsideOf7To30Days_isRefused() throws Exception {
        KeyArn key = create("reports");
        for (Duration time :
                List.of(Duration.ZERO, WEEK.minusMillis(1), Duration.ofDays(30).plusMillis(1))) {
            assertFails(Reason.INVALID_REQUEST, () -> keys.scheduleDeletion("alice", key.id(), time));
        }
    }

    @Test
    void defaultKey_madeOnFirstUse_oneATenant() throws Exception {
        KeyArn key = keys.resolve("alice", "");

        assertThat(another().resolve("alice", "alias/aws/s3")).isEqualTo(key);
        assertThat(keys.describe("alice", key.id()).aliases()).containsExactly("aws/s3");
        assertThat(keys.resolve("bob", "")).isNotEqualTo(key);
        assertThat(keys.list("alice")).hasSize(1);
        assertFails(Reason.INVALID_REQUEST, () -> keys.disable("alice", key.id()));
        assertFails(Reason.INVALID_REQUEST, () -> keys.scheduleDeletion("alice", "alias/aws/s3", WEEK));
        assertThat(keys.rotate("alice", "").version()).isEqualTo(2);
    }

    @Test
    void tenants_doNotReachEachOthersKeys() throws Exception {
        KeyArn key = create("reports");
        byte[] wrapped = keys.wrap(key, dataKey, context);
        keys.create("bob", Optional.of("reports"));

        assertFails(Reason.ACCESS_DENIED, () -> keys.resolve("bob", key.toString()));
        assertFails(Reason.NO_SUCH_KEY, () -> keys.resolve("bob", key.id()));
        assertFails(Reason.NO_SUCH_KEY, () -> keys.unwrap("bob", wrapped, context));
        assertThat(keys.resolve("bob", "alias/reports")).isNotEqualTo(key);
    }

    @Test
    void alias_isGivenMovedAndTaken() throws Exception {
        KeyArn first = create("reports");
        KeyArn second = keys.create("alice", Optional.empty()).arn();
        assertFails(Reason.INVALID_REQUEST, () -> keys.create("alice", Optional.of("reports")));

        assertThat(keys.setAlias("alice", "reports", second.id()).aliases()).containsExactly("reports");
        assertThat(keys.resolve("alice", "alias/reports")).isEqualTo(second);
        assertThat(keys.describe("alice", first.id()).aliases()).isEmpty();
        assertFails(Reason.INVALID_REQUEST, () -> keys.removeAlias("alice", "reports", first.id()));
        keys.removeAlias("alice", "reports", "alias/reports");
        assertFails(Reason.NO_SUCH_KEY, () -> keys.resolve("alice", "alias/reports"));
        assertFails(Reason.INVALID_REQUEST, () -> keys.removeAlias("alice", "reports", second.id()));
        for (String bad : List.of("", "aws/s3", "aws/ebs", "a b", "x".repeat(251))) {
            assertFails(Reason.INVALID_REQUEST, () -> keys.setAlias("alice", bad, first.id()));
        }
    }

    @Test
    void list_oldestFirst_withStates() throws Exception {
        KeyArn first = create("reports");
        clock.advance(Duration.ofMinutes(1));
        KeyArn second = create("photos");
        keys.disable("alice", first.id());

        assertThat(keys.list("alice"))
                .extracting(KeyDescription::arn, KeyDescription::state, KeyDescription::version)
                .containsExactly(tuple(first, KeyState.DISABLED, 1), tuple(second, KeyState.ENABLED, 1));
        assertThat(keys.list("nobody")).isEmpty();
    }

    @Test
    void create_badTenant_isRefused() {
        for (String tenant : List.of("", "Alice", "a/b", "-a", "x".repeat(64))) {
            assertFails(Reason.INVALID_REQUEST, () -> keys.create(tenant, Optional.empty()));
        }
    }

    @Test
    void create_manyAtOnceThroughSeveralRings_noneLost() throws Exception {
        List<LocalKeyRing> rings = List.of(keys, another(), another());
        Callable<KeyArn> create = () -> rings.get((int) (Thread.currentThread().threadId() % 3))
                .create("alice", Optional.empty())
                .arn();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<KeyArn> made : executor.invokeAll(Collections.nCopies(48, create))) {
                assertThat(keys.resolve("alice", made.get().id())).isEqualTo(made.get());
            }
        }
        assertThat(keys.list("alice")).hasSize(48);
    }

    @Test
    void defaultKey_madeByManyAtOnce_isOne() throws Exception {
        List<LocalKeyRing> rings = List.of(keys, another(), another());
        Callable<KeyArn> resolve =
                () -> rings.get((int) (Thread.currentThread().threadId() % 3)).resolve("alice", "");
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<KeyArn> made : executor.invokeAll(Collections.nCopies(32, resolve))) {
                assertThat(made.get()).isEqualTo(keys.resolve("alice", ""));
            }
        }
        assertThat(keys.list("alice")).hasSize(1);
    }

    @Test
    void brokenStorage_isUnavailable_andNothingChanges() throws Exception {
        KeyArn key = create("reports");
        storage.setBroken(true);
        assertFails(Reason.UNAVAILABLE, () -> keys.rotate("alice", key.id()));
        clock.advance(Duration.ofSeconds(2));
        assertFails(Reason.UNAVAILABLE, () -> keys.wrap(key, dataKey, context));
        storage.setBroken(false);
        assertThat(keys.describe("alice", key.id()).version()).isEqualTo(1);
    }

    @Test
    void largeRing_inSeveralBoxes_isReadBack() throws Exception {
        TenantKeys many = TenantKeys.NONE;
        var versions = List.of(new KeyVersion(1, KeyVectorsTest.TIME, new byte[32]));
        for (int i = 0; i < 4000; i++) {
            many = many.with(new RingKey("key-" + i, true, Optional.empty(), versions));
        }
        Ring ring = Ring.EMPTY.with("alice", many);
        byte[] sealed = RingDocument.seal(ring, gatewayKey.secretBox("test"), random);

        assertThat(sealed.length).isGreaterThan(3 * 64 * 1024);
        assertThat(RingDocument.open(sealed, gatewayKey.secretBox("test"))).isEqualTo(ring);
    }

    @Test
    void context_tooLargeOrNoText_isRefused() {
        assertFails(Reason.INVALID_REQUEST, () -> EncryptionContext.of(new TreeMap<>(Map.of("a", "x".repeat(7000)))));
        assertFails(Reason.INVALID_REQUEST, () -> EncryptionContext.of(new TreeMap<>(Map.of("a", "\ud800"))));
    }
}
