package network.cairn.gateway.metadata;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tables in a database, and how an older version of them becomes this one.
///
/// Migration number `n` is the n-th SQL file in `schema`; a table says how many are done. A released file never
/// changes. They are carried out in one transaction, under a lock on that table's row, so that gateways which
/// start together do not meddle with each other. Each also does no harm when done twice, for databases whose
/// changes of tables are not part of transactions (CockroachDB, YugabyteDB).
final class PostgresSchema {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresSchema.class);
    private static final List<String> MIGRATIONS = List.of("0001-rows.sql");
    private static final int ATTEMPTS_MAX = 10;

    /// What several that make the same table at once may get: unique_violation, duplicate_table.
    private static final Set<String> MADE_MEANWHILE = Set.of("23505", "42P07");

    private PostgresSchema() {}

    /// The version that this software makes.
    static int version() {
        return MIGRATIONS.size();
    }

    /// Brings the tables to this software's version.
    ///
    /// @throws DatabaseException if they are of a newer one
    static void migrate(Connection connection) throws SQLException {
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        connection.setAutoCommit(false);
        for (int attempt = 1; ; attempt++) {
            try {
                migrateOnce(connection);
                connection.commit();
                return;
            } catch (SQLException e) {
                connection.rollback();
                boolean again = MADE_MEANWHILE.contains(String.valueOf(e.getSQLState())) || SqlStates.isContention(e);
                if (!again || attempt == ATTEMPTS_MAX) {
                    throw e;
                }
            } catch (DatabaseException e) {
                connection.rollback();
                throw e;
            }
        }
    }

    private static void migrateOnce(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "create table if not exists cairn_schema (id integer primary key, version integer not null)");
            statement.execute("insert into cairn_schema (id, version) values (1, 0) on conflict (id) do nothing");
            int version;
            try (ResultSet row = statement.executeQuery("select version from cairn_schema where id = 1 for update")) {
                row.next();
                version = row.getInt(1);
            }
            if (version > MIGRATIONS.size()) {
                throw new DatabaseException("the metadata's database has tables of version " + version
                        + ", this software knows versions up to " + MIGRATIONS.size()
                        + "; start it with a newer version");
            }
            if (version == MIGRATIONS.size()) {
                return;
            }
            for (String migration : MIGRATIONS.subList(version, MIGRATIONS.size())) {
                LOG.info("Changing the tables of the metadata's database: {}", migration);
                statement.execute(read(migration));
            }
            statement.execute("update cairn_schema set version = " + MIGRATIONS.size() + " where id = 1");
        }
    }

    private static String read(String migration) {
        try (InputStream file = PostgresSchema.class.getResourceAsStream("schema/" + migration)) {
            if (file == null) {
                throw new IllegalStateException("this software lacks its file schema/" + migration);
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
