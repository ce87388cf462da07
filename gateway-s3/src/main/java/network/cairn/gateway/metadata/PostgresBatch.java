package network.cairn.gateway.metadata;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import network.cairn.client.kv.WriteBatch;

/// A batch of changes as few statements.
///
/// Of several changes of one row only the last is made. Rows are changed in the order of their keys, so that
/// transactions which change the same rows wait for each other rather than in a circle.
final class PostgresBatch {
    /// Limits of one statement.
    private static final int ROWS_MAX = 1000;

    private static final int BYTES_MAX = 1 << 20;

    private static final String DELETE = "delete from cairn_rows where key = any(?)";
    private static final String DELETE_ONE = "delete from cairn_rows where key = ?";
    private static final String PUT = "insert into cairn_rows (key, value) select * from unnest(?, ?)"
            + " on conflict (key) do update set value = excluded.value";
    private static final String PUT_ONE = "insert into cairn_rows (key, value) values (?, ?)"
            + " on conflict (key) do update set value = excluded.value";

    private final List<Step> steps = new ArrayList<>();

    PostgresBatch(WriteBatch batch) {
        var last = new TreeMap<byte[], WriteBatch.Change>(Arrays::compareUnsigned);
        for (WriteBatch.Change change : batch.changes()) {
            last.put(change.key(), change);
        }
        split(last, false);
        split(last, true);
    }

    private void split(Map<byte[], WriteBatch.Change> changes, boolean puts) {
        var keys = new ArrayList<byte[]>();
        var values = new ArrayList<byte[]>();
        long bytes = 0;
        for (WriteBatch.Change change : changes.values()) {
            byte[] value = change.value();
            if (puts != (value != null)) {
                continue;
            }
            keys.add(change.key());
            bytes += change.key().length;
            if (value != null) {
                values.add(value);
                bytes += value.length;
            }
            if (keys.size() == ROWS_MAX || bytes >= BYTES_MAX) {
                steps.add(Step.of(keys, values));
                keys.clear();
                values.clear();
                bytes = 0;
            }
        }
        if (!keys.isEmpty()) {
            steps.add(Step.of(keys, values));
        }
    }

    /// Whether it is atomic without a transaction around it.
    boolean isOneStatement() {
        return steps.size() <= 1;
    }

    void apply(Connection connection) throws SQLException {
        for (Step step : steps) {
            step.apply(connection);
        }
    }

    /// Puts, or where there are no values deletes.
    private record Step(byte[][] keys, byte[][] values) {
        static Step of(List<byte[]> keys, List<byte[]> values) {
            return new Step(keys.toArray(byte[][]::new), values.toArray(byte[][]::new));
        }

        void apply(Connection connection) throws SQLException {
            boolean isPut = values.length > 0;
            boolean isOne = keys.length == 1;
            String sql = isPut ? (isOne ? PUT_ONE : PUT) : (isOne ? DELETE_ONE : DELETE);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                if (isOne) {
                    statement.setBytes(1, keys[0]);
                } else {
                    statement.setArray(1, connection.createArrayOf("bytea", keys));
                }
                if (isPut && isOne) {
                    statement.setBytes(2, values[0]);
                } else if (isPut) {
                    statement.setArray(2, connection.createArrayOf("bytea", values));
                }
                statement.executeUpdate();
            }
        }
    }
}
