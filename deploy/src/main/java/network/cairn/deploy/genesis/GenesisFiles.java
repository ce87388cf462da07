package network.cairn.deploy.genesis;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import network.cairn.chain.beacon.ThresholdBeacons;
import network.cairn.client.ledger.Genesis;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.proofs.codec.CodecException;

/// The files of a genesis: its canonical bytes, which everybody who follows the chain has, a rendering
/// for people,
/// and the validators' shares of the beacon's key.
public final class GenesisFiles {
    public static final String CANONICAL = "genesis.bin";
    public static final String READABLE = "genesis.json";
    public static final String SHARES = "beacon-shares";

    private static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private GenesisFiles() {}

    /// Writes all of them; none is replaced.
    ///
    /// @throws CommandFailure with `CANNOT_CREATE` where one is there already or cannot be made
    public static void write(Path folder, GenesisMaker.MadeGenesis made) throws CommandFailure {
        try {
            Files.createDirectories(folder);
            create(folder.resolve(CANONICAL), made.genesis().encode(), "rw-r--r--");
            create(folder.resolve(READABLE), JSON.writeValueAsBytes(GenesisText.json(made.genesis())), "rw-r--r--");
            if (!made.shares().isEmpty()) {
                Path shares = folder.resolve(SHARES);
                Files.createDirectories(shares);
                for (BeaconShareFile share : made.shares().values()) {
                    writeShare(shares.resolve(share.validator() + BeaconShareFile.SUFFIX), share);
                }
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    Exit.CANNOT_CREATE, folder + ": genesis cannot be written: " + CommandFailure.reason(e), e);
        }
    }

    /// Writes one share, for its owner's eyes.
    public static void writeShare(Path file, BeaconShareFile share) throws IOException {
        create(file, share.encode(), "rw-------");
    }

    /// Reads a genesis and checks what its encoding cannot: that the beacon's keys belong together.
    ///
    /// @throws CommandFailure with `CONFIG` where it is not there or is no genesis
    public static Genesis read(Path file) throws CommandFailure {
        try {
            if (Files.size(file) > Genesis.ENCODED_BYTES_MAX) {
                throw new CommandFailure(
                        Exit.CONFIG,
                        file + ": is " + Files.size(file) + " bytes; a genesis is at most "
                                + Genesis.ENCODED_BYTES_MAX);
            }
            return Genesis.decode(Files.readAllBytes(file));
        } catch (CodecException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": is no genesis in canonical bytes: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new CommandFailure(Exit.CONFIG, file + ": " + CommandFailure.reason(e), e);
        }
    }

    /// Checks that the beacon's keys are keys and belong together, which takes a while for a hundred
    /// members.
    ///
    /// @throws CommandFailure with `CONFIG` where they do not
    public static void requireSoundBeacon(Path file, Genesis genesis) throws CommandFailure {
        if (genesis.beacon().isPresent()
                && !ThresholdBeacons.isSound(genesis.beacon().get())) {
            throw new CommandFailure(
                    Exit.CONFIG,
                    file + ": the beacon's share keys are not shares of its group key: no beacon could"
                            + " ever be made");
        }
    }

    private static void create(Path file, byte[] content, String mode) throws IOException {
        try (var channel = FileChannel.open(
                file,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)))) {
            var remaining = java.nio.ByteBuffer.wrap(content);
            while (remaining.hasRemaining()) {
                channel.write(remaining);
            }
            channel.force(true);
        }
    }
}
