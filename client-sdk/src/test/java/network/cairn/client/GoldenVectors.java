package network.cairn.client;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;

/// Frozen bytes under `src/test/resources/vectors`: one `name=hex` a line. They never change while their format's
/// version lives.
public final class GoldenVectors {
    private final String file;
    private final Properties values = new Properties();

    private GoldenVectors(String file) {
        this.file = file;
    }

    public static GoldenVectors load(String file) {
        var vectors = new GoldenVectors(file);
        var resource = Objects.requireNonNull(
                GoldenVectors.class.getResourceAsStream("/vectors/" + file), "no vectors/" + file);
        try (var reader = new InputStreamReader(resource, StandardCharsets.UTF_8)) {
            vectors.values.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return vectors;
    }

    public byte[] bytes(String name) {
        String hex = values.getProperty(name);
        if (hex == null) {
            throw new AssertionError("vectors/" + file + " has no " + name);
        }
        return HexFormat.of().parseHex(hex);
    }
}
