package network.cairn.deploy.receipt;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.deploy.config.HttpOrigin;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.GatewayConfig;
import network.cairn.gateway.s3.AccessKey;

/// How a gateway is reached, and with which key.
///
/// @param endpoint a URL of a scheme, a host and perhaps a port
/// @param key signs requests
/// @param region that they are signed for
public record S3Access(URI endpoint, AccessKey key, String region) {
    private static final String ENDPOINT = "AWS_ENDPOINT_URL";
    private static final String KEY_ID = "AWS_ACCESS_KEY_ID";
    private static final String SECRET = "AWS_SECRET_ACCESS_KEY";
    private static final String REGION = "AWS_REGION";

    /// More than the lines of such a file that is made by Cairn.
    private static final int FILE_BYTES_MAX = 64 << 10;

    /// Puts together what was asked for, what the environment has, and for the rest what the file of a local network
    /// has. A key's id and secret come from the same of the two.
    ///
    /// @param endpoint that was asked for
    /// @param environment the process's
    /// @param file lines `NAME=VALUE`, as in a local network's `s3.env`; looked at only if something is left open
    /// @throws CommandFailure where something is in none of them, or the endpoint is no such URL
    public static S3Access of(Optional<String> endpoint, Map<String, String> environment, Path file)
            throws CommandFailure {
        var known = new HashMap<String, String>();
        environment.forEach((name, value) -> {
            if (!value.isEmpty()) {
                known.put(name, value);
            }
        });
        endpoint.ifPresent(url -> known.put(ENDPOINT, url));
        if (!known.containsKey(KEY_ID) || !known.containsKey(SECRET)) {
            known.remove(KEY_ID);
            known.remove(SECRET);
        }
        if (!known.containsKey(ENDPOINT) || !known.containsKey(KEY_ID)) {
            read(file).forEach(known::putIfAbsent);
        }
        return new S3Access(
                HttpOrigin.parse(required(known, ENDPOINT, file), "no endpoint such as http://127.0.0.1:9000"),
                new AccessKey(required(known, KEY_ID, file), required(known, SECRET, file), ""),
                known.getOrDefault(REGION, GatewayConfig.REGION_DEFAULT));
    }

    private static String required(Map<String, String> known, String name, Path file) throws CommandFailure {
        String value = known.get(name);
        if (value == null) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE,
                    name + ": is neither in the environment nor in " + file + ", which 'cairn up' writes");
        }
        return value;
    }

    private static Map<String, String> read(Path file) throws CommandFailure {
        var found = new HashMap<String, String>();
        try (var input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(FILE_BYTES_MAX + 1);
            if (bytes.length > FILE_BYTES_MAX) {
                throw new CommandFailure(Exit.CONFIG, file + ": is longer than " + FILE_BYTES_MAX + " bytes");
            }
            new String(bytes, StandardCharsets.UTF_8).lines().forEach(line -> {
                int equals = line.indexOf('=');
                if (equals > 0 && !line.startsWith("#") && equals < line.length() - 1) {
                    found.put(line.substring(0, equals), line.substring(equals + 1));
                }
            });
        } catch (NoSuchFileException _) {
            return Map.of();
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
        }
        return found;
    }
}
