package network.cairn.deploy.admin;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.deploy.config.HttpOrigin;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.s3.AccessKey;
import org.jspecify.annotations.Nullable;

/// How an operator reaches the API of a gateway that runs: its URL, a key, and whose certificates to trust.
///
/// @param endpoint a URL of a scheme, a host and perhaps a port
/// @param key of an operator
/// @param authorityFile certificates in PEM that are trusted instead of the system's; empty for the system's
public record OperatorAccess(URI endpoint, AccessKey key, Optional<Path> authorityFile) {
    public static final String URL = "CAIRN_ADMIN_URL";
    public static final String AUTHORITY_FILE = "CAIRN_ADMIN_CA_FILE";
    public static final String KEY_ID = "CAIRN_OPERATOR_KEY_ID";
    public static final String SECRET = "CAIRN_OPERATOR_SECRET_KEY";

    private static final int FILE_BYTES_MAX = 64 << 10;
    private static final Set<PosixFilePermission> FOR_OTHERS =
            EnumSet.complementOf(EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));

    /// Puts together what was asked for, what the file says, and for the rest what the environment has.
    ///
    /// @param url that was asked for
    /// @param file lines `NAME=VALUE`, as in a local network's `operator.env`, for its owner alone
    /// @throws CommandFailure where something is in none of them, others may read the file, or the URL is none
    public static OperatorAccess of(@Nullable String url, @Nullable Path file, Map<String, String> environment)
            throws CommandFailure {
        var known = new HashMap<>(environment);
        if (file != null) {
            known.putAll(read(file));
        }
        if (url != null) {
            known.put(URL, url);
        }
        String authority = known.getOrDefault(AUTHORITY_FILE, "");
        return new OperatorAccess(
                HttpOrigin.parse(required(known, URL), "no admin API such as https://127.0.0.1:9090"),
                new AccessKey(required(known, KEY_ID), required(known, SECRET), ""),
                authority.isEmpty() ? Optional.empty() : Optional.of(Path.of(authority)));
    }

    /// Whether the environment names an API, so that commands use it where nothing else was asked for.
    public static boolean isIn(Map<String, String> environment) {
        return !environment.getOrDefault(URL, "").isEmpty();
    }

    private static String required(Map<String, String> known, String name) throws CommandFailure {
        String value = known.getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new CommandFailure(
                    Exit.CONFIG,
                    name + " is not set: it is needed for the admin API, in the environment or in --operator-file");
        }
        return value;
    }

    private static Map<String, String> read(Path file) throws CommandFailure {
        var found = new HashMap<String, String>();
        try {
            if (Files.getPosixFilePermissions(file).stream().anyMatch(FOR_OTHERS::contains)) {
                throw new CommandFailure(
                        Exit.CONFIG, file + ": others may use this operator's key; run: chmod 600 " + file);
            }
            try (var input = Files.newInputStream(file)) {
                byte[] bytes = input.readNBytes(FILE_BYTES_MAX + 1);
                if (bytes.length > FILE_BYTES_MAX) {
                    throw new CommandFailure(Exit.CONFIG, file + ": is longer than " + FILE_BYTES_MAX + " bytes");
                }
                new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> {
                    int equals = line.indexOf('=');
                    if (equals > 0 && !line.startsWith("#")) {
                        found.put(line.substring(0, equals), unquoted(line.substring(equals + 1)));
                    }
                });
            }
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
        }
        return found;
    }

    /// A word as a shell writes it, whole in single quotes or plain.
    private static String unquoted(String word) {
        boolean quoted = word.length() >= 2 && word.startsWith("'") && word.endsWith("'");
        return quoted ? word.substring(1, word.length() - 1).replace("'\\''", "'") : word;
    }

    @Override
    public String toString() {
        return key.id() + " at " + endpoint;
    }
}
