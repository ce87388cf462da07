package network.cairn.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleFilesTest {
    private static final Path SAMPLES = Path.of("config");

    @Test
    void nodeSample_namesEveryKeyWithItsDefault(@TempDir Path folder) throws Exception {
        Path sample = SAMPLES.resolve("node.yaml");
        ConfigDocument document = ConfigDocument.read(sample, "", Map.of());
        NodeFile full = NodeFile.bind(document);
        assertThat(keys(sample)).isEqualTo(new TreeSet<>(document.known()));

        Path bare = folder.resolve("node.yaml");
        Files.writeString(bare, "keystore: k\nlistenPort: 20001\ndataFolder: data\ncapacityBytes: 107374182400\n");
        NodeFile defaults = NodeFile.read(bare, Map.of());
        assertThat(full.node().limits()).isEqualTo(defaults.node().limits());
        assertThat(full.node())
                .usingRecursiveComparison()
                .ignoringFields("dataFolder")
                .isEqualTo(defaults.node());
        assertThat(full.process().logLevel()).isEqualTo(defaults.process().logLevel());
    }

    @Test
    void gatewaySample_namesEveryKeyWithItsDefault(@TempDir Path folder) throws Exception {
        Path sample = SAMPLES.resolve("gateway.yaml");
        ConfigDocument document = ConfigDocument.read(sample, "", Map.of());
        GatewayFile full = GatewayFile.bind(document);
        assertThat(keys(sample)).isEqualTo(new TreeSet<>(document.known()));

        Path bare = folder.resolve("gateway.yaml");
        Files.writeString(bare, "keystore: k\nnodesFile: n\nport: 9000\ndataFolder: data\nscheme: 4/5/6/6\n");
        GatewayFile defaults = GatewayFile.read(bare, Map.of());
        assertThat(full.gateway())
                .usingRecursiveComparison()
                .ignoringFields("dataFolder")
                .isEqualTo(defaults.gateway());
        assertThat(full.process().logLevel()).isEqualTo(defaults.process().logLevel());
    }

    @Test
    void validatorSample_namesEveryKeyWithItsDefault(@TempDir Path folder) throws Exception {
        Path sample = SAMPLES.resolve("validator.yaml");
        ConfigDocument document = ConfigDocument.read(sample, "", Map.of());
        ValidatorFile full = ValidatorFile.bind(document);
        assertThat(keys(sample)).isEqualTo(new TreeSet<>(document.known()));

        Path bare = folder.resolve("validator.yaml");
        Files.writeString(bare, "keystore: k\ngenesisFile: g\ndataFolder: data\nlistenPort: 26600\nrpcPort: 26601\n");
        ValidatorFile defaults = ValidatorFile.read(bare, Map.of());
        assertThat(full.mesh()).isEqualTo(defaults.mesh());
        assertThat(full.rpc().limits()).isEqualTo(defaults.rpc().limits());
        assertThat(full.rpc().listenHost()).isEqualTo(defaults.rpc().listenHost());
        assertThat(full.mempool()).isEqualTo(defaults.mempool());
        assertThat(full.snapshotEpochs()).isEqualTo(defaults.snapshotEpochs());
        assertThat(full.options())
                .usingRecursiveComparison()
                .ignoringFields("checkpoint")
                .isEqualTo(defaults.options());
        assertThat(full.process().logLevel()).isEqualTo(defaults.process().logLevel());
    }

    private static Set<String> keys(Path sample) throws Exception {
        Set<String> keys = new TreeSet<>();
        for (String line : Files.readAllLines(sample)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                keys.add(line.substring(0, line.indexOf(':')));
            }
        }
        return keys;
    }
}
