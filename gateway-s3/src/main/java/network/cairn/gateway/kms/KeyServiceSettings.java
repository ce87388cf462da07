package network.cairn.gateway.kms;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Which key service a gateway uses for SSE-KMS.
public sealed interface KeyServiceSettings {
    /// The gateway's own key ring.
    record Local() implements KeyServiceSettings {}

    /// The Transit engine of a HashiCorp Vault or an OpenBao.
    ///
    /// @param url of the server; plain HTTP is for this machine alone, since data keys go over it
    /// @param tokenFile with the token, read anew for each request because agents renew it there
    /// @param mount where the engine is mounted, after a namespace where there is one: `transit`,
    ///     `team/transit`
    /// @param caFile the certificates to trust, as PEM; empty for those that Java trusts
    /// @param timeout of one call, its repetitions included
    record Vault(URI url, Path tokenFile, String mount, Optional<Path> caFile, Duration timeout)
            implements KeyServiceSettings {
        public static final String MOUNT_DEFAULT = "transit";
        public static final Duration TIMEOUT_DEFAULT = Duration.ofSeconds(5);

        private static final Pattern MOUNT = Pattern.compile("[A-Za-z0-9_-]+(/[A-Za-z0-9_-]+)*");
        private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
        private static final Duration TIMEOUT_MIN = Duration.ofMillis(100);
        private static final Duration TIMEOUT_MAX = Duration.ofMinutes(1);

        public Vault {
            String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
            String host = url.getHost() == null ? "" : url.getHost();
            boolean isPlain = scheme.equals("http") && THIS_MACHINE.contains(host.toLowerCase(Locale.ROOT));
            require(
                    !host.isEmpty() && (isPlain || scheme.equals("https")),
                    "url",
                    url,
                    "https://HOST:PORT, or http:// of this machine");
            require(
                    url.getRawUserInfo() == null && url.getRawQuery() == null && url.getRawFragment() == null,
                    "url",
                    url.getScheme() + "://" + host,
                    "without user, query and fragment");
            require(MOUNT.matcher(mount).matches() && mount.length() <= 255, "mount", mount, "a path such as transit");
            require(
                    timeout.compareTo(TIMEOUT_MIN) >= 0 && timeout.compareTo(TIMEOUT_MAX) <= 0,
                    "timeout",
                    timeout,
                    "100 ms to 1 minute");
        }

        private static void require(boolean holds, String name, Object value, String wanted) {
            if (!holds) {
                throw new IllegalArgumentException(
                        "key service " + name + " must be " + wanted + ", not \"" + value + "\"");
            }
        }
    }
}
