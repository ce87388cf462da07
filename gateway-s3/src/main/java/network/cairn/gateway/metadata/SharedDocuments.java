package network.cairn.gateway.metadata;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.metadata.RowLock.Kind;
import org.jspecify.annotations.Nullable;

/// What gateways that share metadata share beside them: documents of some megabytes at most that are read
/// whole and replaced whole, in the same database.
///
/// Each is two rows, so that whoever has a document can look whether it is still that for the price of one
/// small row.
public final class SharedDocuments implements AutoCloseable {
    private final RowDatabase database;

    SharedDocuments(RowDatabase database) {
        this.database = database;
    }

    /// Opens those in a database, without taking part in it as a gateway does.
    ///
    /// @throws DatabaseException if the database cannot be used
    public static SharedDocuments open(PostgresSettings settings, SecureRandom random) {
        return new SharedDocuments(PostgresDatabase.open(settings, random));
    }

    /// A document with the version that it was read in, which no other document of its name ever had.
    public record Document(byte[] bytes, String version) {}

    /// Makes a document of the one before.
    ///
    /// @param <E> thrown where there is nothing to change
    @FunctionalInterface
    public interface Change<E extends Exception> {
        byte[] apply(@Nullable Document current) throws E;
    }

    /// A document by its name; it need not be there.
    public Shared document(String name) {
        return new Shared(name);
    }

    /// One document.
    public final class Shared {
        private final String name;

        private Shared(String name) {
            this.name = name;
        }

        /// The version that is there now; null where there is none.
        ///
        /// @throws IOException if the database is not reached
        public @Nullable String version() throws IOException {
            try {
                return text(database.get(Rows.documentVersion(name)));
            } catch (DatabaseException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        /// The document; null where there is none yet.
        ///
        /// @throws IOException if the database is not reached
        public @Nullable Document read() throws IOException {
            try {
                return database.look(rows -> Optional.ofNullable(read(rows))).orElse(null);
            } catch (DatabaseException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        private @Nullable Document read(RowReader rows) {
            String version = text(rows.get(Rows.documentVersion(name)));
            byte[] bytes = rows.get(Rows.document(name));
            return version == null || bytes == null ? null : new Document(bytes, version);
        }

        /// Replaces the document, durably when this returns. No change of anybody else, at whichever gateway,
        /// comes between what `change` is given and what it makes of it.
        ///
        /// @param change may be called several times, of which the last counts
        /// @param <E> what `change` throws to leave the document as it is
        /// @throws IOException if the database is not reached; whether the change was made may not be known
        ///     then
        public <E extends Exception> void change(Change<E> change) throws IOException, E {
            try {
                GarbageTable.transact(database, List.of(RowLock.exclusive(Kind.DOCUMENT, name)), (rows, batch) -> {
                    Document current = read(rows);
                    byte[] changed;
                    try {
                        changed = change.apply(current);
                    } catch (RuntimeException e) {
                        throw e;
                    } catch (Exception e) {
                        throw new Refusal(e);
                    }
                    long number = current == null ? 1 : Long.parseLong(current.version()) + 1;
                    batch.put(
                                    Rows.documentVersion(name),
                                    ByteBuffer.allocate(Long.BYTES)
                                            .putLong(number)
                                            .array())
                            .put(Rows.document(name), changed);
                    return name;
                });
            } catch (Refusal e) {
                // It is what `change` threw, which throws nothing else that is checked.
                @SuppressWarnings("unchecked")
                E refusal = (E) e.refusal;
                throw refusal;
            } catch (DatabaseException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        /// Puts a document where there is none.
        ///
        /// @return whether there was none
        public boolean putIfAbsent(byte[] bytes) throws IOException {
            try {
                return GarbageTable.transact(
                        database, List.of(RowLock.exclusive(Kind.DOCUMENT, name)), (rows, batch) -> {
                            if (rows.get(Rows.documentVersion(name)) != null) {
                                return false;
                            }
                            batch.put(
                                            Rows.documentVersion(name),
                                            ByteBuffer.allocate(Long.BYTES)
                                                    .putLong(1)
                                                    .array())
                                    .put(Rows.document(name), bytes);
                            return true;
                        });
            } catch (DatabaseException e) {
                throw new IOException(e.getMessage(), e);
            }
        }

        @Override
        public String toString() {
            return name + " in the metadata's database";
        }
    }

    private static @Nullable String text(byte @Nullable [] version) {
        return version == null ? null : Long.toString(ByteBuffer.wrap(version).getLong());
    }

    /// Carries what a change threw through a transaction.
    private static final class Refusal extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Exception refusal;

        Refusal(Exception refusal) {
            super(refusal);
            this.refusal = refusal;
        }
    }

    /// Closes the database where this opened it.
    @Override
    public void close() {
        database.close();
    }
}
