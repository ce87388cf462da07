package network.cairn.deploy.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/// A PostgreSQL server for one test, from Debian's packages, in a folder and on a port of its own. It ends when it
/// is closed, or when this JVM ends, and its folder with it.
public final class DatabaseServer implements AutoCloseable {
    /// Runs the server until the standard input, which is a pipe from this JVM, ends.
    private static final String SCRIPT = """
            "$1/postgres" -D "$2/data" -p "$3" -k "$2" -c listen_addresses=127.0.0.1 \
              -c max_pred_locks_per_transaction=256 >>"$2/log" 2>&1 </dev/null &
            server=$!
            cat >/dev/null
            kill -INT "$server"
            wait "$server"
            rm -rf "$2"
            """;

    private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
    private static final String USER = "cairn";
    private static final int PORTS_TRIED_MAX = 5;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

    private final Process process;
    private final String url;
    private final String password;

    private DatabaseServer(Process process, String url, String password) {
        this.process = process;
        this.url = url;
        this.password = password;
    }

    /// Starts one. Where PostgreSQL is not installed the test is skipped, and says so, unless
    /// `-Dcairn.test.postgres=required`.
    public static DatabaseServer start() throws IOException, InterruptedException {
        Optional<Path> programs = programs();
        if (programs.isPresent()) {
            return start(programs.get());
        }
        String message = "PostgreSQL is not installed (Debian: apt-get install postgresql)";
        if ("required".equals(System.getProperty("cairn.test.postgres"))) {
            throw new AssertionFailedError(message);
        }
        System.out.println(message + ": gateways that share a database are not tested");
        throw new TestAbortedException(message);
    }

    public String url() {
        return url;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    @Override
    public void close() throws IOException {
        process.outputWriter().close();
        process.onExit().join();
    }

    private static Optional<Path> programs() throws IOException {
        if (!Files.isDirectory(INSTALLED)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(INSTALLED)) {
            return versions.map(version -> version.resolve("bin"))
                    .filter(programs -> Files.isExecutable(programs.resolve("initdb"))
                            && Files.isExecutable(programs.resolve("postgres")))
                    .max((one, other) -> version(one) - version(other));
        }
    }

    private static int version(Path programs) {
        return Integer.parseInt(programs.getName(programs.getNameCount() - 2).toString());
    }

    private static DatabaseServer start(Path programs) throws IOException, InterruptedException {
        // Not a test's own folder: the server's user could not reach into that.
        Path folder = Files.createTempDirectory("cairn-database-");
        byte[] secret = new byte[16];
        new SecureRandom().nextBytes(secret);
        String password = HexFormat.of().formatHex(secret);
        Path passwordFile = Files.writeString(folder.resolve("password"), password);
        // Which PostgreSQL refuses to run as.
        String user = System.getProperty("user.name").equals("root") ? "postgres" : null;
        if (user != null) {
            var owner = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
            Files.setOwner(folder, owner);
            Files.setOwner(passwordFile, owner);
        }
        Process made = run(
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
        String said = new String(made.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (made.waitFor() != 0) {
            throw new IOException("initdb: " + said);
        }
        for (int attempt = 1; ; attempt++) {
            int port;
            try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                port = probe.getLocalPort();
            }
            Process process = run(
                    folder,
                    user,
                    "sh",
                    "-c",
                    SCRIPT,
                    "cairn-database",
                    programs.toString(),
                    folder.toString(),
                    Integer.toString(port));
            var server = new DatabaseServer(process, "jdbc:postgresql://127.0.0.1:" + port + "/postgres", password);
            if (server.answers(folder.resolve("log"))) {
                return server;
            }
            // Another process may have taken the port in between.
            if (attempt == PORTS_TRIED_MAX) {
                server.close();
                throw new IOException("PostgreSQL does not start");
            }
            process.destroyForcibly().waitFor();
        }
    }

    private boolean answers(Path log) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (System.nanoTime() < deadline) {
            try (Connection _ = DriverManager.getConnection(url, USER, password)) {
                return true;
            } catch (SQLException _) {
                if (Files.exists(log) && Files.readString(log).contains("could not create any TCP/IP sockets")) {
                    Files.delete(log);
                    return false;
                }
                process.waitFor(50, TimeUnit.MILLISECONDS);
            }
        }
        throw new IOException("PostgreSQL does not answer: " + Files.readString(log));
    }

    private static Process run(Path folder, @Nullable String user, String... command) throws IOException {
        var whole = new ArrayList<String>();
        if (user != null) {
            whole.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups", "--"));
        }
        whole.addAll(List.of(command));
        return new ProcessBuilder(whole)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
    }
}
