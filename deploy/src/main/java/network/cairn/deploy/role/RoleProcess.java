package network.cairn.deploy.role;

import java.security.SecureRandom;
import java.util.Map;
import java.util.function.Consumer;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.NodeFile;
import network.cairn.deploy.config.ProcessSettings;
import network.cairn.deploy.config.ValidatorFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;

/// Runs one role as this process's whole work.
public final class RoleProcess {
    private RoleProcess() {}

    private interface Start {
        RunningRole start(RoleWiring wiring) throws CommandFailure, InterruptedException;
    }

    /// Runs a storage node until the process is to stop.
    ///
    /// @param stopOnStdinEnd whether the end of standard input stops it too
    /// @param ready takes one line once it serves
    public static Exit node(
            NodeFile file,
            Map<String, String> environment,
            boolean stopOnStdinEnd,
            SecureRandom random,
            Consumer<String> ready)
            throws Exception {
        return run(file.process(), environment, stopOnStdinEnd, random, ready, wiring -> wiring.node(file));
    }

    /// Runs a gateway until the process is to stop.
    ///
    /// @param stopOnStdinEnd whether the end of standard input stops it too
    /// @param ready takes one line once it serves
    public static Exit gateway(
            GatewayFile file,
            Map<String, String> environment,
            boolean stopOnStdinEnd,
            SecureRandom random,
            Consumer<String> ready)
            throws Exception {
        return run(file.process(), environment, stopOnStdinEnd, random, ready, wiring -> wiring.gateway(file));
    }

    /// Runs a validator until the process is to stop.
    ///
    /// @param stopOnStdinEnd whether the end of standard input stops it too
    /// @param ready takes one line once it serves
    public static Exit validator(
            ValidatorFile file,
            Map<String, String> environment,
            boolean stopOnStdinEnd,
            SecureRandom random,
            Consumer<String> ready)
            throws Exception {
        return run(file.process(), environment, stopOnStdinEnd, random, ready, wiring -> wiring.validator(file));
    }

    private static Exit run(
            ProcessSettings settings,
            Map<String, String> environment,
            boolean stopOnStdinEnd,
            SecureRandom random,
            Consumer<String> ready,
            Start start)
            throws Exception {
        if (settings.logFile().isPresent()) {
            RoleLogging.toFile(settings.logFile().get(), settings.logLevel());
        } else {
            RoleLogging.toStderr(settings.logLevel());
        }
        var signal = new StopSignal();
        signal.guard(() -> {
            try (var wiring = new RoleWiring(random, environment);
                    RunningRole role = start.start(wiring)) {
                ready.accept(role.run().role() + " " + role.run().id() + " serves on "
                        + role.run().address() + " (pid " + role.run().pid() + ")");
                var _ = role.failure().thenAccept(_ -> signal.stop());
                signal.await(stopOnStdinEnd ? System.in : null);
                if (role.failure().isDone()) {
                    throw new CommandFailure(
                            Exit.UNAVAILABLE,
                            role.run().role() + " " + role.run().id() + " has stopped: "
                                    + role.failure().join());
                }
            }
        });
        return Exit.OK;
    }
}
