package network.cairn.gateway.metadata;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.kv.WriteBatch;
import org.jspecify.annotations.Nullable;

/// A {@link RowDatabase} that several gateways share: one table on a server that speaks PostgreSQL's protocol.
///
/// Transactions are SERIALIZABLE: the server undoes one of those that could not have happened one after the
/// other (SQL states 40001 and 40P01), and it is done again, after a pause that is drawn at random and grows.
/// What makes them right is that alone. All else here only keeps such conflicts rare:
///
/// - {@link RowLock}s are taken, but in this process only: of what this gateway would do at once to the same
///   key, upload or counter, one waits here instead of being undone there. What another gateway does still
///   conflicts.
/// - PostgreSQL remembers what a transaction has read by pages of the index ("Serializable Snapshot Isolation
///   in PostgreSQL", Ports and Grittner, VLDB 2012), so that two which read and then add rows beside each
///   other conflict although they touch no row in common. Of such a group one always commits, so none starve
///   each other; but the work of the others is lost. So a {@link TransactionGate} for each bucket lets fewer
///   in while that happens.
/// - A batch without a transaction is no part of that: it runs READ COMMITTED, in one round trip if it can.
///
/// What meets a connection that is lost, because the server was started again or another took its place, is
/// done again over another one, for as long as a connection may take to be made. Only a transaction that was
/// lost while it committed is not: whether it has happened is not known, and had it, then doing it again could
/// be refused because of itself. Its caller is told so, and what it abandons then is what really is not named
/// (`StreamTable`).
///
/// Locks by the server itself ("advisory" ones) would queue transactions of all gateways, but PostgreSQL takes
/// a transaction's snapshot before it waits for a lock, CockroachDB has none, and a lock that outlives its
/// gateway's connection has to be broken: they are left alone, in favour of what every database of this
/// protocol does.
final class PostgresDatabase implements RowDatabase {
    /// Attempts at a transaction before it is given up; with their pauses some seconds.
    static final int ATTEMPTS_MAX = 40;

    private static final int GATES = 64;
    private static final double PAUSE_MILLIS_FIRST = 2;
    private static final double PAUSE_MILLIS_MAX = 250;

    private final PostgresPools pools;
    private final RandomGenerator random;
    private final RowLocks locks = new RowLocks();

    private final List<TransactionGate> gates;
    private final PostgresRows rows;
    private final LongAdder undone = new LongAdder();

    /// Whether the last that was found out of the database is that it is away, and when that was.
    private volatile boolean isAway;

    private volatile long foundAwayAtNanos;

    private PostgresDatabase(PostgresPools pools, RandomGenerator random) {
        this.pools = pools;
        this.random = random;
        int connectionsMax = pools.transactions().getMaximumPoolSize();
        this.gates = Stream.generate(() -> new TransactionGate(connectionsMax))
                .limit(GATES)
                .toList();
        this.rows = new PostgresRows(new PostgresRows.Connections() {
            @Override
            public <T> T with(PostgresRows.Query<T> query) {
                return withConnection("read", query);
            }
        });
    }

    /// Connects and makes the tables where they are not there.
    ///
    /// @param random draws the pauses
    /// @throws DatabaseException if the database is not reached, loses what it acknowledges, or is of newer
    ///     software
    static PostgresDatabase open(PostgresSettings settings, RandomGenerator random) {
        return new PostgresDatabase(PostgresPools.open(settings), random);
    }

    @Override
    public byte @Nullable [] get(byte[] row) {
        return rows.get(row);
    }

