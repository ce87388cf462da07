package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.config.Keystores;
import network.cairn.gateway.admin.AdminApi;
import network.cairn.gateway.admin.AdminDesk;
import network.cairn.gateway.admin.TenantUsage;
import network.cairn.gateway.admin.http.AdminAddress;
import network.cairn.gateway.admin.http.AdminDoor;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityFile;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.tls.CertificateFiles;
import network.cairn.gateway.tls.LocalCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The same commands, through the admin API of a gateway, over HTTPS.
@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class AdminCommandsTest extends IdentityCommands {
    private final Vertx vertx = Vertx.vertx();
    private TenantUsage.Usage usage = new TenantUsage.Usage(0, 0, 0);

    @SuppressWarnings("NullAway.Init") // set before each test
    private Identities identities;

    @SuppressWarnings("NullAway.Init") // set before each test
    private IssuedKey key;

    @SuppressWarnings("NullAway.Init") // set before each test
    private AdminDoor door;

    @BeforeEach
    void open() throws Exception {
        var passphrase = Map.of("CAIRN_PASSPHRASE", PASSPHRASE);
        var random = new SecureRandom();
        GatewayFile file = GatewayFile.read(folder.resolve("gateway.yaml"), passphrase);
        identities = Identities.open(
                new IdentityFile(file.gateway().accessKeyFile()),
                Keystores.masterKey(file.keystore(), Keystores.open(file.keystore(), passphrase)),
                random,
                InstantSource.system());
        key = identities.issuer().operatorKey();
        identities.change(directory -> directory.added(key));
        var files = new CertificateFiles(folder.resolve("gateway.pem"), folder.resolve("gateway.key"));
        var certificate = LocalCertificate.make(
                List.of("127.0.0.1"), InstantSource.system().instant(), random);
        certificate.write(files);
        certificate.writeAuthority(folder.resolve("ca.pem"));
        door = AdminDoor.open(
                vertx,
                new AdminAddress("127.0.0.1", 0),
                new AdminDesk(
                        identities, "eu-west-1", new AdminApi(identities, Optional.of((TenantUsage) tenant -> usage))),
                InstantSource.system(),
                Optional.of(files));
        operatorFile("rw-------");
    }

    private Path operatorFile(String mode) throws Exception {
        Path file = folder.resolve("operator.env");
        Files.deleteIfExists(file);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
        Files.writeString(file, """
                # an operator
                CAIRN_ADMIN_URL=https://127.0.0.1:%d
                CAIRN_OPERATOR_KEY_ID=%s
                CAIRN_OPERATOR_SECRET_KEY=%s
                CAIRN_ADMIN_CA_FILE='%s'
                export CAIRN_ADMIN_URL
                """.formatted(door.port(), key.id(), key.key().secret(), folder.resolve("ca.pem")));
        return file;
    }

    @AfterEach
    void close() throws Exception {
        door.close();
        vertx.close().toCompletionStage().toCompletableFuture().get();
    }

    @Override
    List<String> options() {
        return List.of("--operator-file", folder.resolve("operator.env").toString());
    }

    @Override
    Map<String, String> environment() {
        return Map.of();
    }

    @Test
    void environment_isEnough() {
        Outcome outcome = run(
                Map.of(
                        "CAIRN_ADMIN_URL", "https://127.0.0.1:" + door.port(),
                        "CAIRN_OPERATOR_KEY_ID", key.id(),
                        "CAIRN_OPERATOR_SECRET_KEY", key.key().secret(),
                        "CAIRN_ADMIN_CA_FILE", folder.resolve("ca.pem").toString()),
                List.of("keys", "list"));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.out()).contains(key.id(), "(operator)");
    }

    @Test
    void usage_isShown_andKeepsATenantWithBuckets() throws Exception {
        json("tenant create hill");
        usage = new TenantUsage.Usage(2, 3, 4096);
        assertThat(json("tenant show hill").path("objects").asLong()).isEqualTo(3);
        assertThat(cairn("tenant", "show", "hill").out()).contains("BUCKETS", "4.0 KiB");
        json("tenant suspend hill");
        refused(65, "tenant hill has 2 buckets; delete them first", "tenant delete hill --erase-objects");
    }

    @Test
    void change_isSeenAtOnce() throws Exception {
        String id = json("keys create").path("accessKeyId").asText();
        assertThat(identities.find(id, null, InstantSource.system().instant())).isNotNull();
        json("keys delete " + id);
        assertThat(identities.find(id, null, InstantSource.system().instant())).isNull();
    }

    @Test
    void keyThatIsNone_isRefused() throws Exception {
        identities.change(directory -> directory.withKeyActive(key.id(), false));
        refused(78, "Access Key Id you provided does not exist", "tenant list");
    }

    @Test
    void fileThatOthersMayRead_isRefused() throws Exception {
        operatorFile("rw-r--r--");
        refused(78, "others may use this operator's key; run: chmod 600", "tenant list");
    }

    @Test
    void gatewayThatIsNotThere_isSaid() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        refused(69, "cannot be reached; does the gateway run", "tenant list --admin https://127.0.0.1:" + free);
    }

    @Test
    void certificateThatIsNotTrusted_isRefused() throws Exception {
        var other = LocalCertificate.make(
                List.of("127.0.0.1"), InstantSource.system().instant(), new SecureRandom());
        Files.delete(folder.resolve("ca.pem"));
        other.writeAuthority(folder.resolve("ca.pem"));
        refused(69, "no answer comes", "tenant list");
        Files.writeString(folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n");
        refused(78, "cannot be read as certificates", "tenant list");
    }

    @Test
    void urlThatIsNone_isRefused() {
        refused(64, "is no admin API such as", "tenant list --admin 127.0.0.1:9090");
        refused(64, "is no admin API such as", "tenant list --admin http://127.0.0.1:9090/path");
        Outcome outcome = run(Map.of(), List.of("tenant", "list", "--admin", "http://127.0.0.1:9090"));
        assertThat(outcome.exitCode()).isEqualTo(78);
        assertThat(outcome.err()).contains("CAIRN_OPERATOR_KEY_ID is not set");
    }
}
