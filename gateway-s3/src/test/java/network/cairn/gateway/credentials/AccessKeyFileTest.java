package network.cairn.gateway.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.s3.AccessKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AccessKeyFileTest {
    private final SecureRandom random = new SecureRandom();
    private final MasterKey gatewayKey = MasterKey.generate(random);
    private final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    private Path path;

    @BeforeEach
    void setPath() {
        path = folder.resolve("access-keys");
    }

    private AccessKeyFile open() {
        return AccessKeyFile.open(path, gatewayKey);
    }

    @Test
    void create_thenReopen_keyAndTenantAreThere() throws Exception {
        AccessKey key = open().create("alice", random, clock);
        assertThat(key.id()).matches("CAIRN[A-Z2-7]{15}");
        assertThat(key.secret()).hasSize(40);
        assertThat(open().find(key.id())).isEqualTo(key);
        assertThat(open().list()).extracting(IssuedKey::createdAt).containsExactly(clock.instant());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
                .doesNotContain(key.secret(), key.id(), "alice");
    }

    @Test
    void find_keyMadeByAnotherProcess_seenAtOnce() {
        AccessKeyFile running = open();
        AccessKey key = open().create("alice", random, clock);
        assertThat(running.find(key.id())).isEqualTo(key);
        assertThat(running.masterKey("alice")).isEqualTo(open().masterKey("alice"));
    }

    @Test
    void create_secondKeyOfTenant_sameMasterKey() {
        AccessKeyFile file = open();
        file.create("alice", random, clock);
        MasterKey before = file.masterKey("alice");
        AccessKey second = file.create("alice", random, clock);
        file.create("bob", random, clock);
        assertThat(file.masterKey("alice")).isEqualTo(before).isNotEqualTo(file.masterKey("bob"));
        assertThat(file.delete(second.id(), random)).isTrue();
        assertThat(file.delete(second.id(), random)).isFalse();
        assertThat(file.find(second.id())).isNull();
        assertThat(file.masterKey("alice")).isEqualTo(before);
    }

    @Test
    void create_manyAtOnce_noneLost() throws Exception {
        Callable<AccessKey> create = () -> open().create("alice", random, clock);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<AccessKey> key : executor.invokeAll(Collections.nCopies(24, create))) {
                assertThat(open().find(key.get().id())).isEqualTo(key.get());
            }
        }
        assertThat(open().list()).hasSize(24);
    }

    @Test
    void open_otherGatewayOrDamaged_clearError() throws Exception {
        open().create("alice", random, clock);
        assertThatThrownBy(() -> AccessKeyFile.open(path, MasterKey.generate(random)))
                .isInstanceOf(CredentialsException.class)
                .hasMessageContaining("another gateway");
        byte[] bytes = Files.readAllBytes(path);
        Files.write(path, Arrays.copyOf(bytes, bytes.length - 1));
        assertThatThrownBy(this::open).isInstanceOf(CredentialsException.class).hasMessageContaining("damaged");
    }

    @Test
    void create_badTenant_refused() {
        assertThatThrownBy(() -> open().create("Al ice", random, clock)).isInstanceOf(IllegalArgumentException.class);
    }
}
