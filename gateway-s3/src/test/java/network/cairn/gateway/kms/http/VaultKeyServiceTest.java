package network.cairn.gateway.kms.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import network.cairn.client.GoldenVectors;
import network.cairn.client.SeededSecureRandom;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.gateway.kms.EncryptionContext;
import network.cairn.gateway.kms.KeyArn;
import network.cairn.gateway.kms.KeyDescription;
import network.cairn.gateway.kms.KeyServiceException;
import network.cairn.gateway.kms.KeyServiceException.Reason;
import network.cairn.gateway.kms.KeyServiceSettings;
import network.cairn.gateway.kms.KeyState;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
final class VaultKeyServiceTest {
    private static final KeyArn KEY = new KeyArn("us-east-1", "alice", "reports");

    private final DataKey dataKey = DataKey.generate(new SeededSecureRandom(3));

    @TempDir
    Path folder;

    private TestVault vault;
    private Path tokenFile;
    private VaultKeyService service;
    private EncryptionContext context;

    @BeforeEach
    void start() throws Exception {
        vault = new TestVault(null);
        vault.create("alice.reports");
        tokenFile = Files.writeString(folder.resolve("token"), TestVault.TOKEN + "\n");
        Files.setPosixFilePermissions(tokenFile, PosixFilePermissions.fromString("rw-r-----"));
        service = service(vault.url(), Optional.empty(), Duration.ofSeconds(20));
        context = EncryptionContext.of(new TreeMap<>(Map.of("aws:s3:arn", "arn:aws:s3:::b/k")));
    }

    @AfterEach
    void stop() {
        service.close();
        vault.close();
    }

    private VaultKeyService service(URI url, Optional<Path> caFile, Duration timeout) throws IOException {
        return new VaultKeyService(
                new KeyServiceSettings.Vault(url, tokenFile, "transit", caFile, timeout), "us-east-1");
    }

