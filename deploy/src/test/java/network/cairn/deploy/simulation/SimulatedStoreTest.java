package network.cairn.deploy.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import network.cairn.client.kv.KeyValueException;
import network.cairn.client.kv.KeyValueStore.Durability;
import network.cairn.client.kv.WriteBatch;
import org.junit.jupiter.api.Test;

final class SimulatedStoreTest {
    private final MachinePower power = new MachinePower();
    private final SimulatedStore store = new SimulatedStore(power);

    private static byte[] bytes(int value) {
        return new byte[] {(byte) value};
    }

    private void put(int key, int value, Durability durability) {
        store.write(new WriteBatch().put(bytes(key), bytes(value)), durability);
    }

    private List<Integer> keys() {
        var keys = new ArrayList<Integer>();
        try (var scan = store.scan(new byte[0], null)) {
            scan.forEachRemaining(entry -> keys.add((int) entry.key()[0]));
        }
        return keys;
    }

    @Test
    void losePower_takesBackTheNewestUnsyncedBatchesAlone() {
        var seen = new HashSet<List<Integer>>();
        for (long seed = 0; seed < 50; seed++) {
            var one = new SimulatedStoreTest();
            one.put(1, 1, Durability.BUFFERED);
            one.put(2, 1, Durability.FSYNCED);
            one.put(3, 1, Durability.BUFFERED);
            one.store.write(new WriteBatch().delete(bytes(1)).put(bytes(4), bytes(1)), Durability.BUFFERED);

            one.store.losePower(Dice.of(seed));

            seen.add(one.keys());
        }
        assertThat(seen).containsExactlyInAnyOrder(List.of(1, 2), List.of(1, 2, 3), List.of(2, 3, 4));
    }

    @Test
    void losePower_afterOpening_takesNothingBackThatTheOpeningFound() {
        for (long seed = 0; seed < 20; seed++) {
            var one = new SimulatedStoreTest();
            one.put(1, 1, Durability.BUFFERED);
            one.store.opened();

            one.store.losePower(Dice.of(seed));

            assertThat(one.keys()).as("seed %d", seed).containsExactly(1);
        }
    }

    @Test
    void scan_acrossAWrite_seesWhatStoodBefore() {
        put(1, 1, Durability.FSYNCED);
        put(3, 1, Durability.FSYNCED);
        try (var scan = store.scan(new byte[0], null)) {
            assertThat(scan.next().key()).isEqualTo(bytes(1));
            put(2, 1, Durability.FSYNCED);
            store.write(new WriteBatch().delete(bytes(3)), Durability.FSYNCED);

            assertThat(scan.next().key()).isEqualTo(bytes(3));
            assertThat(scan.hasNext()).isFalse();
        }
        assertThat(keys()).containsExactly(1, 2);
    }

    @Test
    void write_whenThePowerGoes_isThereOrNot() {
        put(1, 1, Durability.FSYNCED);
        for (int things = 0; things < 3; things++) {
            power.turnOn();
            power.failAfter(things);
            assertThatThrownBy(() -> put(2, 2, Durability.FSYNCED)).isInstanceOf(PowerLoss.class);
            assertThatThrownBy(() -> put(3, 3, Durability.FSYNCED)).isInstanceOf(PowerLoss.class);
            assertThat(keys()).contains(1).doesNotContain(3);
            if (things == 0) {
                assertThat(keys()).doesNotContain(2);
            }
        }
        assertThat(keys()).contains(2);
    }

    @Test
    void write_whenTheDiskFails_writesNothing() {
        store.failWriteAfter(1);
        put(1, 1, Durability.FSYNCED);
        assertThatThrownBy(() -> put(2, 1, Durability.FSYNCED)).isInstanceOf(KeyValueException.class);
        assertThat(keys()).containsExactly(1);
    }
}
