package network.cairn.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.client.account.ChainSettings;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.gateway.kms.KeyServiceSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SampleFilesTest {
    private static final Path SAMPLES = Path.of("config");

    @Test
    void nodeSample_namesEveryKeyWithItsDefault(@TempDir Path folder) throws Exception {
        Path sample = copied("node.yaml", folder);
        ConfigDocument document = ConfigDocument.read(sample, "", Map.of());
        NodeFile full = NodeFile.bind(document);
        assertThat(keys(sample)).isEqualTo(new TreeSet<>(document.known()));

        Path bare = folder.resolve("bare.yaml");
        Files.writeString(bare, """
                keystore: k
                listenPort: 20001
                dataFolder: data
                capacityBytes: 107374182400
                chainFile: chain.yaml
                """);
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
        Path sample = copied("gateway.yaml", folder);
        ConfigDocument document = ConfigDocument.read(sample, "", Map.of());
        GatewayFile full = GatewayFile.bind(document);
        assertThat(keys(sample)).isEqualTo(new TreeSet<>(document.known()));

        Path bare = folder.resolve("bare.yaml");
        Files.writeString(bare, """
                keystore: k
                nodesFile: n
                port: 9000
                dataFolder: data
                scheme: 4/5/6/6
                metadataUrl: jdbc:postgresql://db.example.org:5432/cairn?sslmode=verify-full
                metadataUser: cairn
                metadataPasswordFile: metadata-password
                websitePort: 9001
                chainFile: chain.yaml
                httpsPort: 9443
                certificateFile: tls/gateway.pem
                certificateKeyFile: tls/gateway.key
                adminPort: 9090
                """);
        GatewayFile defaults = GatewayFile.read(bare, Map.of());
        assertThat(full.gateway())
                .usingRecursiveComparison()
                .ignoringFields("dataFolder")
                .isEqualTo(defaults.gateway());
        assertThat(full.process().logLevel()).isEqualTo(defaults.process().logLevel());
    }

    @Test
    void gateway_withAKeyServiceOutside(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("gateway.yaml");
        String bare =
                "keystore: k\nnodesFile: n\nport: 9000\ndataFolder: data\nscheme: 4/5/6/6\nkeyServiceKind: vault\n";
        Files.writeString(
                file,
                bare
                        + "keyServiceUrl: https://vault.example:8200\nkeyServiceTokenFile: token\nkeyServiceTimeout: 2s\n");
        assertThat(GatewayFile.read(file, Map.of("CAIRN_GATEWAY_KEY_SERVICE_MOUNT", "team/transit"))
                        .gateway()
                        .keyService())
                .isEqualTo(new KeyServiceSettings.Vault(
                        URI.create("https://vault.example:8200"),
                        folder.resolve("token"),
                        "team/transit",
                        Optional.empty(),
                        Duration.ofSeconds(2)));

        Map<String, String> wrong = Map.of(
                "keyServiceUrl: http://vault.example:8200\nkeyServiceTokenFile: t\n", "or http:// of this machine",
                "keyServiceUrl: 'a b'\nkeyServiceTokenFile: t\n", "keyServiceUrl: a b: must be a URL",
                "keyServiceUrl: https://v\n", "keyServiceTokenFile: missing",
                "keyServiceTokenFile: t\n", "keyServiceUrl: missing",
                "keyServiceUrl: https://v\nkeyServiceTokenFile: t\nkeyServiceMount: ../sys\n", "mount must be",
                "keyServiceUrl: https://v\nkeyServiceTokenFile: t\nkeyServiceTimeout: 1h\n", "keyServiceTimeout: 1h");
        for (Map.Entry<String, String> each : wrong.entrySet()) {
            Files.writeString(file, bare + each.getKey());
            assertThatThrownBy(() -> GatewayFile.read(file, Map.of()))
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining(each.getValue())
                    .hasMessageNotContaining("\n");
        }
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

    @Test
    void chainSample_isRead(@TempDir Path folder) throws Exception {
        ChainSettings chain = ChainFile.read(copied("chain.yaml", folder));
        assertThat(chain.rpc()).containsExactly(new Endpoint("127.0.0.1", 26601));
        assertThat(chain.genesis().name()).isEqualTo("sample");
    }

    /// A sample in a folder that also has the chain it names.
    private static Path copied(String sample, Path folder) throws Exception {
        Files.copy(SAMPLES.resolve("chain.yaml"), folder.resolve("chain.yaml"));
        var validator = Identity.ofSeed(new byte[Identity.SEED_LENGTH_BYTES]);
        var genesis = new Genesis(
                "sample",
                0,
                ChainParameters.DEFAULT,
                new TreeMap<>(),
                List.of(new Genesis.GenesisValidator(
                        validator.publicIdentity(), Amount.credits(100_000), new Endpoint("127.0.0.1", 26600), 0)),
                Optional.empty());
        Files.write(folder.resolve("genesis.bin"), genesis.encode());
        Path password = folder.resolve("metadata-password");
        Files.writeString(password, "secret\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Path copy = folder.resolve(sample);
        if (!sample.equals("chain.yaml")) {
            Files.copy(SAMPLES.resolve(sample), copy);
        }
        return copy;
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
