package network.cairn.deploy.cli;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.config.ValidatorFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.role.RoleProcess;

/// The command line by which `cairn up --processes` starts a role, run without building the whole tree
/// of commands:
/// that takes a third of a child's start, and nine children start at once.
///
/// @param role `node`, `gateway` or `validator`
record ChildRole(String role, Path config) {
    /// This command line as a child's, if it is exactly that.
    static Optional<ChildRole> of(String[] arguments) {
        List<String> words = List.of(arguments);
        if (words.size() != 5 || !words.subList(1, 4).equals(List.of("run", "--stop-on-stdin-end", "--config"))) {
            return Optional.empty();
        }
        return switch (words.getFirst()) {
            case "node", "gateway", "validator" ->
                Optional.of(new ChildRole(words.getFirst(), Path.of(words.getLast())));
            default -> Optional.empty();
        };
    }

    int run(Terminal terminal) {
        try {
            var random = new SecureRandom();
            var environment = terminal.environment();
            Exit exit = switch (role) {
                case "gateway" ->
                    RoleProcess.gateway(
                            GatewayFile.read(config, environment), environment, true, random, terminal::result);
                case "validator" ->
                    RoleProcess.validator(
                            ValidatorFile.read(config, environment), environment, true, random, terminal::result);
                default ->
                    RoleProcess.node(NodeFile.read(config, environment), environment, true, random, terminal::result);
            };
            return exit.code();
        } catch (CommandFailure e) {
            Failures.line(terminal.err(), "cairn: " + e.getMessage());
            return e.exit().code();
        } catch (Exception e) {
            // Nobody but its parent's log file reads this: the whole trace belongs there.
            e.printStackTrace(terminal.err());
            Failures.line(terminal.err(), "cairn: a bug in Cairn: " + e);
            return Exit.SOFTWARE.code();
        }
    }
}