    private static void assertFails(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeyServiceException.class, e -> assertThat(e.reason()).isEqualTo(reason));
    }

    @Test
    void wrap_thenUnwrap_givesTheDataKey() throws Exception {
        byte[] wrapped = service.wrap(KEY, dataKey, context);

        assertThat(service.unwrap("alice", wrapped, context)).isEqualTo(dataKey);
        assertThat(wrapped).hasSizeLessThan(400);
        assertThat(VaultBlob.decode(wrapped).keyName()).isEqualTo("alice.reports");
        assertThat(vault.asked)
                .containsExactly("POST /v1/transit/encrypt/alice.reports", "POST /v1/transit/decrypt/alice.reports");
    }

    @Test
    void blob_encoded_isTheFrozenOne() throws Exception {
        byte[] frozen = GoldenVectors.load("gateway-keys-v1.properties").bytes("blob.vault");
        assertThat(VaultBlob.decode(frozen)).isEqualTo(new VaultBlob("alice.reports", "vault:v3:AAAA"));
        assertThat(new VaultBlob("alice.reports", "vault:v3:AAAA").encode()).isEqualTo(frozen);
        for (int length = 0; length < frozen.length; length++) {
            byte[] cut = Arrays.copyOf(frozen, length);
            assertThatThrownBy(() -> VaultBlob.decode(cut)).isInstanceOf(DecryptionException.class);
        }
    }

    @Test
    void unwrap_anyBitFlipped_isRefused() throws Exception {
        byte[] wrapped = service.wrap(KEY, dataKey, context);
        int from = 1 + 4 + "alice.".length();
        for (int bit = 8 * from; bit < 8 * wrapped.length; bit += 3) {
            byte[] flipped = wrapped.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> service.unwrap("alice", flipped, context))
                    .as("bit %s", bit)
                    .isInstanceOfAny(DecryptionException.class, KeyServiceException.class);
        }
    }

    @Test
    void unwrap_otherContext_isRefused_byDerivedKeysAndOldEnginesToo() throws Exception {
        EncryptionContext other = EncryptionContext.of(new TreeMap<>(Map.of("aws:s3:arn", "arn:aws:s3:::b/l")));
        vault.create("alice.derived").derived = true;
        for (boolean ignores : new boolean[] {false, true}) {
            vault.ignoresAssociatedData = ignores;
            for (String id : List.of("reports", "derived")) {
                byte[] wrapped = service.wrap(new KeyArn("us-east-1", "alice", id), dataKey, context);
                assertThat(service.unwrap("alice", wrapped, context)).isEqualTo(dataKey);
                assertThatThrownBy(() -> service.unwrap("alice", wrapped, other))
                        .isInstanceOf(DecryptionException.class);
            }
        }
    }

    @Test
    void rotatedInTheEngine_newVersionWraps_oldOnesUnwrapUntilWithdrawn() throws Exception {
        byte[] old = service.wrap(KEY, dataKey, context);
        vault.rotate("alice.reports");
        byte[] fresh = service.wrap(KEY, dataKey, context);

        assertThat(VaultBlob.decode(fresh).ciphertext()).startsWith("vault:v2:");
        assertThat(service.unwrap("alice", old, context)).isEqualTo(dataKey);
        assertThat(service.describe("alice", "reports").version()).isEqualTo(2);
        vault.key("alice.reports").minDecryptionVersion = 2;
        assertFails(Reason.DISABLED, () -> service.unwrap("alice", old, context));
    }

    @Test
    void describe_idAliasAndArn_areTheEnginesKey() throws Exception {
        for (String name : List.of("reports", "alias/reports", KEY.toString())) {
            KeyDescription description = service.describe("alice", name);
            assertThat(description.arn()).isEqualTo(KEY);
            assertThat(description.state()).isEqualTo(KeyState.ENABLED);
            assertThat(description.createdAt()).isEqualTo(Instant.ofEpochSecond(1_767_323_045L));
        }
        assertThat(service.resolve("alice", "reports")).isEqualTo(KEY);
    }

    @Test
    void keyThatIsNotThere_isNoSuchKey_andIsNotMadeByAsking() throws Exception {
        byte[] wrapped = service.wrap(KEY, dataKey, context);
        vault.keys.clear();

        assertFails(Reason.NO_SUCH_KEY, () -> service.resolve("alice", "reports"));
        assertFails(Reason.NO_SUCH_KEY, () -> service.wrap(KEY, dataKey, context));
        assertFails(Reason.NO_SUCH_KEY, () -> service.unwrap("alice", wrapped, context));
        assertFails(Reason.NO_SUCH_KEY, () -> service.resolve("alice", "alias/a/b"));
        assertThat(vault.keys).isEmpty();
    }

    @Test
    void defaultKey_isMadeOnFirstUse() throws Exception {
        KeyArn key = service.resolve("bob", "");
        assertThat(key).hasToString("arn:cairn:kms:us-east-1:bob:key/aws-s3");
        assertThat(vault.keys).containsKey("bob.aws-s3");
        assertThat(service.describe("bob", "alias/aws/s3").aliases()).containsExactly("aws/s3");
        assertThat(service.unwrap("bob", service.wrap(key, dataKey, context), context))
                .isEqualTo(dataKey);
    }

    @Test
    void tenants_doNotReachEachOthersKeys() throws Exception {
        byte[] wrapped = service.wrap(KEY, dataKey, context);
        assertFails(Reason.ACCESS_DENIED, () -> service.resolve("bob", KEY.toString()));
        assertFails(Reason.NO_SUCH_KEY, () -> service.resolve("bob", "reports"));
        assertThatThrownBy(() -> service.unwrap("bob", wrapped, context)).isInstanceOf(DecryptionException.class);
        byte[] forged =
                new VaultBlob("alice.../../sys/x", VaultBlob.decode(wrapped).ciphertext()).encode();
        assertThatThrownBy(() -> service.unwrap("alice", forged, context)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void forbiddenKey_isDenied_butABadTokenIsTheGatewaysFault() throws Exception {
        vault.forbidden.add("alice.reports");
        assertFails(Reason.ACCESS_DENIED, () -> service.wrap(KEY, dataKey, context));
        assertFails(Reason.ACCESS_DENIED, () -> service.resolve("alice", "reports"));

        vault.goodToken = "hvs.another";
        assertFails(Reason.UNAVAILABLE, () -> service.wrap(KEY, dataKey, context));
        // An agent has renewed it.
        Files.writeString(tokenFile, "hvs.another");
        vault.forbidden.clear();
        assertThat(service.wrap(KEY, dataKey, context)).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 412, 429, 500, 502, 503, 504})
    void passingFailure_isRepeated_aLastingOneIsUnavailable(int status) throws Exception {
        vault.failures.addAll(List.of(status, status));
        assertThat(service.wrap(KEY, dataKey, context)).isNotEmpty();
        assertThat(vault.asked).hasSize(3);

        vault.failures.addAll(List.of(status, status, status));
        assertFails(Reason.UNAVAILABLE, () -> service.wrap(KEY, dataKey, context));
        assertThat(vault.asked).hasSize(3 + VaultClient.ATTEMPTS_MAX);
        assertThat(vault.failures).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 307, 401, 405, 418, 501})
    void strangeStatus_isUnavailableAtOnce_andNoRedirectIsFollowed(int status) {
        vault.failures.add(status);
        assertFails(Reason.UNAVAILABLE, () -> service.wrap(KEY, dataKey, context));
        assertThat(vault.asked).hasSize(1);
    }

    @Test
    void nonsense_isUnavailable() {
        for (String answer : List.of(
                "{",
                "[]",
                "null",
                "\"x\"",
                "{\"data\":{}}",
                "{\"data\":{\"ciphertext\":5}}",
                "{\"data\":{\"ciphertext\":\"" + "x".repeat(2000) + "\"}}",
                "{\"data\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
                " ".repeat(300_000))) {
            vault.rawAnswer = answer;
            assertFails(Reason.UNAVAILABLE, () -> service.wrap(KEY, dataKey, context));
        }
        vault.rawAnswer = "{\"data\":{\"plaintext\":\"%%\"}}";
        byte[] wrapped = new VaultBlob("alice.reports", "vault:v1:AAAA").encode();
        assertFails(Reason.UNAVAILABLE, () -> service.unwrap("alice", wrapped, context));
        vault.rawAnswer = "{\"data\":{\"plaintext\":\"AAAA\"}}";
        assertThatThrownBy(() -> service.unwrap("alice", wrapped, context)).isInstanceOf(DecryptionException.class);
    }

    @Test
    void serverThatHangs_isUnavailableAfterTheTimeout() throws Exception {
        vault.hangs = true;
        try (var impatient = service(vault.url(), Optional.empty(), Duration.ofMillis(300))) {
            assertThatThrownBy(() -> impatient.wrap(KEY, dataKey, context))
                    .isInstanceOfSatisfying(KeyServiceException.class, e -> {
                        assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                        assertThat(e.getCause()).hasMessageContaining("did not answer within");
                    });
        }
    }

    @Test
    void serverThatIsDown_isUnavailable_andClientsLearnNothingOfIt() {
        vault.close();
        assertThatThrownBy(() -> service.wrap(KEY, dataKey, context))
                .isInstanceOfSatisfying(KeyServiceException.class, e -> {
                    assertThat(e.reason()).isEqualTo(Reason.UNAVAILABLE);
                    assertThat(e.text()).doesNotContain("127.0.0.1");
                    assertThat(e.getCause()).hasMessageContaining("127.0.0.1");
                });
    }

    @Test
    void wrongMount_isUnavailable_andNoMissingKey() throws Exception {
        try (var lost = new VaultKeyService(
                new KeyServiceSettings.Vault(
                        vault.url(), tokenFile, "elsewhere", Optional.empty(), Duration.ofSeconds(20)),
                "us-east-1")) {
            assertFails(Reason.UNAVAILABLE, () -> lost.resolve("alice", "reports"));
        }
    }

    @Test
    void keyOfAnotherType_isRefused() {
        vault.key("alice.reports").type = "rsa-4096";
        assertFails(Reason.INVALID_REQUEST, () -> service.resolve("alice", "reports"));
    }

    @Test
    void tokenFile_missingEmptyOrForEverybody_isAClearError() throws Exception {
        Files.setPosixFilePermissions(tokenFile, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> service(vault.url(), Optional.empty(), Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("chmod o=");
        assertFails(Reason.UNAVAILABLE, () -> service.wrap(KEY, dataKey, context));
        Files.setPosixFilePermissions(tokenFile, PosixFilePermissions.fromString("rw-------"));
        for (String bad : List.of("", "two\nlines", "x".repeat(9000), "ключ")) {
            Files.writeString(tokenFile, bad);
            assertThatThrownBy(() -> service(vault.url(), Optional.empty(), Duration.ofSeconds(1)))
                    .hasMessageContaining("holds no token");
        }
    }

    @Test
    void settings_plainHttpToAnotherMachine_isRefused() {
        for (String url :
                List.of("http://vault.example:8200", "ftp://127.0.0.1", "https://", "https://u:p@vault.example", "x")) {
            assertThatThrownBy(() -> new KeyServiceSettings.Vault(
                            URI.create(url), tokenFile, "transit", Optional.empty(), Duration.ofSeconds(1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .doesNotContain("u:p");
        }
        assertThatThrownBy(() -> new KeyServiceSettings.Vault(
                        vault.url(), tokenFile, "../sys", Optional.empty(), Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tls_onlyTheCertificatesOfTheFileAreTrusted() throws Exception {
        Path store = folder.resolve("server.p12");
        keytool(
                "-genkeypair",
                "-keystore",
                store.toString(),
                "-alias",
                "s",
                "-keyalg",
                "EC",
                "-dname",
                "CN=test",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "36500");
        Path certificate = folder.resolve("ca.pem");
        keytool("-exportcert", "-keystore", store.toString(), "-alias", "s", "-rfc", "-file", certificate.toString());
        try (var secured = new TestVault(tls(store));
                var trusting = service(secured.url(), Optional.of(certificate), Duration.ofSeconds(20));
                var distrusting = service(secured.url(), Optional.empty(), Duration.ofSeconds(20))) {
            secured.create("alice.reports");
            assertThat(trusting.unwrap("alice", trusting.wrap(KEY, dataKey, context), context))
                    .isEqualTo(dataKey);
            assertFails(Reason.UNAVAILABLE, () -> distrusting.wrap(KEY, dataKey, context));
        }
        assertThatThrownBy(() -> service(vault.url(), Optional.of(tokenFile), Duration.ofSeconds(1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("certificate");
    }

    private static void keytool(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storepass", "changeit"));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private static SSLContext tls(Path store) throws Exception {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "changeit".toCharArray());
        }
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, "changeit".toCharArray());
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(managers.getKeyManagers(), null, null);
        return tls;
    }
}
