package network.cairn.deploy.role;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/// A storage node, a gateway or a validator that serves.
///
/// @param run who and where it is
/// @param runFile where it said so
/// @param stop ends it
/// @param failure completed with the reason where it stops by itself
public record RunningRole(RunFile run, Optional<Path> runFile, Stop stop, CompletableFuture<String> failure)
        implements AutoCloseable {
    /// Ends a role in order.
    public interface Stop {
        void stop();
    }

    /// The same, which may stop by itself.
    RunningRole failingWith(CompletableFuture<String> cause) {
        return new RunningRole(run, runFile, stop, cause);
    }

    @Override
    public void close() {
        try (Removal _ = this::removeRunFile) {
            stop.stop();
        }
    }

    private interface Removal extends AutoCloseable {
        @Override
        void close();
    }

    private void removeRunFile() {
        if (runFile.isPresent()) {
            try {
                run.remove(runFile.get());
            } catch (IOException e) {
                throw new UncheckedIOException("run file " + runFile.get() + " cannot be removed", e);
            }
        }
    }
}
