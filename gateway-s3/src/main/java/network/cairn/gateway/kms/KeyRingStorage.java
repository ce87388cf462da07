package network.cairn.gateway.kms;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Where the key ring rests: sealed bytes that several processes read whole and replace whole.
///
/// What [#change] made is durable when it returns, and whoever reads after that reads it or something
/// later. After a crash there is the old document or the new one, nothing between.
///
/// Safe for use by many threads.
public interface KeyRingStorage {
    /// The document as it was read.
    ///
    /// @param version differs from that of every other document that was ever there
    record Document(byte[] bytes, String version) {}

    /// The version that is there now, for less than it costs to read the document; null where there is none.
    @Nullable
    String version() throws IOException;

    /// The document; null where there is none yet.
    @Nullable
    Document read() throws IOException;

    /// Replaces the document. No change of anybody else comes between what `change` is given and what it
    /// makes of it.
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
