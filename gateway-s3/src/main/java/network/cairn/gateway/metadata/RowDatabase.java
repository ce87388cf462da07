package network.cairn.gateway.metadata;

import java.util.List;
import java.util.function.Function;
import network.cairn.client.kv.WriteBatch;

/// Ordered rows with transactions: what the metadata are kept in. Safe for use by many threads.
///
/// Reads outside a transaction see what is committed. A failing disk or database shows as an unchecked
/// exception.
interface RowDatabase extends RowReader, AutoCloseable {
    /// Carries a batch out, whole, whatever the rows are. It is durable when this returns.
    ///
    /// No transaction waits for it or is done over because of it, so it must not change rows that one under way
    /// could base a decision on.
    void write(WriteBatch batch);

    /// Carries a transaction out as if it were alone. It is durable when this returns.
    ///
    /// @param locks names what the work reads and changes, for databases that isolate transactions by locks
    /// @throws MetadataException what the work throws; nothing is changed then
    <T> T transact(List<RowLock> locks, Work<T> work) throws MetadataException;

    /// Looks at several rows as they are at one moment, where the database can show one: that of one process
    /// reads each as it is when its turn comes.
    default <T> T look(Function<RowReader, T> look) {
        return look.apply(this);
    }

    /// What a transaction does.
    @FunctionalInterface
    interface Work<T> {
        /// May be called several times, of which the last counts: it must change nothing but the batch, and
        /// read from nothing but `rows`.
        ///
        /// @param rows as they are before the transaction
        /// @param batch takes what the transaction changes
        T run(RowReader rows, WriteBatch batch) throws MetadataException;
    }

    @Override
    void close();
}
