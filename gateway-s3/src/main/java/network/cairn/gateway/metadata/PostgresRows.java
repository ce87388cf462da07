package network.cairn.gateway.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.NoSuchElementException;
import network.cairn.client.kv.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Rows in a table of a database that speaks PostgreSQL's protocol.
///
/// A scan fetches pages by key: it holds no more than a page in memory, and neither a cursor nor a connection
/// between two pages. Pages grow while it goes on, so that one that ends soon fetches little.
final class PostgresRows implements RowReader {
    /// A page of the largest records (4 KiB of content and 2 KiB of metadata) is under 2 MiB.
    static final int PAGE_ROWS_MAX = 256;

    private static final int PAGE_ROWS_FIRST = 16;
    private static final int PAGE_GROWTH = 4;

    private static final String GET = "select value from cairn_rows where key = ?";
    private static final String PAGE =
            "select key, value from cairn_rows where key >= ? and key < ? order by key limit ?";
    private static final String PAGE_TO_END = "select key, value from cairn_rows where key >= ? order by key limit ?";

    private final Connections connections;

    /// @param connections what rows are read through
    PostgresRows(Connections connections) {
        this.connections = connections;
    }

    /// Lends a connection for one query.
    @FunctionalInterface
    interface Connections {
        <T> T with(Query<T> query);
    }

    /// What is done with a connection.
    @FunctionalInterface
    interface Query<T> {
        T run(Connection connection) throws SQLException;
    }

    /// Rows as the transaction of a connection sees them. An SQL error comes out as a {@link
    /// SqlStates.Failure}.
    static PostgresRows inTransaction(Connection connection) {
        return new PostgresRows(new Connections() {
            @Override
            public <T> T with(Query<T> query) {
                try {
                    return query.run(connection);
                } catch (SQLException e) {
                    throw new SqlStates.Failure(e);
                }
            }
        });
    }

    @Override
    public byte @Nullable [] get(byte[] row) {
        Deque<byte[]> found = connections.with(connection -> {
            var values = new ArrayDeque<byte[]>(1);
            try (PreparedStatement statement = connection.prepareStatement(GET)) {
                statement.setBytes(1, row);
                try (ResultSet result = statement.executeQuery()) {
                    if (result.next()) {
                        values.add(result.getBytes(1));
                    }
                }
            }
            return values;
        });
        return found.poll();
    }

    @Override
    public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to) {
        return scan(from, to, PAGE_ROWS_FIRST);
    }

    @Override
    public KeyValueStore.Scan scan(byte[] from, byte @Nullable [] to, int rowsExpected) {
        if (rowsExpected < 1) {
            throw new IllegalArgumentException("at least 1 row is expected, not " + rowsExpected);
        }
        return new PagedScan(from.clone(), to == null ? null : to.clone(), Math.min(rowsExpected, PAGE_ROWS_MAX));
    }

    private Deque<KeyValueStore.Entry> page(byte[] from, byte @Nullable [] to, int rowsMax) {
        return connections.with(connection -> {
            var rows = new ArrayDeque<KeyValueStore.Entry>(rowsMax);
            try (PreparedStatement statement = connection.prepareStatement(to == null ? PAGE_TO_END : PAGE)) {
                statement.setBytes(1, from);
                if (to != null) {
                    statement.setBytes(2, to);
                }
                statement.setInt(to == null ? 2 : 3, rowsMax);
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add(new KeyValueStore.Entry(result.getBytes(1), result.getBytes(2)));
                    }
                }
            }
            return rows;
        });
    }

    /// A scan that knows where its next page begins. Not safe for use by several threads.
    private final class PagedScan implements KeyValueStore.Scan {
        private final byte @Nullable [] to;
        private byte[] from;
        private int pageRows;
        private Deque<KeyValueStore.Entry> page = new ArrayDeque<>();
        private boolean lastPage;
        private boolean closed;

        PagedScan(byte[] from, byte @Nullable [] to, int pageRows) {
            this.from = from;
            this.to = to;
            this.pageRows = pageRows;
            this.lastPage = to != null && Arrays.compareUnsigned(from, to) >= 0;
        }

        @Override
        public boolean hasNext() {
            if (closed) {
                throw new IllegalStateException("the scan is closed");
            }
            if (page.isEmpty() && !lastPage) {
                page = page(from, to, pageRows);
                lastPage = page.size() < pageRows;
                if (!lastPage) {
                    from = Rows.join(page.getLast().key(), new byte[1]);
                    pageRows = Math.min(pageRows * PAGE_GROWTH, PAGE_ROWS_MAX);
                }
            }
            return !page.isEmpty();
        }

        @Override
        public KeyValueStore.Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException("the scan is at its end");
            }
            return page.remove();
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
