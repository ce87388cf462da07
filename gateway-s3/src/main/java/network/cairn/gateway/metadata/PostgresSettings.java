package network.cairn.gateway.metadata;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/// Where a database that speaks PostgreSQL's protocol is, and how much of it a gateway uses.
///
/// @param url a JDBC URL such as `jdbc:postgresql://db.example.org:5432/cairn?sslmode=verify-full`; its
///     sslmode says whether TLS is used and what of the server's certificate is checked
/// @param user empty for the user that runs this process
/// @param password empty where the server asks for none
/// @param connectionsMax connections open at once
/// @param connectTimeout how long a connection may take to be made, or to become free
/// @param statementTimeout how long one statement may take
/// @param writerTimeout how long a gateway on this database that is not heard of is waited for, before the
///     others give up the uploads that it had under way
public record PostgresSettings(
        String url,
        Optional<String> user,
        Optional<String> password,
        int connectionsMax,
        Duration connectTimeout,
        Duration statementTimeout,
        Duration writerTimeout) {
    public static final String URL_PREFIX = "jdbc:postgresql:";
    public static final int CONNECTIONS_MIN = 4;
    public static final int CONNECTIONS_MAX = 1000;
    public static final int CONNECTIONS_MAX_DEFAULT = 24;
    public static final Duration CONNECT_TIMEOUT_DEFAULT = Duration.ofSeconds(10);
    public static final Duration STATEMENT_TIMEOUT_DEFAULT = Duration.ofSeconds(30);
    public static final Duration WRITER_TIMEOUT_DEFAULT = Duration.ofMinutes(15);
    public static final Duration TIMEOUT_MIN = Duration.ofSeconds(1);
    public static final Duration TIMEOUT_MAX = Duration.ofHours(24);

    public PostgresSettings {
        if (!url.startsWith(URL_PREFIX) || url.length() == URL_PREFIX.length()) {
            throw new IllegalArgumentException("the metadata's database is named by a URL such as " + URL_PREFIX
                    + "//db.example.org/cairn?sslmode=verify-full");
        }
        if (url.toLowerCase(Locale.ROOT).matches(".*[?&](password|sslpassword)=.*")) {
            throw new IllegalArgumentException(
                    "the URL of the metadata's database holds a password; it belongs in a file that only its owner"
                            + " reads");
        }
        if (connectionsMax < CONNECTIONS_MIN || connectionsMax > CONNECTIONS_MAX) {
            throw new IllegalArgumentException("connections to the metadata's database are " + CONNECTIONS_MIN + " to "
                    + CONNECTIONS_MAX + ", not " + connectionsMax);
        }
        require("connecting to the metadata's database", connectTimeout);
        require("a statement of the metadata's database", statementTimeout);
        require("a gateway that is not heard of", writerTimeout);
    }

    private static void require(String what, Duration timeout) {
        if (timeout.compareTo(TIMEOUT_MIN) < 0 || timeout.compareTo(TIMEOUT_MAX) > 0) {
            throw new IllegalArgumentException("the timeout of " + what + " is " + TIMEOUT_MIN.toSeconds() + " s to "
                    + TIMEOUT_MAX.toHours() + " h, not " + timeout);
        }
    }

    /// With the default limits.
    public static PostgresSettings of(String url, Optional<String> user, Optional<String> password) {
        return new PostgresSettings(
                url,
                user,
                password,
                CONNECTIONS_MAX_DEFAULT,
                CONNECT_TIMEOUT_DEFAULT,
                STATEMENT_TIMEOUT_DEFAULT,
                WRITER_TIMEOUT_DEFAULT);
    }

    /// Without the password.
    @Override
    public String toString() {
        return url + user.map(name -> " as " + name).orElse("") + ", at most " + connectionsMax + " connections";
    }
}
