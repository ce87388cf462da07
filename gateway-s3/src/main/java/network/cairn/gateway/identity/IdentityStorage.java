package network.cairn.gateway.identity;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where the identity document rests: sealed bytes that are read whole and replaced whole, by several processes at
/// once.
///
/// A change that was made is durable when [#change] returns, and whoever reads after that reads it or a later one.
/// A crash leaves the old document or the new one.
///
/// Safe for use by many threads.
public interface IdentityStorage {
    /// The document as it was read.
    ///
    /// @param version differs from that of every other document that was ever there
    record Document(byte[] bytes, String version) {}

    /// The version of the document that is there now, for less than it costs to read it; null where there is none.
    @Nullable
    String version() throws IOException;

    /// The document, null where there is none yet.
    @Nullable
    Document read() throws IOException;

    /// Replaces the document. Nobody else's change comes between what `change` is given and what it makes of it.
    ///
    /// @param change may be called several times, where an attempt met another's change
    /// @param <E> what `change` throws to leave the document as it is
    <E extends Exception> void change(Change<E> change) throws IOException, E;

    /// Makes a document of the one before.
    ///
    /// @param <E> thrown where there is nothing to change
    @FunctionalInterface
    interface Change<E extends Exception> {
        byte[] apply(@Nullable Document current) throws E;
    }
}
