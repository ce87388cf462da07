package network.cairn.deploy.config;

import java.nio.file.Path;
import java.util.Optional;
import network.cairn.deploy.exit.CommandFailure;

/// What a role leaves on its machine beside its data.
///
/// @param runFile where it says its id, address and process id while it runs
/// @param logFile where it logs; empty for stderr
/// @param logLevel how much
public record ProcessSettings(Optional<Path> runFile, Optional<Path> logFile, LogLevel logLevel) {
    /// How much is logged.
    public enum LogLevel {
        ERROR,
        WARN,
        INFO,
        DEBUG
    }

    static ProcessSettings read(ConfigDocument document) throws CommandFailure {
        return new ProcessSettings(
                document.optional("runFile", ConfigType.path().orNone(), Optional.empty()),
                document.optional("logFile", ConfigType.path().orNone(), Optional.empty()),
                document.optional("logLevel", ConfigType.oneOf(LogLevel.class), LogLevel.INFO));
    }
}
