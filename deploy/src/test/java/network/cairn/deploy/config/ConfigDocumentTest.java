package network.cairn.deploy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.metadata.PostgresSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfigDocumentTest {
    private static final String GOOD = """
            keystore: keystore
            listenPort: 20001
            dataFolder: data
            capacityBytes: 2000000
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private Path file;

    @BeforeEach
    void name() {
        file = folder.resolve("node.yaml");
    }

    private NodeFile read(String text, Map<String, String> environment) throws Exception {
        Files.writeString(file, text);
        return NodeFile.read(file, environment);
    }

    private void assertRefused(String text, Map<String, String> environment, String... parts) {
        assertThatThrownBy(() -> read(text, environment))
                .isInstanceOfSatisfying(
                        CommandFailure.class,
                        failure -> assertThat(failure.exit()).isEqualTo(Exit.CONFIG))
                .hasMessageNotContaining("\n")
                .message()
                .contains(parts);
    }

    @Test
    void paths_countFromTheFile() throws Exception {
        NodeFile node = read(GOOD, Map.of());

        assertThat(node.node().dataFolder()).isEqualTo(folder.resolve("data"));
        assertThat(node.keystore().keystore()).isEqualTo(folder.resolve("keystore"));
    }

    @Test
    void environment_goesBeforeTheFile() throws Exception {
        NodeFile node = read(
                GOOD,
                Map.of(
                        "CAIRN_NODE_LISTEN_PORT", "7",
                        "CAIRN_NODE_STALL_TIMEOUT", "1500ms",
                        "CAIRN_GATEWAY_PORT", "1",
                        "PATH", "/bin"));

        assertThat(node.node().listenPort()).isEqualTo(7);
        assertThat(node.node().limits().stallTimeout()).isEqualTo(Duration.ofMillis(1500));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "listenPort: 20001 | listenPort: 70000 | listenPort: 70000: must be a whole number from 0 to 65535",
                "listenPort: 20001 | listenPort: '80' | listenPort: 80: must be a whole number",
                "listenPort: 20001 | listenPort: 1.5 | listenPort: 1.5: must be a whole number",
                "listenPort: 20001 | | listenPort: missing; it must be given",
                "keystore: keystore | keystore: [a] | keystore: [\"a\"]: must be",
                "keystore: keystore | keystore: '' | keystore: : must be",
                "capacityBytes: 2000000 | capacityBytes: 5 | capacityBytes: 5: must be a whole number from 1048576",
                "dataFolder: data | {dataFolder: data | not YAML",
                "dataFolder: data | dataFolder: data\\ndataFolder: other | Duplicate",
                "dataFolder: data | dataFolder: data\\ndatafolder: x | datafolder: unknown key; the keys are",
                "dataFolder: data | dataFolder: data\\nstallTimeout: 10 | stallTimeout: 10: must be a time such as 30s",
                "dataFolder: data | dataFolder: data\\norderLifetimeMax: 1h | orderLifetimeMax is more than 0 and at most",
                "dataFolder: data | dataFolder: data\\nlogLevel: loud | logLevel: loud: must be one of error, warn, info, debug",
                "dataFolder: data | dataFolder: data\\nallowedClients: [me] | allowedClients: me: must be an id",
                "dataFolder: data | dataFolder: data\\nallowedClients: me | allowedClients: me: must be a list",
            })
    void wrongFile_isOneLineNamingKeyAndValue(String good, String bad, String message) {
        String replacement = bad == null ? "" : bad.replace("\\n", "\n");
        assertRefused(GOOD.replace(good, replacement), Map.of(), file.toString(), message);
    }

    @Test
    void wrongEnvironment_isNamed() {
        assertRefused(GOOD, Map.of("CAIRN_NODE_LISTEN_PORT", "x"), "environment: CAIRN_NODE_LISTEN_PORT: x: must be");
        assertRefused(GOOD, Map.of("CAIRN_NODE_LISTENPORT", "7"), "CAIRN_NODE_LISTENPORT: overrides no key");
    }

    @Test
    void missingOrShapelessFile_isNamed() {
        assertThatThrownBy(() -> NodeFile.read(file, Map.of())).hasMessage(file + ": no such file or folder");
        assertRefused("- a\n", Map.of(), "has no keys at its top level");
        assertRefused("#".repeat(ConfigDocument.FILE_BYTES_MAX + 1), Map.of(), "a configuration file is at most");
    }

    @Test
    void nodesFile_refusesDoublesAndEmptiness() throws Exception {
        String node =
                "  - id: cairn1sjs2qpy3mh0lx8hyc886k3enhwazwu27294604\n    host: h\n    port: 1\n    operator: o\n";
        Files.writeString(file, "nodes:\n" + node);
        assertThat(NodesFile.read(file)).hasSize(1);
        assertThat(NodesFile.write(NodesFile.read(file))).contains(node);

        Files.writeString(file, "nodes:\n" + node + node);
        assertThatThrownBy(() -> NodesFile.read(file)).hasMessageContaining("is listed twice");
        Files.writeString(file, "nodes: []\n");
        assertThatThrownBy(() -> NodesFile.read(file)).hasMessageContaining("the list is empty");
        Files.writeString(file, "nodes:\n" + node + "    more: 1\n");
        assertThatThrownBy(() -> NodesFile.read(file)).hasMessageContaining("more: unknown key");
    }

    @Test
    void gatewayMetadata_databaseOnlyWhereItsUrlIsGiven() throws Exception {
        String gateway = "keystore: k\nnodesFile: n\nport: 9000\ndataFolder: data\nscheme: 4/5/6/6\n";
        Files.writeString(file, gateway + "metadataUser: u\nmetadataPasswordFile: absent\n");
        assertThat(GatewayFile.read(file, Map.of()).gateway().database()).isEmpty();

        Path password = Files.writeString(folder.resolve("password"), "open sesame\n");
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(file, gateway + "metadataPasswordFile: password\nmetadataConnectTimeout: 2s\n");
        String url = "jdbc:postgresql://h/d?sslmode=require";
        assertThat(GatewayFile.read(file, Map.of("CAIRN_GATEWAY_METADATA_URL", url))
                        .gateway()
                        .database())
                .contains(new PostgresSettings(
                        url,
                        Optional.empty(),
                        Optional.of("open sesame"),
                        PostgresSettings.CONNECTIONS_MAX_DEFAULT,
                        Duration.ofSeconds(2),
                        PostgresSettings.STATEMENT_TIMEOUT_DEFAULT,
                        PostgresSettings.WRITER_TIMEOUT_DEFAULT));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "metadataUrl: postgres://h/d | named by a URL such as jdbc:postgresql:",
                "metadataUrl: 'jdbc:postgresql://h/d?user=u&password=hush' | holds a password",
                "metadataConnectionsMax: 3 | metadataConnectionsMax: 3: must be a whole number from 4 to 1000",
                "metadataWriterTimeout: 500ms | metadataWriterTimeout: 500ms: must be a time such as 30s, from 1s to",
                "metadataUrl: 'jdbc:postgresql://h/d'\\nmetadataPasswordFile: absent | the password file cannot be read",
            })
    void gatewayMetadata_wrong_isOneLine(String key, String message) throws Exception {
        Files.writeString(
                file,
                "keystore: k\nnodesFile: n\nport: 9000\ndataFolder: data\nscheme: 4/5/6/6\n" + key.replace("\\n", "\n")
                        + "\n");
        assertThatThrownBy(() -> GatewayFile.read(file, Map.of()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("hush")
                .hasMessageNotContaining("\n");
    }

    @Test
    void passphrase_mustBeForTheOwnerOnly() throws Exception {
        Path secret = folder.resolve("passphrase");
        Files.writeString(secret, "open sesame\n");
        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> Passphrase.find(secret, Map.of())).hasMessageContaining("chmod 600");

        Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
        assertThat(Passphrase.find(secret, Map.of())).containsExactly("open sesame".toCharArray());
        assertThat(Passphrase.find(secret, Map.of("CAIRN_PASSPHRASE", "x"))).containsExactly('x');
        assertThatThrownBy(() -> Passphrase.find(null, Map.of())).hasMessageContaining("CAIRN_PASSPHRASE");
    }
}
