/// An ordered key-value store with atomic, durable batches: LevelDB, and an in-memory twin for tests.
@NullMarked
package network.cairn.client.kv;

import org.jspecify.annotations.NullMarked;
