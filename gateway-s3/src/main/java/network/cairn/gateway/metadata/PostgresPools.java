package network.cairn.gateway.metadata;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;

/// The connections of a gateway to its metadata's database: one pool for transactions, one for all else.
///
/// They are apart because transactions wait for each other and are done over, which neither reads nor the
/// notes that an upload makes before each piece should wait for; and because the isolation of a pool's
/// connections is set once, not by a statement for each use.
///
/// @param transactions connections for serializable transactions
/// @param others connections that commit each statement
/// @param connectTimeout how long a connection may take to be had
record PostgresPools(HikariDataSource transactions, HikariDataSource others, Duration connectTimeout)
        implements AutoCloseable {
    private static final Duration ANSWER_DELAY_MAX = Duration.ofSeconds(10);

    /// Makes sure that the database is what it must be, and connects.
    ///
    /// @throws DatabaseException if it is not reached, not durable, or of a newer version
    static PostgresPools open(PostgresSettings settings) {
        String session;
        try (Connection connection = DriverManager.getConnection(settings.url(), properties(settings))) {
            requireDurable(connection, "synchronous_commit");
            requireDurable(connection, "fsync");
            session = session(connection, settings);
            PostgresSchema.migrate(connection);
        } catch (SQLException e) {
            throw new DatabaseException(
                    "the metadata's database " + settings + " cannot be used: " + e.getMessage(), e);
        }
        int transactionsMax = settings.connectionsMax() / 2;
        HikariDataSource transactions = pool(settings, session, transactionsMax, true);
        HikariDataSource others = pool(settings, session, settings.connectionsMax() - transactionsMax, false);
        return new PostgresPools(transactions, others, settings.connectTimeout());
    }

    /// What is acknowledged must be on the disk. Every value but `off` waits at least for the server's own.
    private static void requireDurable(Connection connection, String setting) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show " + setting)) {
            row.next();
            if (row.getString(1).equals("off")) {
                throw new DatabaseException("the metadata's database has " + setting
                        + " off, so that it may lose what it has acknowledged; turn it on, for this user and database"
                        + " too");
            }
        } catch (SQLException e) {
            // A database that is not PostgreSQL has no such setting, and no way to turn it off.
            if (!SqlStates.isUndefinedObject(e)) {
                throw e;
            }
        }
    }

    /// What each session begins with. PostgreSQL's planner is kept from reading all of a small table where it
    /// could use the index: a serializable transaction that does conflicts with every other.
    private static String session(Connection connection, PostgresSettings settings) throws SQLException {
        String timeout =
                "set statement_timeout = " + settings.statementTimeout().toMillis();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select version()")) {
            row.next();
            boolean isPostgres = row.getString(1).startsWith("PostgreSQL");
            return isPostgres
                    ? timeout + "; set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off"
                    : timeout;
        }
    }

    private static HikariDataSource pool(
            PostgresSettings settings, String session, int connectionsMax, boolean serializable) {
        var config = new HikariConfig();
        config.setPoolName(serializable ? "metadata transactions" : "metadata");
        config.setJdbcUrl(settings.url());
        config.setDataSourceProperties(properties(settings));
        settings.user().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(connectionsMax);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        // It has just been reached; where it is not any more, whoever needs a connection is told.
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(session);
        config.setAutoCommit(!serializable);
        config.setTransactionIsolation(serializable ? "TRANSACTION_SERIALIZABLE" : "TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }

    private static Properties properties(PostgresSettings settings) {
        var properties = new Properties();
        settings.user().ifPresent(user -> properties.setProperty("user", user));
        settings.password().ifPresent(password -> properties.setProperty("password", password));
        String connectSeconds = Long.toString(settings.connectTimeout().toSeconds());
        properties.setProperty("connectTimeout", connectSeconds);
        properties.setProperty("loginTimeout", connectSeconds);
        // The server ends a statement at its timeout; this is for a server that does not answer at all.
        properties.setProperty(
                "socketTimeout",
                Long.toString(settings.statementTimeout().plus(ANSWER_DELAY_MAX).toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("ApplicationName", "cairn-gateway");
        return properties;
    }

    @Override
    public void close() {
        transactions.close();
        others.close();
    }
}
