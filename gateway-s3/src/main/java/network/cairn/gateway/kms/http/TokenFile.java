package network.cairn.gateway.kms.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;
import java.util.regex.Pattern;

/// A file with a token that lets its bearer use a key service. An agent may replace it at any time.
record TokenFile(Path path) {
    private static final int BYTES_MAX = 8 * 1024;
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");
    private static final Set<PosixFilePermission> OTHERS = Set.of(
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE, PosixFilePermission.OTHERS_EXECUTE);

    /// @throws IOException if there is none, or everybody may read it
    String read() throws IOException {
        try {
            return readChecked();
        } catch (FileSystemException e) {
            // Its own message is the file's name and no more.
            throw new IOException(path + ": the key service's token cannot be read: " + e, e);
        }
    }

    private String readChecked() throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")
                && Files.getPosixFilePermissions(path).stream().anyMatch(OTHERS::contains)) {
            throw new IOException(path + ": everybody may use this token file; run: chmod o= " + path);
        }
        byte[] content;
        try (var in = Files.newInputStream(path)) {
            content = in.readNBytes(BYTES_MAX + 1);
        }
        String token = new String(content, StandardCharsets.ISO_8859_1).strip();
        if (content.length > BYTES_MAX || !TOKEN.matcher(token).matches()) {
            throw new IOException(path + ": holds no token, which is one line of at most " + BYTES_MAX + " characters");
        }
        return token;
    }
}
