package network.cairn.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Properties;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.s3.Credential;
import org.junit.jupiter.api.Test;

/// Documents that older software wrote are read for ever.
final class IdentityDocumentTest {
    private static Properties vector(String name) throws Exception {
        var vector = new Properties();
        try (InputStream in = IdentityDocumentTest.class.getResourceAsStream("/vectors/" + name)) {
            vector.load(in);
        }
        return vector;
    }

    @Test
    void open_version1_tenantsAndKeysOfTheirRoots() throws Exception {
        Properties vector = vector("access-keys-v1.properties");
        MasterKey gatewayKey = MasterKey.of(HexFormat.of().parseHex(vector.getProperty("gatewayKey")));
        var storage = new MemoryStorage();
        storage.put(Base64.getDecoder().decode(vector.getProperty("file")));
        var clock = new SettableClock();
        Identities identities = Identities.open(storage, gatewayKey, new SecureRandom(), clock);

        Credential first =
                Objects.requireNonNull(identities.find(vector.getProperty("firstId"), null, clock.instant()));
        assertThat(first.secret()).isEqualTo(vector.getProperty("firstSecret"));
        assertThat(first.caller().tenant()).isEqualTo("alice");
        assertThat(first.caller().isRoot()).isTrue();
        assertThat(identities.directory().accounts().keySet()).containsExactly("alice", "bob");
        assertThat(identities.directory().account("alice").tenant().createdAt())
                .isEqualTo(Instant.parse("2026-01-02T03:04:05Z"));
        byte[] box = HexFormat.of().parseHex(vector.getProperty("sealedByAlice"));
        byte[] context = "vector".getBytes(StandardCharsets.US_ASCII);
        assertThat(identities.masterKey("alice").secretBox("vector").open(box, context))
                .asString()
                .isEqualTo("hello");

        identities.change(directory -> directory.withoutKey(vector.getProperty("secondId")));

        assertThat(storage.bytes()[17]).as("version").isEqualTo((byte) 2);
        Identities again = Identities.open(storage, gatewayKey, new SecureRandom(), clock);
        assertThat(again.find(vector.getProperty("firstId"), null, clock.instant()))
                .isEqualTo(first);
        assertThat(again.find(vector.getProperty("secondId"), null, clock.instant()))
                .isNull();
        assertThat(again.masterKey("alice").secretBox("vector").open(box, context))
                .asString()
                .isEqualTo("hello");
    }
}
