package network.cairn.deploy.chain;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import network.cairn.client.light.Checkpoint;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;

/// Where a light client came to, between two commands. Whoever can write it decides what is believed.
public record CheckpointFile(Path file) {
    /// What was kept, if anything was.
    ///
    /// @throws CommandFailure with `CONFIG` where the file is no checkpoint of this chain
    public Optional<Checkpoint> read(ChainId chain) throws CommandFailure {
        try {
            if (Files.size(file) > Checkpoint.ENCODED_BYTES_MAX) {
                throw new CommandFailure(
                        Exit.CONFIG,
                        file + ": is longer than a checkpoint's " + Checkpoint.ENCODED_BYTES_MAX + " bytes");
            }
            var checkpoint = Checkpoint.decode(Files.readAllBytes(file));
            if (!checkpoint.header().chain().equals(chain)) {
                throw new CommandFailure(
                        Exit.CONFIG,
                        file + ": is a checkpoint of chain "
                                + checkpoint.header().chain() + ", not of " + chain);
            }
            return Optional.of(checkpoint);
        } catch (NoSuchFileException _) {
            return Optional.empty();
        } catch (CodecException e) {
            throw new CommandFailure(
                    Exit.CONFIG,
                    file + ": is no checkpoint (" + e.getMessage() + "); delete it to begin at genesis",
                    e);
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
        }
    }

    /// Replaces what was kept.
    void write(Checkpoint checkpoint) throws IOException {
        Path absolute = file.toAbsolutePath();
        Path part = Files.createTempFile(absolute.getParent(), "." + absolute.getFileName(), ".part");
        try {
            Files.write(part, checkpoint.encode());
            Files.move(part, absolute, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
