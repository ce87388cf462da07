package network.cairn.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Credential;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class IdentitiesTest {
    private final TestIdentities world = new TestIdentities();

    @BeforeEach
    void makeTenant() throws Exception {
        world.tenant("alice");
    }

    @Test
    void find_rootKey_isRootWithoutPolicies() throws Exception {
        IssuedKey key = world.rootKey("alice");

        assertThat(key.id()).matches("CAIRN[A-Z2-7]{15}");
        assertThat(key.key().secret()).hasSize(40);
        Credential found = Objects.requireNonNull(world.find(key));
        assertThat(found.secret()).isEqualTo(key.key().secret());
        assertThat(found.toString()).doesNotContain(key.key().secret());
        Caller caller = found.caller();
        assertThat(caller.kind()).isEqualTo(Caller.Kind.ROOT);
        assertThat(caller.tenant()).isEqualTo("alice");
        assertThat(caller.accessKeyId()).isEqualTo(key.id());
        assertThat(caller.arn()).isEqualTo("arn:aws:iam::alice:root");
        assertThat(caller.userId()).isEqualTo("alice");
        assertThat(caller.identityPolicies()).isEmpty();
        assertThat(caller.tokenIssuedAt()).isEmpty();
    }

    @Test
    void find_userKey_hasAllPoliciesOfUserAndGroups() throws Exception {
        User user = world.user("alice", "Ann");
        IssuedKey key = world.userKey("alice", user);
        ManagedPolicy own = world.issuer().policy("own", "/team/", "", "{\"own\":1}");
        Group group = world.issuer().group("readers", "/");
        world.change("alice", account -> {
            Account made = account.added(own).added(group);
            User granted = user.with(user.grants()
                            .withInline("inline", "{\"inline\":1}", IdentityLimits.USER_INLINE_CHARS_MAX)
                            .withAttached("arn:aws:iam::alice:policy/team/own")
                            .withAttached("arn:aws:iam::aws:policy/NoLongerThere"))
                    .with(user.tags().with(Map.of("team", "north")));
            return made.changed(granted)
                    .changed(group.with(group.grants().withAttached("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")))
                    .withMember("READERS", granted);
        });

        Caller caller = world.caller(key);

        assertThat(caller.kind()).isEqualTo(Caller.Kind.USER);
        assertThat(caller.arn()).isEqualTo("arn:aws:iam::alice:user/Ann");
        assertThat(caller.userId()).isEqualTo(user.id()).startsWith("AIDA").hasSize(21);
        assertThat(caller.userName()).isEqualTo("Ann");
        assertThat(caller.principalTags()).containsEntry("team", "north");
        assertThat(caller.identityPolicies()).hasSize(3).startsWith("{\"inline\":1}", "{\"own\":1}");
        assertThat(caller.identityPolicies().getLast()).contains("s3:Get*");
    }

    @Test
    void find_inactiveOrDeletedKey_isNone() throws Exception {
        IssuedKey key = world.rootKey("alice");
        world.identities.change(directory -> directory.withKeyActive(key.id(), false));
        assertThat(world.find(key)).isNull();
        world.identities.change(directory -> directory.withKeyActive(key.id(), true));
        assertThat(world.find(key)).isNotNull();
        world.identities.change(directory -> directory.withoutKey(key.id()));
        assertThat(world.find(key)).isNull();
    }

    @Test
    void find_keyOfDeletedUser_isNone() throws Exception {
        User user = world.user("alice", "ann");
        IssuedKey key = world.userKey("alice", user);
        world.identities.change(directory -> directory.withoutUser("alice", "ANN"));
        assertThat(world.find(key)).isNull();
        assertThat(world.identities.directory().keys()).isEmpty();
        world.user("alice", "ann");
        assertThat(world.find(key)).isNull();
    }

    @Test
    void find_keyOfSuspendedTenant_isAccountProblem() throws Exception {
        IssuedKey key = world.rootKey("alice");
        world.change("alice", account -> account.with(account.tenant().suspended(true)));
        S3Exception problem = catchThrowableOfType(S3Exception.class, () -> world.find(key));
        assertThat(problem.code().code()).isEqualTo("AccountProblem");
        assertThat(problem.code().status()).isEqualTo(403);
        world.change("alice", account -> account.with(account.tenant().suspended(false)));
        assertThat(world.find(key)).isNotNull();
    }

    @Test
    void find_operatorKey_opensNoBucket() throws Exception {
        IssuedKey key = world.issuer().operatorKey();
        world.identities.change(directory -> directory.added(key));
        assertThat(world.find(key)).isNull();
        assertThat(world.identities.operatorKeys().find(key.id(), null, world.clock.instant()))
                .isNotNull();
        IssuedKey root = world.rootKey("alice");
        assertThat(world.identities.operatorKeys().find(root.id(), null, world.clock.instant()))
                .isNull();
    }

    @Test
    void find_keyMadeByAnotherProcess_seenAtOnce() throws Exception {
        Identities running = world.another();
        world.tenant("bob");
        IssuedKey key = world.rootKey("bob");
        assertThat(running.find(key.id(), null, world.clock.instant())).isNotNull();
        assertThat(running.masterKey("bob")).isEqualTo(world.identities.masterKey("bob"));
    }

    @Test
    void find_keyWithdrawnByAnotherProcess_seenWithinASecond() throws Exception {
        IssuedKey key = world.rootKey("alice");
        Identities running = world.another();
        world.identities.change(directory -> directory.withoutKey(key.id()));
        world.clock.advance(Duration.ofMillis(1_001));
        assertThat(running.find(key.id(), null, world.clock.instant())).isNull();
    }

    @Test
    void masterKey_staysWhateverBecomesOfKeys() throws Exception {
        IssuedKey key = world.rootKey("alice");
        MasterKey before = world.identities.masterKey("alice");
        world.rootKey("alice");
        world.identities.change(directory -> directory.withoutKey(key.id()));
        world.change("alice", account -> account.with(account.tenant().suspended(true)));
        assertThat(world.another().masterKey("alice")).isEqualTo(before);
        assertThatThrownBy(() -> world.identities.masterKey("nobody")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void change_thatFails_changesNothing() throws Exception {
        byte[] before = world.storage.bytes();
        assertThatThrownBy(() -> world.identities.change(directory ->
                        directory.added(world.issuer().tenant("new")).withoutKey("missing")))
                .isInstanceOf(IdentityException.class);
        assertThat(world.storage.bytes()).isEqualTo(before);
    }

    @Test
    void open_otherGatewayOrNoDocument_clearError() {
        assertThatThrownBy(() ->
                        Identities.open(world.storage, MasterKey.generate(world.random), world.random, world.clock))
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("another gateway");
        world.storage.put("something else, and long enough".getBytes(StandardCharsets.US_ASCII));
        assertThatThrownBy(world::another)
                .isInstanceOf(StorageException.class)
                .hasMessageContaining("does not hold access keys");
    }

    @Test
    void open_anyBitFlipped_isDamaged() throws Exception {
        world.rootKey("alice");
        byte[] good = world.storage.bytes();
        for (int i = 0; i < good.length; i++) {
            byte[] bad = good.clone();
            bad[i] ^= (byte) (1 << (i % 8));
            world.storage.put(bad);
            assertThatThrownBy(world::another).as("byte " + i).isInstanceOf(StorageException.class);
        }
        world.storage.put(Arrays.copyOf(good, good.length - 1));
        assertThatThrownBy(world::another).isInstanceOf(StorageException.class);
        world.storage.put(good);
        assertThat(world.another().directory().keys()).hasSize(1);
    }

    @Test
    void open_boxesOfTwoDocumentsMixed_isDamaged() throws Exception {
        String filler = "{\"" + "x".repeat(6_000) + "\":1}";
        for (int i = 0; i < 15; i++) {
            ManagedPolicy policy = world.issuer().policy("p" + i, "/", "", filler);
            world.change("alice", account -> account.added(policy));
        }
        byte[] older = world.storage.bytes();
        world.rootKey("alice");
        byte[] newer = world.storage.bytes();
        assertThat(older.length).isGreaterThan(65_000);
        // magic, version, id, count, then the first box with its length
        int firstBoxEnd = 17 + 1 + 16 + 4 + 4 + 60 * 1024 + 41;
        byte[] mixed = newer.clone();
        System.arraycopy(older, 38, mixed, 38, firstBoxEnd - 38);
        world.storage.put(mixed);
        assertThatThrownBy(world::another).isInstanceOf(StorageException.class).hasMessageContaining("damaged");
    }

    @Test
    void directory_reopened_isTheSame() throws Exception {
        User user = world.user("alice", "ann");
        world.userKey("alice", user);
        world.rootKey("alice");
        Role role = world.issuer()
                .role("admin", "/x/", TestIdentities.POLICY)
                .described("does things")
                .withSessionTimeMax(Duration.ofHours(2));
        Group group = world.issuer().group("g", "/");
        ManagedPolicy policy = world.issuer()
                .policy("p", "/", "what it is for", TestIdentities.POLICY)
                .withVersion("{\"v\":2}", true, world.clock.instant());
        world.change(
                "alice",
                account -> account.added(role)
                        .added(group)
                        .added(policy)
                        .withMember("g", user)
                        .with(account.tenant()
                                .with(new TenantQuota(OptionalLong.of(1L << 40), OptionalLong.empty()))
                                .with(new TenantRates(OptionalLong.empty(), OptionalLong.of(1_000_000)))));
        world.identities.change(directory -> directory.added(world.issuer().operatorKey()));

        assertThat(world.another().directory()).isEqualTo(world.identities.directory());
        assertThat(List.copyOf(world.another().directory().keys().keySet()))
                .isEqualTo(List.copyOf(world.identities.directory().keys().keySet()));
    }
}
