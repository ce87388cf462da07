package network.cairn.deploy.config;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// A value as it was given, and where.
///
/// @param where file and key, or the environment variable: the start of a message about it
/// @param file the configuration file, from whose folder relative paths count
/// @param fromText whether it came as text without a type, as from the environment
record ConfigValue(String where, Path file, JsonNode node, boolean fromText) {
    String text() {
        if (node.isBigDecimal()) {
            return node.decimalValue().toPlainString();
        }
        return node.isValueNode() ? node.asText() : node.toString();
    }

    CommandFailure wrong(String expected) {
        return new CommandFailure(Exit.CONFIG, where + ": " + text() + ": must be " + expected);
    }
}
