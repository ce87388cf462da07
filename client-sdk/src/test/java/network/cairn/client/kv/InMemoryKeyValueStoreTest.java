package network.cairn.client.kv;

import java.nio.file.Path;

class InMemoryKeyValueStoreTest extends KeyValueStoreContract {
    @Override
    KeyValueStore open(Path folder) {
        return new InMemoryKeyValueStore();
    }
}
