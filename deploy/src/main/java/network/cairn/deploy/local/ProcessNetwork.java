package network.cairn.deploy.local;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.role.RunFile;

/// A local network whose every role is a process of its own.
///
/// A role that ends on its own is reported with the command that starts it again, and left alone:
/// whoever kills a
/// node to see what happens wants to see it. A role that already runs, started by hand, is used and not
/// stopped here.
final class ProcessNetwork implements AutoCloseable {
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration POLL = Duration.ofMillis(15);

    private final Consumer<String> progress;
    private final String command;
    private final List<Child> children = new ArrayList<>();
    private volatile boolean stopping;

    private ProcessNetwork(Consumer<String> progress, String command) {
        this.progress = progress;
        this.command = command;
    }

    private record Child(LocalRole role, Process process, Path output) {}

    /// Starts what does not run yet, all at once, and returns when everything answers.
    ///
    /// @param roles the nodes, the validators and the gateway
    /// @param gatewayOverrides environment variables for the gateway alone
    static ProcessNetwork start(
            NetworkFolder folder,
            List<LocalRole> roles,
            ProcessOptions options,
            Map<String, String> gatewayOverrides,
            Consumer<String> progress)
            throws CommandFailure, InterruptedException {
        var network = new ProcessNetwork(progress, options.command());
        boolean ready = false;
        try {
            Files.createDirectories(folder.logFolder());
            for (LocalRole role : roles) {
                Optional<RunFile> running = role.running();
                if (running.isPresent()) {
                    progress.accept(role.name() + " runs already (pid "
                            + running.get().pid() + "): used as it is, and not stopped with the others");
                    continue;
                }
                Path output = folder.logFolder().resolve(role.name().replace(' ', '-') + ".out");
                ChildJvm jvm = switch (role.kind()) {
                    case LocalRole.GATEWAY -> new ChildJvm(options.gatewayHeap(), gatewayOverrides);
                    case LocalRole.VALIDATOR -> new ChildJvm(options.validatorHeap(), Map.of());
                    default -> new ChildJvm(options.nodeHeap(), Map.of());
                };
                Process process = jvm.start(
                        List.of(
                                role.kind(),
                                "run",
                                "--stop-on-stdin-end",
                                "--config",
                                role.config().toString()),
                        output);
                network.children.add(new Child(role, process, output));
            }
            for (Child child : network.children) {
                network.awaitReady(child);
            }
            network.watch();
            ready = true;
            return network;
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE, "a role's process cannot be started: " + CommandFailure.reason(e), e);
        } finally {
            if (!ready) {
                network.close();
            }
        }
    }

    /// Asks every process started here to end, and ends those that do not within 10 seconds.
    @Override
    public void close() {
        stopping = true;
        // The gateway first, so that it does not see its nodes go one by one.
        end(children.stream().filter(child -> child.role().isGateway()).toList());
        end(children.stream().filter(child -> !child.role().isGateway()).toList());
    }

    private void end(List<Child> some) {
        some.forEach(child -> child.process().destroy());
        long deadline = System.nanoTime() + STOP_TIMEOUT.toNanos();
        for (Child child : some) {
            try {
                if (!child.process().waitFor(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    progress.accept(child.role().name() + " did not stop within " + STOP_TIMEOUT.toSeconds()
                            + " s: killed; what it acknowledged is on disk");
                    child.process().destroyForcibly();
                }
            } catch (InterruptedException _) {
                child.process().destroyForcibly();
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitReady(Child child) throws CommandFailure, IOException, InterruptedException {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        long pid = child.process().pid();
        while (RunFile.read(child.role().runFile())
                .filter(run -> run.pid() == pid)
                .isEmpty()) {
            if (child.process().waitFor(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CommandFailure(
                        exitOf(child.process().exitValue()),
                        child.role().name() + " did not start: " + lastLine(child));
            }
            if (System.nanoTime() > deadline) {
                throw new CommandFailure(
                        Exit.TEMPORARY_FAILURE,
                        child.role().name() + " was not ready within " + READY_TIMEOUT.toSeconds() + " s; see "
                                + child.output());
            }
        }
    }

    private void watch() {
        for (Child child : children) {
            var _ = child.process().onExit().thenAccept(process -> {
                if (!stopping) {
                    progress.accept(child.role().name() + " (" + child.role().id() + ", pid " + process.pid()
                            + ") has ended with exit code " + process.exitValue() + "; start it again with: " + command
                            + " " + child.role().kind() + " run --config "
                            + child.role().config());
                }
            });
        }
    }

    private static String lastLine(Child child) throws IOException {
        List<String> lines = Files.readString(child.output())
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
        String last = lines.isEmpty() ? "it said nothing" : lines.getLast();
        return last.startsWith("cairn: ") ? last.substring("cairn: ".length()) : last;
    }

    private static Exit exitOf(int code) {
        for (Exit exit : Exit.values()) {
            if (exit.code() == code && exit != Exit.OK) {
                return exit;
            }
        }
        return Exit.UNAVAILABLE;
    }
}
