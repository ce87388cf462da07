package network.cairn.client.kv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import network.cairn.client.kv.KeyValueStore.Durability;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What every {@link KeyValueStore} keeps to.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
abstract class KeyValueStoreContract {
    @TempDir
    Path folder;

    private KeyValueStore store = new InMemoryKeyValueStore();

    abstract KeyValueStore open(Path folder);

    @BeforeEach
    void openStore() {
        store = open(folder);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    @Test
    void get_missingKey_isNull() {
        assertThat(store.get(key("nowhere"))).isNull();
    }

    @Test
    void write_putThenDeleteInOneBatch_appliesInOrder() {
        store.write(
                new WriteBatch()
                        .put(key("a"), key("1"))
                        .put(key("b"), key("2"))
                        .delete(key("a"))
                        .put(key("b"), key("3")),
                Durability.FSYNCED);
        assertThat(store.get(key("a"))).isNull();
        assertThat(store.get(key("b"))).isEqualTo(key("3"));
    }

    @Test
    void get_emptyValue_isNotMissing() {
        store.write(new WriteBatch().put(key("empty"), new byte[0]), Durability.BUFFERED);
        assertThat(store.get(key("empty"))).isNotNull().isEmpty();
    }

    @Test
    void get_changedArray_doesNotChangeTheStore() {
        byte[] value = key("value");
        store.write(new WriteBatch().put(key("k"), value), Durability.BUFFERED);
        value[0] = 'X';
        byte[] first = Objects.requireNonNull(store.get(key("k")));
        assertThat(first).isEqualTo(key("value"));
        first[0] = 'Y';
        assertThat(store.get(key("k"))).isEqualTo(key("value"));
    }

    @Test
    void scan_keysAboveSeven_areOrderedAsUnsignedBytes() {
        store.write(
                new WriteBatch()
                        .put(new byte[] {(byte) 0xff}, key("last"))
                        .put(new byte[] {0x7f}, key("middle"))
                        .put(new byte[] {}, key("first"))
                        .put(new byte[] {(byte) 0x80}, key("third")),
                Durability.BUFFERED);
        assertThat(values(new byte[0], null)).containsExactly("first", "middle", "third", "last");
        assertThat(values(new byte[] {0x7f}, new byte[] {(byte) 0xff})).containsExactly("middle", "third");
        assertThat(values(new byte[] {0x7f}, new byte[] {0x7f})).isEmpty();
        assertThat(values(new byte[] {0x7f}, new byte[] {0x01})).isEmpty();
    }

    @Test
    void scan_writesAfterIt_areNotSeen() {
        store.write(new WriteBatch().put(key("a"), key("1")).put(key("b"), key("2")), Durability.BUFFERED);
        try (var scan = store.scan(new byte[0], null)) {
            store.write(
                    new WriteBatch().delete(key("b")).put(key("a"), key("9")).put(key("c"), key("3")),
                    Durability.BUFFERED);
            assertThat(scan.next().value()).isEqualTo(key("1"));
            assertThat(scan.next().value()).isEqualTo(key("2"));
            assertThat(scan.hasNext()).isFalse();
            assertThatThrownBy(scan::next).isInstanceOf(NoSuchElementException.class);
        }
    }

    @Test
    void anyCall_afterClose_isIllegalState() {
        store.write(new WriteBatch().put(key("a"), key("1")), Durability.BUFFERED);
        var scan = store.scan(new byte[0], null);
        store.close();
        store.close();
        assertThatThrownBy(() -> store.get(key("a"))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.scan(new byte[0], null)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> store.write(new WriteBatch().delete(key("a")), Durability.BUFFERED))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(scan::hasNext).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(scan::next).isInstanceOf(IllegalStateException.class);
        scan.close();
    }

    @Test
    void scan_afterItsClose_isIllegalState() {
        var scan = store.scan(new byte[0], null);
        scan.close();
        scan.close();
        assertThatThrownBy(scan::hasNext).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void close_whileOthersReadAndWrite_endsThemWithIllegalState() throws Exception {
        for (int round = 0; round < 10; round++) {
            var shared = open(folder.resolve("round-" + round));
            var started = new CountDownLatch(4);
            var users = new ArrayList<CompletableFuture<Void>>();
            for (int user = 0; user < 4; user++) {
                var name = key("user-" + user);
                // Platform threads: virtual ones that never block would keep the others from starting.
                users.add(CompletableFuture.runAsync(
                        () -> useUntilClosed(shared, name, started),
                        task -> Thread.ofPlatform().daemon().start(task)));
            }
            started.await();
            shared.close();
            CompletableFuture.allOf(users.toArray(CompletableFuture[]::new)).get(1, TimeUnit.MINUTES);
        }
    }

    private static void useUntilClosed(KeyValueStore shared, byte[] name, CountDownLatch started) {
        boolean first = true;
        while (true) {
            try {
                shared.write(new WriteBatch().put(name, name), Durability.BUFFERED);
                try (var scan = shared.scan(new byte[0], null)) {
                    while (scan.hasNext()) {
                        assertThat(scan.next().value()).isNotEmpty();
                    }
                }
                assertThat(shared.get(name)).isEqualTo(name);
            } catch (IllegalStateException | NoSuchElementException closed) {
                return;
            } finally {
                if (first) {
                    started.countDown();
                    first = false;
                }
            }
        }
    }

    @Test
    void randomBatches_matchASortedMap() {
        long seed = 20_260_101;
        var random = new Random(seed);
        var model = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
        for (int step = 0; step < 300; step++) {
            var batch = new WriteBatch();
            for (int change = random.nextInt(10); change >= 0; change--) {
                byte[] name = new byte[1 + random.nextInt(2)];
                random.nextBytes(name);
                if (random.nextInt(3) == 0) {
                    batch.delete(name);
                    model.remove(name);
                } else {
                    byte[] value = new byte[random.nextInt(50)];
                    random.nextBytes(value);
                    batch.put(name, value);
                    model.put(name, value);
                }
            }
            store.write(batch, Durability.BUFFERED);
        }
        var seen = new TreeMap<byte[], byte[]>(Arrays::compareUnsigned);
        try (var scan = store.scan(new byte[0], null)) {
            scan.forEachRemaining(entry -> seen.put(entry.key(), entry.value()));
        }
        assertThat(seen.keySet()).as("seed %d", seed).containsExactlyElementsOf(model.keySet());
        model.forEach(
                (name, value) -> assertThat(seen.get(name)).as("seed %d", seed).isEqualTo(value));
    }

    private List<String> values(byte[] from, byte @Nullable [] to) {
        var values = new ArrayList<String>();
        try (var scan = store.scan(from, to)) {
            scan.forEachRemaining(entry -> values.add(new String(entry.value(), StandardCharsets.UTF_8)));
        }
        return values;
    }

    static byte[] key(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
