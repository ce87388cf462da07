package network.cairn.client.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import network.cairn.client.GoldenVectors;
import network.cairn.client.SeededSecureRandom;
import network.cairn.client.identity.KeystoreException.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeystoreTest {
    private static final Argon2Cost CHEAP = new Argon2Cost(8, 1, 1);
    private static final char[] PASSPHRASE = "correct höŕse".toCharArray();
    private static final byte[] SECRET = HexFormat.of().parseHex("5c".repeat(32));

    @TempDir
    Path folder;

    private Path file = Path.of("unset");
    private final Identity identity = Identity.ofSeed(HexFormat.of().parseHex("17".repeat(32)));
    private final SeededSecureRandom random = new SeededSecureRandom(3);

    @BeforeEach
    void createKeystore() throws Exception {
        file = folder.resolve("node.keys");
        Keystore.create(file, PASSPHRASE, identity, Map.of(Keystore.MASTER_KEY, SECRET), CHEAP, random);
    }

    @Test
    void open_rightPassphrase_givesEverythingBack() throws Exception {
        Keystore opened = Keystore.open(file, PASSPHRASE);

        assertThat(opened.identity().id()).isEqualTo(identity.id());
        assertThat(opened.secret(Keystore.MASTER_KEY)).hasValue(SECRET);
        assertThat(opened.secret("other")).isEmpty();
        assertThat(opened.secretNames()).containsExactly(Keystore.MASTER_KEY);
        assertThat(opened.toString()).doesNotContain("5c5c").doesNotContain("1717");
    }

    @Test
    void create_fileIsOnlyItsOwners_andNothingElseIsLeft() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertOnlyFile();
    }

    @Test
    void create_fileExists_isRefusedAndLeftAlone() throws Exception {
        byte[] before = Files.readAllBytes(file);

        assertReason(Reason.EXISTS, () -> Keystore.create(file, PASSPHRASE, identity, Map.of(), CHEAP, random));

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertOnlyFile();
    }

    @Test
    void save_moreSecrets_replacesTheFile() throws Exception {
        byte[] more = HexFormat.of().parseHex("77".repeat(32));

        Keystore.open(file, PASSPHRASE).withSecret("beacon-share", more).save(file, PASSPHRASE, CHEAP, random);

        Keystore opened = Keystore.open(file, PASSPHRASE);
        assertThat(opened.secret("beacon-share")).hasValue(more);
        assertThat(opened.secret(Keystore.MASTER_KEY)).hasValue(SECRET);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertOnlyFile();
    }

    @Test
    void open_wrongPassphrase_saysSo() {
        assertReason(Reason.WRONG_PASSPHRASE, () -> Keystore.open(file, "wrong".toCharArray()));
        assertReason(Reason.WRONG_PASSPHRASE, () -> Keystore.open(file, new char[0]));
    }

    @Test
    void open_noFile_saysSo() {
        assertReason(Reason.MISSING, () -> Keystore.open(folder.resolve("none"), PASSPHRASE));
    }

    @Test
    void open_fileOthersMayTouch_isRefused() throws Exception {
        for (String mode : new String[] {"rw-r--r--", "rw--w----", "rw-r-----", "rw----r--"}) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));

            assertThatThrownBy(() -> Keystore.open(file, PASSPHRASE))
                    .isInstanceOf(KeystoreException.class)
                    .hasMessageContaining(mode)
                    .hasMessageContaining("chmod 600");
            assertReason(Reason.UNSAFE_MODE, () -> Keystore.open(file, PASSPHRASE));
        }
    }

    @Test
    void open_anyBitFlipped_isDamaged() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * whole.length; bit += 3) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            Files.write(file, flipped);
            assertReason(Reason.DAMAGED, () -> Keystore.open(file, PASSPHRASE));
        }
    }

    @Test
    void open_truncatedOrExtended_isDamaged() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        for (int length = 0; length <= whole.length + 1; length++) {
            if (length != whole.length) {
                Files.write(file, Arrays.copyOf(whole, length));
                assertReason(Reason.DAMAGED, () -> Keystore.open(file, PASSPHRASE));
            }
        }
        Files.write(file, new byte[KeystoreFile.FILE_BYTES_MAX + 1]);
        assertReason(Reason.DAMAGED, () -> Keystore.open(file, PASSPHRASE));
    }

    @Test
    void open_costBeyondItsLimitsUnderAGoodChecksum_isDamagedBeforeAnyMemoryIsTaken() throws Exception {
        byte[] whole = Files.readAllBytes(file);
        whole[9] = 0x7f;
        byte[] body = Arrays.copyOf(whole, whole.length - 32);
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
        System.arraycopy(hash, 0, whole, body.length, hash.length);
        Files.write(file, whole);

        assertThatThrownBy(() -> Keystore.open(file, PASSPHRASE))
                .isInstanceOf(KeystoreException.class)
                .hasMessageContaining("Argon2id cost");
    }

    @Test
    void open_frozenFile_givesTheFrozenContent() throws Exception {
        var vectors = GoldenVectors.load("identity.properties");
        Path frozen = folder.resolve("frozen");
        KeystoreFile.replace(frozen, vectors.bytes("keystore"));

        Keystore opened = Keystore.open(frozen, PASSPHRASE);

        assertThat(opened.identity().publicIdentity()).isEqualTo(identity.publicIdentity());
        assertThat(opened.secret(Keystore.MASTER_KEY)).hasValue(SECRET);
        assertThat(HexFormat.of().formatHex(Files.readAllBytes(file)))
                .isEqualTo(HexFormat.of().formatHex(vectors.bytes("keystore")));
    }

    @Test
    void withSecret_whatCannotBeKept_isRefused() {
        Keystore keystore = Keystore.of(identity);

        for (String name : new String[] {"", "A", "a b", "-x", "x".repeat(65), "ä"}) {
            assertThatThrownBy(() -> keystore.withSecret(name, SECRET)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> keystore.withSecret("short", new byte[31]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> keystore.save(file, new char[0], CHEAP, random))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void save_fullKeystore_fitsItsLimit() throws Exception {
        Keystore keystore = Keystore.of(identity);
        for (int i = 0; i < Keystore.SECRETS_MAX; i++) {
            keystore = keystore.withSecret("n".repeat(61) + "%03d".formatted(i), SECRET);
        }

        keystore.save(file, PASSPHRASE, CHEAP, random);

        assertThat(Keystore.open(file, PASSPHRASE).secretNames()).hasSize(Keystore.SECRETS_MAX);
        Keystore full = keystore;
        assertThatThrownBy(() -> full.withSecret("one-more", SECRET)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cost_outsideItsLimits_isRefused() {
        int[][] costs = {{7, 1, 1}, {8, 0, 1}, {8, 1, 0}, {15, 1, 2}, {1 << 19, 1, 1}, {8, 65, 1}, {1024, 1, 17}};
        for (int[] cost : costs) {
            assertThatThrownBy(() -> new Argon2Cost(cost[0], cost[1], cost[2]))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private void assertOnlyFile() throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    private static void assertReason(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        KeystoreException.class,
                        e -> assertThat(e.reason()).as(e.getMessage()).isEqualTo(reason));
    }
}
