package network.cairn.proofs;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The golden vectors: text files of one vector a line, its fields separated by blanks, `#` before remarks.
public final class Vectors {
    private Vectors() {}

    /// The fields of each line of `vectors/<name>.txt`.
    public static List<String[]> read(String name) {
        String path = "/vectors/" + name + ".txt";
        try (InputStream in = Vectors.class.getResourceAsStream(path)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + path);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(line -> line.split(" ", -1))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
