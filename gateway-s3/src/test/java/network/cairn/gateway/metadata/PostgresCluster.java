package network.cairn.gateway.metadata;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/// A PostgreSQL server of this JVM's tests alone, which most of them share, made when it is first asked for,
/// with the durability it would have anywhere: in a folder and on a port of its own, gone when the JVM is.
///
/// Where PostgreSQL is not installed, tests that ask for it are skipped, unless
/// `-Dcairn.test.postgres=required`.
public final class PostgresCluster implements AutoCloseable {
    /// Starts and stops the server as lines of its standard input say, which is a pipe from this JVM; when
    /// that ends, so does the server, and its folder with it.
    private static final String RUN_SCRIPT = """
            server=
            stop() {
              [ -z "$server" ] || { kill -QUIT "$server"; wait "$server"; server=; }
            }
            while read -r command; do
              case $command in
                start)
                  "$1/postgres" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 -c max_connections=200 \
                    >>"$2/log" 2>&1 </dev/null &
                  server=$! ;;
                stop) stop ;;
              esac
              echo "$command"
            done
            stop
            rm -rf "$2"
            """;

    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);
    private static final int PORTS_TRIED_MAX = 5;
    private static final String USER = "cairn";
    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private static @Nullable PostgresCluster started;

    private final Process process;
    private final Path folder;
    private final int port;
    private final String password;

    private PostgresCluster(Process process, Path folder, int port, String password) {
        this.process = process;
        this.folder = folder;
        this.port = port;
        this.password = password;
    }

    /// The server; started where it is not yet.
    public static synchronized PostgresCluster require() {
        if (started == null) {
            started = own();
        }
        return started;
    }

    /// Another server, for a test that stops it. Close it.
    public static PostgresCluster own() {
        Optional<Path> programs = programs();
        if (programs.isEmpty()) {
            String message = "PostgreSQL is not installed (apt-get install postgresql)";
            if ("required".equals(System.getProperty("cairn.test.postgres"))) {
                throw new AssertionFailedError(message);
            }
            throw new TestAbortedException(message + "; -Dcairn.test.postgres=required makes this a failure");
        }
        try {
            return start(programs.get());
        } catch (IOException | InterruptedException | SQLException e) {
            throw new IllegalStateException("PostgreSQL did not start", e);
        }
    }

    private static Optional<Path> programs() {
        Path installed = Path.of("/usr/lib/postgresql");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(installed)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(bin ->
                            Files.isExecutable(bin.resolve("initdb")) && Files.isExecutable(bin.resolve("postgres")))
                    .max((one, other) -> version(one) - version(other));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static int version(Path bin) {
        return Integer.parseInt(bin.getName(bin.getNameCount() - 2).toString());
    }

    private static PostgresCluster start(Path programs) throws IOException, InterruptedException, SQLException {
        Path folder = Files.createTempDirectory("cairn-postgres-");
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        Path passwordFile = Files.writeString(folder.resolve("password"), password);
        String user = unprivilegedUser();
        if (user != null) {
            var owner = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            Files.setOwner(folder, owner);
            Files.setOwner(passwordFile, owner);
        }
        run(
                folder,
                user,
                programs.resolve("initdb").toString(),
                "-D",
                folder.resolve("data").toString(),
                "-U",
                USER,
                "--auth=scram-sha-256",
                "--pwfile=" + passwordFile,
                "--encoding=UTF8",
                "--locale=C");
        for (int attempt = 1; ; attempt++) {
            int port;
            try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = probe.getLocalPort();
            }
            Process process = new ProcessBuilder(as(
                            user,
                            "sh",
                            "-c",
                            RUN_SCRIPT,
                            "cairn-postgres",
                            programs.toString(),
                            folder.toString(),
                            Integer.toString(port)))
                    .directory(folder.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            var cluster = new PostgresCluster(process, folder, port, password);
            cluster.say("start");
            if (cluster.answers()) {
                return cluster;
            }
            // Another process may have taken the port in between.
            if (attempt == PORTS_TRIED_MAX) {
                throw new IOException("no server: " + Files.readString(folder.resolve("log")));
            }
        }
    }

    private void say(String command) throws IOException {
        process.outputWriter().write(command + "\n");
        process.outputWriter().flush();
        String answer = process.inputReader().readLine();
        if (!command.equals(answer)) {
            throw new IOException("the server's script answered " + answer + " to " + command);
        }
    }

    /// Stops the server as if its power was cut; what it has not written to its disk is lost.
    public void crash() throws IOException {
        say("stop");
    }

    /// Starts it again, and waits until it has recovered.
    public void startAgain() throws IOException, InterruptedException {
        say("start");
        if (!answers()) {
            throw new IOException("another process took the port");
        }
    }

    /// Stops it for good.
    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        process.onExit().join();
    }

    private boolean answers() throws IOException, InterruptedException {
        Path log = folder.resolve("log");
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            try (Connection _ = DriverManager.getConnection(url(), USER, password)) {
                return true;
            } catch (SQLException _) {
                String said = Files.exists(log) ? Files.readString(log) : "";
                if (said.contains("FATAL") && said.contains("could not create any TCP/IP sockets")) {
                    process.outputWriter().close();
                    process.waitFor();
                    return false;
                }
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException("the server does not answer: " + Files.readString(log));
    }

    /// PostgreSQL refuses to run as root. Null where this JVM does not either.
    private static @Nullable String unprivilegedUser() {
        return System.getProperty("user.name").equals("root") ? "postgres" : null;
    }

    private static void run(Path folder, @Nullable String user, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("cairn-initdb-", ".log");
        int exit = new ProcessBuilder(as(user, command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start()
                .waitFor();
        String said = Files.readString(output);
        Files.delete(output);
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + ": exit " + exit + ": " + said);
        }
    }

    private static List<String> as(@Nullable String user, String... command) {
        var whole = new ArrayList<String>();
        if (user != null) {
            whole.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"));
        }
        whole.addAll(List.of(command));
        return whole;
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /// An empty part of the server that nothing else uses, as a gateway's settings name it.
    public PostgresSettings emptySchema() {
        String schema = "test" + SCHEMAS.incrementAndGet();
        execute("create schema " + schema);
        return settings(url() + "?currentSchema=" + schema);
    }

    private PostgresSettings settings(String url) {
        return PostgresSettings.of(url, Optional.of(USER), Optional.of(password));
    }

    /// Carries statements out as the server's superuser.
    void execute(String... statements) {
        try (Connection connection = DriverManager.getConnection(url(), USER, password);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
