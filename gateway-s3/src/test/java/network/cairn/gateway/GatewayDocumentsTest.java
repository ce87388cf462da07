package network.cairn.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import network.cairn.client.encryption.MasterKey;
import network.cairn.client.erasure.Scheme;
import network.cairn.gateway.identity.Account;
import network.cairn.gateway.identity.Directory;
import network.cairn.gateway.identity.Holder;
import network.cairn.gateway.identity.Identities;
import network.cairn.gateway.identity.IdentityFile;
import network.cairn.gateway.identity.IssuedKey;
import network.cairn.gateway.identity.StorageException;
import network.cairn.gateway.identity.Tenant;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.kms.LocalKeyRing;
import network.cairn.gateway.metadata.PostgresCluster;
import network.cairn.gateway.metadata.PostgresSettings;
import network.cairn.gateway.metadata.SettableClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Identities and key rings of gateways that share a database.
final class GatewayDocumentsTest {
    /// How old what a gateway goes by may be.
    private static final Duration SEEN_WITHIN = Duration.ofMillis(1001);

    private final SecureRandom random = new SecureRandom();
    private final MasterKey key = MasterKey.generate(random);
    private final SettableClock clock = new SettableClock();

    @TempDir
    Path folder;

    private GatewayConfig config(String name) {
        return GatewayConfig.of("127.0.0.1", 0, folder.resolve(name), Scheme.parse("4/5/6/6"));
    }

    private Identities identities(GatewayDocuments documents) throws Exception {
        return Identities.open(documents.identities(), key, random, clock);
    }

    private LocalKeyRing keyRing(GatewayDocuments documents) throws Exception {
        return LocalKeyRing.open(documents.keyRing(), key, "us-east-1", random, clock);
    }

    @Test
    void identities_changedAtOneGateway_seenByTheOtherWithinASecond() throws Exception {
        PostgresSettings database = PostgresCluster.require().emptySchema();
        try (var ours = GatewayDocuments.open(config("one").withDatabase(database), random);
                var theirs = GatewayDocuments.open(config("other").withDatabase(database), random)) {
            Identities one = identities(ours);
            Identities other = identities(theirs);
            Tenant tenant = one.issuer().tenant("alice");
            IssuedKey issued = one.issuer().key("alice", new Holder.Root());
            one.change(directory -> directory.added(tenant).added(issued));
            assertThat(other.find(issued.id(), null, clock.instant()))
                    .as("a key that is new is looked for at once")
                    .isNotNull();

            var quota = new TenantQuota(OptionalLong.of(1000), OptionalLong.of(10));
            one.change(directory -> withQuota(directory, quota));
            clock.advance(SEEN_WITHIN);
            assertThat(other.tenant("alice").map(Tenant::quota)).contains(quota);

            one.change(directory -> directory.withKeyActive(issued.id(), false));
            clock.advance(SEEN_WITHIN);
            assertThat(other.find(issued.id(), null, clock.instant())).isNull();
            assertThat(folder.resolve("one")).doesNotExist();
        }
    }

    private static Directory withQuota(Directory directory, TenantQuota quota) {
        Account account = directory.find("alice").orElseThrow();
        return directory.changed(account.with(account.tenant().with(quota)));
    }

    @Test
    void keyRing_changedAtOneGateway_keysWorkAtTheOther() throws Exception {
        PostgresSettings database = PostgresCluster.require().emptySchema();
        try (var ours = GatewayDocuments.open(config("one").withDatabase(database), random);
                var theirs = GatewayDocuments.open(config("other").withDatabase(database), random)) {
            LocalKeyRing one = keyRing(ours);
            LocalKeyRing other = keyRing(theirs);
            var arn = one.create("alice", Optional.of("mine")).arn();
            assertThat(other.describe("alice", "alias/mine").arn()).isEqualTo(arn);
        }
    }

    @Test
    void identities_filesOfBefore_areBroughtAlongOnce() throws Exception {
        PostgresSettings database = PostgresCluster.require().emptySchema();
        for (String name : new String[] {"one", "other"}) {
            Files.createDirectories(folder.resolve(name));
            Identities before = Identities.open(new IdentityFile(config(name).accessKeyFile()), key, random, clock);
            Tenant tenant = before.issuer().tenant("of-" + name);
            before.change(directory -> directory.added(tenant));
        }
        try (var ours = GatewayDocuments.open(config("one").withDatabase(database), random);
                var theirs = GatewayDocuments.open(config("other").withDatabase(database), random)) {
            assertThat(identities(ours).tenant("of-one")).isPresent();
            Identities other = identities(theirs);
            assertThat(other.tenant("of-one")).isPresent();
            assertThat(other.tenant("of-other")).isEmpty();
        }
    }

    @Test
    void identities_anotherMasterKey_refused() throws Exception {
        PostgresSettings database = PostgresCluster.require().emptySchema();
        try (var documents = GatewayDocuments.open(config("one").withDatabase(database), random)) {
            Identities one = identities(documents);
            Tenant tenant = one.issuer().tenant("alice");
            one.change(directory -> directory.added(tenant));
            assertThatThrownBy(() -> Identities.open(documents.identities(), MasterKey.generate(random), random, clock))
                    .isInstanceOf(StorageException.class)
                    .hasMessageContaining("identities in the metadata's database is damaged or belongs to another");
        }
    }
}
