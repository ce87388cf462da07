package network.cairn.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import network.cairn.gateway.identity.IdentityException.Fault;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AccountTest {
    private final TestIdentities world = new TestIdentities();
    private final Issuer issuer = world.issuer();
    private Account account;

    AccountTest() throws Exception {
        account = Account.of(issuer.tenant("alice"));
    }

    private static Fault fault(ThrowingCallable call) {
        IdentityException thrown = catchThrowableOfType(IdentityException.class, call);
        assertThat(thrown).as("a fault").isNotNull();
        return thrown.fault();
    }

    @Test
    void users_differOnlyWithoutRegardToCase() throws Exception {
        account = account.added(issuer.user("Bob", "/")).added(issuer.user("ann", "/"));
        assertThat(fault(() -> account.added(issuer.user("BOB", "/")))).isEqualTo(Fault.ENTITY_ALREADY_EXISTS);
        assertThat(account.users().get("bOB").name()).isEqualTo("Bob");
        assertThat(account.users().all()).extracting(User::name).containsExactly("ann", "Bob");
        assertThat(fault(() -> account.users().get("cid"))).isEqualTo(Fault.NO_SUCH_ENTITY);
    }

    @Test
    void changed_userRenamed_keepsIdAndGroups() throws Exception {
        User bob = issuer.user("bob", "/");
        account = account.added(bob)
                .added(issuer.user("ann", "/"))
                .added(issuer.group("g", "/"))
                .withMember("g", bob);
        User rob = bob.with(bob.registration().renamed("Rob", "/x/"));
        Account renamed = account.changed(rob);
        assertThat(renamed.users().find("bob")).isEmpty();
        assertThat(renamed.users().all()).hasSize(2);
        assertThat(renamed.members(renamed.groups().get("g"))).containsExactly(rob);
        assertThat(fault(() -> account.changed(bob.with(bob.registration().renamed("Ann", "/")))))
                .isEqualTo(Fault.ENTITY_ALREADY_EXISTS);
        Account recased = account.changed(bob.with(bob.registration().renamed("BOB", "/")));
        assertThat(recased.users().all()).extracting(User::name).containsExactly("ann", "BOB");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "a:b", "ä", "x*"})
    void names_ofAnotherForm_areRefused(String name) {
        assertThat(fault(() -> issuer.user(name, "/"))).isEqualTo(Fault.VALIDATION);
        assertThat(fault(() -> issuer.role(name, "/", "{}"))).isEqualTo(Fault.VALIDATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "/a", "a/", "/a b/", "//"})
    void paths_ofAnotherForm_areRefused(String path) {
        assertThat(fault(() -> issuer.user("a", path))).isEqualTo(Fault.VALIDATION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-a", "A", "a.b", "@operator", "a b"})
    void tenants_ofAnotherForm_areRefused(String name) {
        assertThat(fault(() -> issuer.tenant(name))).isEqualTo(Fault.VALIDATION);
    }

    @Test
    void names_tooLong_areRefused() throws Exception {
        assertThat(issuer.user("a".repeat(64), "/")).isNotNull();
        assertThat(fault(() -> issuer.user("a".repeat(65), "/"))).isEqualTo(Fault.VALIDATION);
        assertThat(issuer.group("a".repeat(128), "/")).isNotNull();
        assertThat(fault(() -> issuer.group("a".repeat(129), "/"))).isEqualTo(Fault.VALIDATION);
        assertThat(fault(() -> issuer.tenant("a".repeat(64)))).isEqualTo(Fault.VALIDATION);
    }

    @Test
    void grants_inlinePoliciesTogether_haveALimitThatSpaceDoesNotCountIn() throws Exception {
        String document = "{\"a\": \"" + "x".repeat(991) + "\"}" + " ".repeat(5_000);
        Grants grants = Grants.NONE
                .withInline("one", document, 2_048)
                .withInline("two", document, 2_048)
                .withInline("one", document, 2_048);
        assertThat(fault(() -> grants.withInline("three", document, 2_048))).isEqualTo(Fault.LIMIT_EXCEEDED);
        assertThat(fault(() -> grants.withInline("four", " ".repeat(20_481), 2_048)))
                .isEqualTo(Fault.VALIDATION);
        assertThat(fault(() -> grants.withoutInline("three"))).isEqualTo(Fault.NO_SUCH_ENTITY);
        assertThat(grants.withoutInline("one").withoutInline("two").isEmpty()).isTrue();
    }

    @Test
    void grants_attached_onceEachAndNotTooMany() throws Exception {
        Grants grants = Grants.NONE.withAttached("arn:0");
        assertThat(grants.withAttached("arn:0")).isEqualTo(grants);
        for (int i = 1; i < IdentityLimits.ATTACHED_POLICIES_MAX; i++) {
            grants = grants.withAttached("arn:" + i);
        }
        Grants full = grants;
        assertThat(fault(() -> full.withAttached("arn:more"))).isEqualTo(Fault.LIMIT_EXCEEDED);
        assertThat(fault(() -> full.withoutAttached("arn:more"))).isEqualTo(Fault.NO_SUCH_ENTITY);
        assertThat(full.withoutAttached("arn:3").attached()).hasSize(19).doesNotContain("arn:3");
    }

    @Test
    void policy_versions_upToFiveAndTheOneInForceStays() throws Exception {
        ManagedPolicy policy = issuer.policy("p", "/", "", "{\"v\":1}");
        for (int i = 2; i <= 5; i++) {
            policy = policy.withVersion("{\"v\":" + i + "}", i == 3, world.clock.instant());
        }
        ManagedPolicy full = policy;
        assertThat(full.document()).isEqualTo("{\"v\":3}");
        assertThat(fault(() -> full.withVersion("{}", true, world.clock.instant())))
                .isEqualTo(Fault.LIMIT_EXCEEDED);
        assertThat(fault(() -> full.withoutVersion("v3"))).isEqualTo(Fault.DELETE_CONFLICT);
        assertThat(fault(() -> full.withoutVersion("v9"))).isEqualTo(Fault.NO_SUCH_ENTITY);
        ManagedPolicy next = full.withoutVersion("v5").withVersion("{\"v\":6}", false, world.clock.instant());
        assertThat(next.versions().getLast().versionId()).isEqualTo("v6");
        assertThat(next.withDefault("v6").document()).isEqualTo("{\"v\":6}");
        assertThat(fault(() -> issuer.policy("q", "/", "", "x".repeat(6_145)))).isEqualTo(Fault.LIMIT_EXCEEDED);
    }

    @Test
    void withoutPolicy_attachedOrOfManyVersions_isConflict() throws Exception {
        ManagedPolicy policy = issuer.policy("p", "/x/", "", "{}");
        User user = issuer.user("bob", "/");
        User granted = user.with(user.grants().withAttached("arn:aws:iam::alice:policy/x/p"));
        account = account.added(policy).added(user).changed(granted);
        assertThat(account.attachments("arn:aws:iam::alice:policy/x/p")).isOne();
        assertThat(fault(() -> account.withoutPolicy("p"))).isEqualTo(Fault.DELETE_CONFLICT);
        Account detached = account.changed(user);
        Account twoVersions = detached.changed(policy.withVersion("{}", true, world.clock.instant()));
        assertThat(fault(() -> twoVersions.withoutPolicy("p"))).isEqualTo(Fault.DELETE_CONFLICT);
        assertThat(detached.withoutPolicy("P").policies().all()).isEmpty();
    }

    @Test
    void policyByArn_findsOnlyWhatHasExactlyThatArn() throws Exception {
        account = account.added(issuer.policy("p", "/x/", "", "{}"));
        assertThat(account.policyByArn("arn:aws:iam::alice:policy/x/p")).isPresent();
        assertThat(account.policyByArn("arn:aws:iam::alice:policy/p")).isEmpty();
        assertThat(account.policyByArn("arn:aws:iam::bob:policy/x/p")).isEmpty();
        assertThat(account.policyByArn("arn:aws:iam::alice:role/x/p")).isEmpty();
        assertThat(account.policyByArn("arn:aws:iam::aws:policy/AdministratorAccess"))
                .isPresent();
        assertThat(account.policyByArn("arn:aws:iam::aws:policy/Nothing")).isEmpty();
        assertThat(account.policyByArn("nonsense")).isEmpty();
    }

    @Test
    void role_bounds() throws Exception {
        Role role = issuer.role("r", "/", "{}");
        assertThat(role.withSessionTimeMax(Duration.ofHours(12)).sessionTimeMax())
                .isEqualTo(Duration.ofHours(12));
        assertThat(fault(() -> role.withSessionTimeMax(Duration.ofSeconds(3_599))))
                .isEqualTo(Fault.VALIDATION);
        assertThat(fault(() -> role.withSessionTimeMax(Duration.ofSeconds(43_201))))
                .isEqualTo(Fault.VALIDATION);
        assertThat(fault(() -> role.trusting("x".repeat(4_097)))).isEqualTo(Fault.LIMIT_EXCEEDED);
        assertThat(fault(() -> role.described("\u0007"))).isEqualTo(Fault.VALIDATION);
    }

    @Test
    void withMember_tooManyGroups_isLimit() throws Exception {
        User user = issuer.user("bob", "/");
        account = account.added(user);
        for (int i = 0; i <= IdentityLimits.GROUPS_PER_USER_MAX; i++) {
            account = account.added(issuer.group("g" + i, "/"));
        }
        for (int i = 0; i < IdentityLimits.GROUPS_PER_USER_MAX; i++) {
            account = account.withMember("g" + i, user);
        }
        Account full = account;
        assertThat(fault(() -> full.withMember("g10", user))).isEqualTo(Fault.LIMIT_EXCEEDED);
        assertThat(full.withMember("g3", user)).isEqualTo(full);
        assertThat(fault(() -> full.withoutGroup("g3"))).isEqualTo(Fault.DELETE_CONFLICT);
        assertThat(fault(() -> full.withoutMember("g10", user))).isEqualTo(Fault.NO_SUCH_ENTITY);
        assertThat(full.withoutMember("g3", user).withoutGroup("g3").groups().size())
                .isEqualTo(10);
        assertThat(full.withoutUser("bob").groups().get("g1").memberIds()).isEmpty();
    }

    @Test
    void directory_keysPerUserAndTenantsThatLive_areBounded() throws Exception {
        User user = issuer.user("bob", "/");
        Directory directory = Directory.EMPTY.added(account.tenant());
        directory = directory.changed(account.added(user));
        for (int i : IntStream.range(0, IdentityLimits.KEYS_PER_USER_MAX).toArray()) {
            assertThat(directory.keys()).hasSize(i);
            directory = directory.added(issuer.key("alice", new Holder.OfUser(user.id())));
        }
        Directory full = directory;
        assertThat(fault(() -> full.added(issuer.key("alice", new Holder.OfUser(user.id())))))
                .isEqualTo(Fault.LIMIT_EXCEEDED);
        assertThat(fault(() -> full.added(issuer.key("alice", new Holder.OfUser("gone")))))
                .isEqualTo(Fault.NO_SUCH_ENTITY);
        assertThat(fault(() -> full.added(issuer.key("bob", new Holder.Root()))))
                .isEqualTo(Fault.NO_SUCH_ENTITY);
        assertThat(fault(() -> full.withoutTenant("alice"))).isEqualTo(Fault.DELETE_CONFLICT);
        Directory suspended = full.changed(
                full.account("alice").with(full.account("alice").tenant().suspended(true)));
        assertThat(suspended.withoutTenant("alice")).isEqualTo(Directory.EMPTY);
        assertThat(fault(() -> full.added(account.tenant()))).isEqualTo(Fault.ENTITY_ALREADY_EXISTS);
    }

    @Test
    void directory_tenantThatTakesTooMuch_isLimited() throws Exception {
        world.tenant("greedy");
        Account full = world.identities.directory().account("greedy");
        String large = "{\"a\":1}" + " ".repeat(20_000);
        for (int i = 0; i < 208; i++) {
            full = full.added(issuer.policy("p" + i, "/", "", large));
        }
        Account most = full;
        world.identities.change(directory -> directory.changed(most));
        Account more = most.added(issuer.policy("one-more", "/", "", large));
        assertThat(fault(() -> world.identities.change(directory -> directory.changed(more))))
                .isEqualTo(Fault.LIMIT_EXCEEDED);
        assertThat(world.another().directory().account("greedy").policies().size())
                .isEqualTo(208);
        world.tenant("modest");
        assertThat(world.rootKey("modest")).isNotNull();
    }

    @Test
    void directory_keysOfATenantAndInAll_areBounded() throws Exception {
        Directory directory = Directory.EMPTY.added(account.tenant());
        Map<String, IssuedKey> keys = new LinkedHashMap<>();
        for (int i = 0; i < IdentityLimits.KEYS_PER_TENANT_MAX; i++) {
            IssuedKey key = issuer.key("alice", new Holder.OfUser("u" + i));
            keys.put(key.id(), key);
        }
        Directory full = new Directory(directory.accounts(), keys);
        assertThat(fault(() -> full.added(issuer.key("alice", new Holder.Root()))))
                .isEqualTo(Fault.LIMIT_EXCEEDED);
        assertThat(full.added(issuer.operatorKey()).keys()).hasSize(IdentityLimits.KEYS_PER_TENANT_MAX + 1);
    }
}
