package network.cairn.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
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

    @Test
    void open_version2_everythingThatIsInIt() throws Exception {
        Properties vector = vector("identities-v2.properties");
        MasterKey gatewayKey = MasterKey.of(HexFormat.of().parseHex(vector.getProperty("gatewayKey")));
        var storage = new MemoryStorage();
        storage.put(Base64.getDecoder().decode(vector.getProperty("document")));
        var clock = new SettableClock();
        Identities identities = Identities.open(storage, gatewayKey, new SecureRandom(), clock);

        Directory directory = identities.directory();
        Account alice = directory.account("alice");
        assertThat(alice.tenant().quota().bytesMax()).hasValue(1L << 40);
        assertThat(alice.tenant().rates().requestsPerSecond()).hasValue(50);
        User ann = alice.users().get("ann");
        assertThat(ann.id()).isEqualTo(vector.getProperty("userId"));
        assertThat(Arns.user("alice", ann.registration())).isEqualTo("arn:aws:iam::alice:user/team/ann");
        assertThat(ann.grants().inline()).containsEntry("own", TestIdentities.POLICY);
        assertThat(ann.grants().attached()).containsExactly("arn:aws:iam::alice:policy/p");
        assertThat(ann.tags().all()).containsEntry("team", "north");
        assertThat(alice.groupsOf(ann)).extracting(Group::name).containsExactly("readers");
        Role role = alice.roles().get("admin");
        assertThat(role.description()).isEqualTo("does things");
        assertThat(role.sessionTimeMax()).isEqualTo(Duration.ofHours(2));
        assertThat(alice.policies().get("p").document()).contains("s3:PutObject");
        assertThat(alice.policies().get("p").versions()).hasSize(2);
        assertThat(directory.keys().keySet())
                .containsExactly(
                        vector.getProperty("rootId"),
                        vector.getProperty("userKeyId"),
                        vector.getProperty("operatorId"));
        assertThat(directory.key(vector.getProperty("userKeyId")).active()).isFalse();
        assertThat(directory.key(vector.getProperty("operatorId")).holder()).isEqualTo(new Holder.Operator());
        assertThat(directory.key(vector.getProperty("rootId")).key().secret())
                .isEqualTo(vector.getProperty("rootSecret"));
        byte[] box = HexFormat.of().parseHex(vector.getProperty("sealedByAlice"));
        byte[] context = "vector".getBytes(StandardCharsets.US_ASCII);
        assertThat(identities.masterKey("alice").secretBox("vector").open(box, context))
                .asString()
                .isEqualTo("hello");

        Credential session = Objects.requireNonNull(
                identities.find(vector.getProperty("sessionId"), vector.getProperty("token"), clock.instant()));
        assertThat(session.secret()).isEqualTo(vector.getProperty("sessionSecret"));
        assertThat(session.caller().arn()).isEqualTo("arn:aws:sts::alice:assumed-role/admin/s1");
        assertThat(session.caller().sessionPolicies().orElseThrow()).hasSize(2).contains(TestIdentities.POLICY);
        assertThat(session.caller().principalTags()).containsEntry("team", "south");
    }
}
