package network.cairn.chain.validator;

import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A store whose node may die before or after each of its writes.
record CountedStore(ValidatorNetwork.Node node, KeyValueStore store) implements KeyValueStore {
    @Override
    public byte @Nullable [] get(byte[] key) {
        return store.get(key);
    }

    @Override
    public void write(WriteBatch batch, Durability durability) {
        node.atWrite();
        store.write(batch, durability);
        node.atWrite();
    }

    @Override
    public Scan scan(byte[] from, byte @Nullable [] to) {
        return store.scan(from, to);
    }

    @Override
    public void close() {
        store.close();
    }
}