    @Override
    public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to) {
        return rows.scan(from, to);
    }

    @Override
    public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to, int rowsExpected) {
        return rows.scan(from, to, rowsExpected);
    }

    @Override
    public <T> T look(Function<RowReader, T> look) {
        return withConnection("read", connection -> {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute("set transaction isolation level repeatable read, read only");
            }
            T seen = look.apply(PostgresRows.inTransaction(connection));
            connection.commit();
            return seen;
        });
    }

    @Override
    public void write(WriteBatch batch) {
        if (batch.isEmpty()) {
            return;
        }
        var changes = new PostgresBatch(batch);
        withConnection("write", connection -> {
            connection.setAutoCommit(changes.isOneStatement());
            changes.apply(connection);
            if (!changes.isOneStatement()) {
                connection.commit();
            }
            return changes;
        });
    }

    /// Does something that may as well be done twice.
    private <T> T withConnection(String what, PostgresRows.Query<T> query) {
        var attempts = new Attempts(what);
        while (true) {
            attempts.begin();
            try (Connection connection = pools.others().getConnection()) {
                T result = query.run(connection);
                isAway = false;
                return result;
            } catch (SQLException e) {
                attempts.failed(e);
            } catch (SqlStates.Failure e) {
                attempts.failed(e.error());
            }
        }
    }

    @Override
    public <T> T transact(List<RowLock> wanted, Work<T> work) throws MetadataException {
        TransactionGate gate = gate(wanted);
        var attempts = new Attempts("carry out a transaction in");
        try (RowLocks.Held _ = locks.take(wanted)) {
            while (true) {
                SQLException error;
                boolean isContention = false;
                gate.enter();
                try {
                    attempts.begin();
                    T result = attempt(work);
                    isAway = false;
                    return result;
                } catch (SQLException e) {
                    error = e;
                    isContention = SqlStates.isContention(error);
                } catch (SqlStates.Failure e) {
                    error = e.error();
                    isContention = SqlStates.isContention(error);
                } finally {
                    gate.leave(isContention);
                }
                attempts.failed(error);
            }
        }
    }

    /// The gate that the transactions on a bucket pass, and some on others.
    private TransactionGate gate(List<RowLock> wanted) {
        int bucket = wanted.stream()
                .filter(lock -> lock.kind() == RowLock.Kind.BUCKET)
                .mapToInt(lock -> lock.name().hashCode())
                .findFirst()
                .orElse(0);
        return gates.get(Math.floorMod(bucket, GATES));
    }

    private <T> T attempt(Work<T> work) throws SQLException, MetadataException {
        // A connection that comes back in the middle of a transaction is rolled back by its pool.
        try (Connection connection = pools.transactions().getConnection()) {
            var batch = new WriteBatch();
            T result;
            try {
                result = work.run(PostgresRows.inTransaction(connection), batch);
            } catch (MetadataException e) {
                // What it was decided on is only known to be so once the transaction that read it has committed.
                connection.commit();
                throw e;
            }
            new PostgresBatch(batch).apply(connection);
            commit(connection, batch);
            return result;
        }
    }

    private static void commit(Connection connection, WriteBatch batch) throws SQLException {
        try {
            connection.commit();
        } catch (SQLException e) {
            if (batch.isEmpty() || !SqlStates.isConnectionLost(e)) {
                throw e;
            }
            throw new DatabaseException(
                    "the metadata's database was lost while a transaction committed; whether it was carried out is not"
                            + " known: " + e.getMessage(),
                    e);
        }
    }

    /// The attempts at one thing: what failed may be tried again, after a pause, within bounds.
    private final class Attempts {
        private final String what;
        private final long sinceNanos = System.nanoTime();
        private int undoneTimes;
        private int lostTimes;
        private long lostAtNanos;

        Attempts(String what) {
            this.what = what;
        }

        /// Whoever waited for its turn while others found the database away does not wait for it once more: so
        /// each fails after about as long as a connection may take, however many wait.
        ///
        /// @throws DatabaseException if the database was found away since this began
        void begin() {
            if (isAway && foundAwayAtNanos - sinceNanos > 0) {
                throw new DatabaseException("cannot " + what + " the metadata's database: it is away");
            }
        }

        /// Pauses where it may be tried again.
        ///
        /// @throws DatabaseException where it may not
        void failed(SQLException error) {
            if (SqlStates.isContention(error)) {
                undone.increment();
                undoneTimes++;
                if (undoneTimes == ATTEMPTS_MAX) {
                    throw DatabaseException.busy(
                            "cannot " + what + " the metadata's database: undone " + undoneTimes
                                    + " times for the sake of others, nothing was changed; so many gateways write the"
                                    + " same keys that they should write fewer at once",
                            error);
                }
                pause(undoneTimes);
            } else if (SqlStates.isConnectionLost(error) && isWorthAnother(error)) {
                lostTimes++;
                pause(lostTimes);
            } else {
                if (SqlStates.isConnectionLost(error)) {
                    foundAwayAtNanos = System.nanoTime();
                    isAway = true;
                }
                throw new DatabaseException(
                        "cannot " + what + " the metadata's database (SQL state " + error.getSQLState() + "): "
                                + error.getMessage(),
                        error);
            }
        }

        private boolean isWorthAnother(SQLException error) {
            if (error instanceof SQLTransientConnectionException) {
                // The pool has waited for as long as it may.
                return false;
            }
            if (lostTimes == 0) {
                lostAtNanos = System.nanoTime();
            }
            return System.nanoTime() - lostAtNanos < pools.connectTimeout().toNanos();
        }

        private void pause(int times) {
            double longest = Math.min(PAUSE_MILLIS_MAX, PAUSE_MILLIS_FIRST * Math.pow(2, times - 1.0));
            try {
                Thread.sleep((long) random.nextDouble(longest), random.nextInt(1_000_000));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new DatabaseException(
                        "interrupted while the metadata's database was waited for; nothing was changed", e);
            }
        }
    }

    /// How often the server undid something for the sake of others since this was opened.
    long undone() {
        return undone.sum();
    }

    @Override
    public void close() {
        pools.close();
    }
}
