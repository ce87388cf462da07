package network.cairn.deploy.role;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The file in which a running role says who and where it is, for `cairn status` and for whoever started
/// it.
///
/// Written whole once the role answers, removed when it stops in order. One left by a killed role is
/// stale: its
/// process is gone.
///
/// @param role `node`, `gateway` or `validator`
/// @param address host and port it listens on; a validator's is its RPC's
/// @param secureAddress host and port of a gateway's HTTPS; null where there is none
/// @param pid its process
/// @param startedAt when, in ISO 8601
public record RunFile(
        String role, String id, String address, @Nullable String secureAddress, long pid, String startedAt) {
    private static final ObjectMapper JSON = JsonMapper.builder().build();

    /// What a running role left at this path, if anything is there.
    public static Optional<RunFile> read(Path file) throws IOException {
        try {
            return Optional.of(JSON.readValue(Files.readString(file), RunFile.class));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (JsonProcessingException e) {
            throw new IOException(file + " is not a run file: " + e.getOriginalMessage(), e);
        }
    }

    /// Writes the file, replacing another at once: a reader sees the old one or the new one.
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = file.resolveSibling(file.getFileName() + "." + pid + ".part");
        Files.writeString(part, JSON.writeValueAsString(this) + "\n");
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /// Removes the file if it is still this role's own.
    public void remove(Path file) throws IOException {
        if (read(file).filter(this::equals).isPresent()) {
            Files.delete(file);
        }
    }

    /// Whether a process of this number runs.
    public boolean processAlive() {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }
}
