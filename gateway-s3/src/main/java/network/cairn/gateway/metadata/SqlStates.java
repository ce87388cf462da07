package network.cairn.gateway.metadata;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the codes of SQL errors mean for a transaction.
final class SqlStates {
    /// serialization_failure, deadlock_detected: the transaction was undone for the sake of others.
    private static final Set<String> CONTENTION = Set.of("40001", "40P01");

    /// connection_exception and its like: nothing can be said over this connection any more, or yet.
    private static final String CONNECTION_CLASS = "08";

    /// admin_shutdown, crash_shutdown, cannot_connect_now, and what CockroachDB and YugabyteDB say when a node
    /// that was asked goes away.
    private static final Set<String> SERVER_GONE = Set.of("57P01", "57P02", "57P03", "40003");

    private static final String UNDEFINED_OBJECT = "42704";

    private SqlStates() {}

    /// Whether the same transaction may succeed when it is done again.
    static boolean isContention(SQLException e) {
        return CONTENTION.contains(String.valueOf(e.getSQLState()));
    }

    /// Whether the connection is lost or was not had, because the server stopped, starts or is out of reach.
    static boolean isConnectionLost(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith(CONNECTION_CLASS) || SERVER_GONE.contains(state);
    }

    /// Whether the server does not know a setting that it was asked for.
    static boolean isUndefinedObject(SQLException e) {
        return UNDEFINED_OBJECT.equals(e.getSQLState());
    }

    /// Carries an SQL error through code that knows nothing of SQL.
    static final class Failure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final SQLException error;

        Failure(SQLException error) {
            super(error);
            this.error = error;
        }

        SQLException error() {
            return error;
        }

        @Override
        public synchronized @Nullable Throwable fillInStackTrace() {
            return this;
        }
    }
}
