package network.cairn.client.kv;

import java.io.IOException;
import java.nio.file.Path;

/// A process that opens a store, says so, and holds it until it is killed or its input ends.
final class LevelDbHolder {
    private LevelDbHolder() {}

    public static void main(String[] arguments) throws IOException {
        try (var store = LevelDbStore.open(Path.of(arguments[0]))) {
            store.write(
                    new WriteBatch().put(KeyValueStoreContract.key("held"), KeyValueStoreContract.key("yes")),
                    KeyValueStore.Durability.FSYNCED);
            System.out.println("open");
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        }
    }
}
