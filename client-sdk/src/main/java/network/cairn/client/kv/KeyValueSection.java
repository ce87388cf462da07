package network.cairn.client.kv;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A part of another store: the keys that begin with a prefix, seen without it. Closing it closes nothing.
///
/// Prefixes of sections that share a store must not begin with one another.
public final class KeyValueSection implements KeyValueStore {
    private final KeyValueStore store;
    private final byte[] prefix;

    public KeyValueSection(KeyValueStore store, byte[] prefix) {
        this.store = store;
        this.prefix = prefix.clone();
    }

    @Override
    public byte @Nullable [] get(byte[] key) {
        return store.get(inside(key));
    }

    @Override
    public void write(WriteBatch batch, Durability durability) {
        var whole = new WriteBatch();
        add(batch, whole);
        store.write(whole, durability);
    }

    /// Adds this section's changes to a batch of the whole store's, so that both are applied as one.
    public void add(WriteBatch batch, WriteBatch whole) {
        for (WriteBatch.Change change : batch.changes()) {
            byte[] value = change.value();
            if (value == null) {
                whole.delete(inside(change.key()));
            } else {
                whole.put(inside(change.key()), value);
            }
        }
    }

    @Override
    public Scan scan(byte[] from, byte @Nullable [] to) {
        Scan scan = store.scan(inside(from), to == null ? after(prefix) : inside(to));
        return new Scan() {
            @Override
            public boolean hasNext() {
                return scan.hasNext();
            }

            @Override
            public Entry next() {
                Entry entry = scan.next();
                return new Entry(Arrays.copyOfRange(entry.key(), prefix.length, entry.key().length), entry.value());
            }

            @Override
            public void close() {
                scan.close();
            }
        };
    }

    @Override
    public void close() {}

    /// The first key after all that begin with a prefix, or null if there is none.
    public static byte @Nullable [] after(byte[] prefix) {
        byte[] after = prefix.clone();
        for (int i = after.length - 1; i >= 0; i--) {
            if (after[i] != (byte) 0xff) {
                after[i]++;
                return Arrays.copyOf(after, i + 1);
            }
        }
        return null;
    }

    private byte[] inside(byte[] key) {
        byte[] whole = Arrays.copyOf(prefix, prefix.length + key.length);
        System.arraycopy(key, 0, whole, prefix.length, key.length);
        return whole;
    }
}
