package network.cairn.gateway.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Credential;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SessionTokensTest {
    private static final Duration TIME = Duration.ofHours(1);
    private final TestIdentities world = new TestIdentities();
    private User user;
    private IssuedKey key;

    SessionTokensTest() throws Exception {
        world.tenant("alice");
        user = world.user("alice", "ann");
        key = world.userKey("alice", user);
    }

    @BeforeEach
    void grantSomething() throws Exception {
        user = user.with(user.grants().withInline("p", "{\"user\":1}", IdentityLimits.USER_INLINE_CHARS_MAX));
        world.change("alice", account -> account.changed(user));
    }

    private SessionTokens.Issued begin(Session.Subject subject, Session.Scope scope) {
        return world.identities
                .tokens()
                .begin("alice", subject, key.id(), TIME, scope)
                .orElseThrow();
    }

    private SessionTokens.Issued ofUser() {
        return begin(new Session.Subject.OfUser(user.id()), Session.Scope.WHOLE);
    }

    private @Nullable Credential find(SessionTokens.Issued issued, String token, Instant now) throws S3Exception {
        return world.identities.find(issued.session().key().id(), token, now);
    }

    private Caller caller(SessionTokens.Issued issued) throws S3Exception {
        Credential found = Objects.requireNonNull(find(issued, issued.token(), world.clock.instant()));
        assertThat(found.secret()).isEqualTo(issued.session().key().secret());
        return found.caller();
    }

    private String code(SessionTokens.Issued issued, String token, Instant now) {
        S3Exception error = catchThrowableOfType(S3Exception.class, () -> find(issued, token, now));
        assertThat(error).as("an error").isNotNull();
        return error.code().code();
    }

    @Test
    void find_sessionOfUser_isTheUser() throws Exception {
        SessionTokens.Issued issued = ofUser();
        Caller caller = caller(issued);

        assertThat(issued.session().key().id()).matches("CAIRT[A-Z2-7]{15}");
        assertThat(issued.token().length()).isLessThan(400);
        assertThat(issued.packedPercent()).isZero();
        assertThat(issued.toString())
                .doesNotContain(issued.token(), issued.session().key().secret());
        assertThat(caller.kind()).isEqualTo(Caller.Kind.USER);
        assertThat(caller.accessKeyId()).isEqualTo(issued.session().key().id());
        assertThat(caller.arn()).isEqualTo("arn:aws:iam::alice:user/ann");
        assertThat(caller.identityPolicies()).containsExactly("{\"user\":1}");
        assertThat(caller.sessionPolicies()).isEmpty();
        assertThat(caller.tokenIssuedAt()).contains(issued.session().issuedAt());
    }

    @Test
    void find_sessionOfRole_hasTheRolesPoliciesAndTheSessions() throws Exception {
        Role role = world.issuer().role("Admin", "/ops/", TestIdentities.POLICY);
        Role granted = role.with(role.grants().withInline("p", "{\"role\":1}", 100))
                .with(role.tags().with(Map.of("team", "a", "only", "role")));
        ManagedPolicy own = world.issuer().policy("own", "/", "", "{\"own\":1}");
        world.change("alice", account -> account.added(granted).added(own));
        var subject = new Session.Subject.OfRole(role.id(), "s1");

        Caller whole = caller(begin(subject, Session.Scope.WHOLE));
        assertThat(whole.kind()).isEqualTo(Caller.Kind.ROLE_SESSION);
        assertThat(whole.arn()).isEqualTo("arn:aws:sts::alice:assumed-role/Admin/s1");
        assertThat(whole.principalArn()).isEqualTo("arn:aws:iam::alice:role/ops/Admin");
        assertThat(whole.userId()).isEqualTo(role.id() + ":s1");
        assertThat(whole.userName()).isEmpty();
        assertThat(whole.identityPolicies()).containsExactly("{\"role\":1}");
        assertThat(whole.sessionPolicies()).isEmpty();

        SessionTokens.Issued narrow = begin(
                subject,
                new Session.Scope(
                        Optional.of("{\"session\":1}"), List.of("arn:aws:iam::alice:policy/own"), Map.of("team", "b")));
        assertThat(caller(narrow).sessionPolicies()).contains(List.of("{\"session\":1}", "{\"own\":1}"));
        assertThat(caller(narrow).principalTags()).containsEntry("team", "b").containsEntry("only", "role");

        // A session policy that is gone does not leave the session unrestricted.
        SessionTokens.Issued managed =
                begin(subject, new Session.Scope(Optional.empty(), List.of("arn:aws:iam::alice:policy/own"), Map.of()));
        world.change("alice", account -> account.withoutPolicy("own"));
        assertThat(caller(managed).sessionPolicies()).contains(List.of());
    }

    @Test
    void find_federatedSession_isBoundByUserAndSessionPolicies() throws Exception {
        Caller caller = caller(begin(
                new Session.Subject.Federated(user.id(), "bob"),
                new Session.Scope(Optional.of("{\"session\":1}"), List.of(), Map.of())));
        assertThat(caller.kind()).isEqualTo(Caller.Kind.FEDERATED_SESSION);
        assertThat(caller.arn()).isEqualTo("arn:aws:sts::alice:federated-user/bob");
        assertThat(caller.userId()).isEqualTo("alice:bob");
        assertThat(caller.identityPolicies()).containsExactly("{\"user\":1}");
        assertThat(caller.sessionPolicies()).contains(List.of("{\"session\":1}"));

        Caller ofRoot = caller(begin(new Session.Subject.Federated("", "bob"), Session.Scope.WHOLE));
        assertThat(ofRoot.identityPolicies()).hasSize(1);
        assertThat(ofRoot.sessionPolicies()).contains(List.of());
    }

    @Test
    void find_sessionOfRoot_isRoot() throws Exception {
        assertThat(caller(begin(new Session.Subject.Root(), Session.Scope.WHOLE))
                        .isRoot())
                .isTrue();
    }

    @Test
    void find_expired_fromTheMomentOfExpiryOn() throws Exception {
        SessionTokens.Issued issued = ofUser();
        Instant expiry = issued.session().expiresAt();
        assertThat(expiry).isEqualTo(issued.session().issuedAt().plus(TIME));
        assertThat(find(issued, issued.token(), expiry.minusNanos(1))).isNotNull();
        assertThat(code(issued, issued.token(), expiry)).isEqualTo("ExpiredToken");
        assertThat(code(issued, issued.token(), expiry.plusSeconds(1))).isEqualTo("ExpiredToken");
    }

    @Test
    void find_anyBitOfTheTokenFlipped_isInvalidToken() throws Exception {
        SessionTokens.Issued issued = ofUser();
        Instant now = world.clock.instant();
        byte[] sealed = Base64.getUrlDecoder().decode(issued.token());
        for (int bit = 0; bit < 8 * sealed.length; bit++) {
            byte[] forged = sealed.clone();
            forged[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(code(issued, Base64.getUrlEncoder().withoutPadding().encodeToString(forged), now))
                    .as("bit " + bit)
                    .isEqualTo("InvalidToken");
        }
        String token = issued.token();
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            assertThat(code(issued, token.substring(0, i) + other + token.substring(i + 1), now))
                    .as("character " + i)
                    .isEqualTo("InvalidToken");
        }
    }

    @Test
    void find_tokenThatIsNone_isInvalidToken() throws Exception {
        SessionTokens.Issued issued = ofUser();
        Instant now = world.clock.instant();
        for (String token :
                List.of("", "x", "not base64!", issued.token() + "=", issued.token() + "A", "A".repeat(100_000))) {
            assertThat(code(issued, token, now)).isEqualTo("InvalidToken");
        }
    }

    @Test
    void find_tokenOfAnotherKeyOrGateway_isInvalidToken() throws Exception {
        SessionTokens.Issued issued = ofUser();
        Instant now = world.clock.instant();
        assertThat(code(issued, ofUser().token(), now)).isEqualTo("InvalidToken");
        assertThat(catchThrowableOfType(S3Exception.class, () -> world.identities.find(key.id(), issued.token(), now))
                        .code()
                        .code())
                .isEqualTo("InvalidToken");
        Identities elsewhere =
                Identities.open(new MemoryStorage(), MasterKey.generate(world.random), world.random, world.clock);
        assertThat(catchThrowableOfType(
                                S3Exception.class,
                                () -> elsewhere.find(issued.session().key().id(), issued.token(), now))
                        .code()
                        .code())
                .isEqualTo("InvalidToken");
    }

    @Test
    void find_temporaryKeyWithoutItsToken_isNone() throws Exception {
        assertThat(world.identities.find(ofUser().session().key().id(), null, world.clock.instant()))
                .isNull();
    }

    @Test
    void find_sourceKeySwitchedOffOrGone_sessionIsVoid() throws Exception {
        SessionTokens.Issued issued = ofUser();
        world.identities.change(directory -> directory.withKeyActive(key.id(), false));
        assertThat(find(issued, issued.token(), world.clock.instant())).isNull();
        world.identities.change(directory -> directory.withKeyActive(key.id(), true));
        assertThat(find(issued, issued.token(), world.clock.instant())).isNotNull();
        world.identities.change(directory -> directory.withoutKey(key.id()));
        assertThat(find(issued, issued.token(), world.clock.instant())).isNull();
    }

    @Test
    void find_userOrRoleMadeAnewUnderItsName_sessionStaysVoid() throws Exception {
        Role role = world.issuer().role("r", "/", TestIdentities.POLICY);
        world.change("alice", account -> account.added(role));
        SessionTokens.Issued ofRole = begin(new Session.Subject.OfRole(role.id(), "s1"), Session.Scope.WHOLE);
        world.change("alice", account -> account.withoutRole("r"));
        assertThat(find(ofRole, ofRole.token(), world.clock.instant())).isNull();
        Role again = world.issuer().role("r", "/", TestIdentities.POLICY);
        world.change("alice", account -> account.added(again));
        assertThat(find(ofRole, ofRole.token(), world.clock.instant())).isNull();

        SessionTokens.Issued issued = ofUser();
        world.identities.change(directory -> directory.withoutUser("alice", "ann"));
        world.user("alice", "ann");
        assertThat(find(issued, issued.token(), world.clock.instant())).isNull();
    }

    @Test
    void find_tenantSuspended_isAccountProblem() throws Exception {
        SessionTokens.Issued issued = ofUser();
        world.change("alice", account -> account.with(account.tenant().suspended(true)));
        assertThat(code(issued, issued.token(), world.clock.instant())).isEqualTo("AccountProblem");
    }

    @Test
    void begin_moreThanFits_isNone() {
        SessionTokens tokens = world.identities.tokens();
        var subject = new Session.Subject.OfUser(user.id());
        assertThat(tokens.begin(
                        "alice",
                        subject,
                        key.id(),
                        TIME,
                        new Session.Scope(Optional.of("x".repeat(3_100)), List.of(), Map.of())))
                .isEmpty();
        SessionTokens.Issued full = tokens.begin(
                        "alice",
                        subject,
                        key.id(),
                        TIME,
                        new Session.Scope(Optional.of("x".repeat(2_700)), List.of(), Map.of()))
                .orElseThrow();
        assertThat(full.token().length()).isBetween(3_700, SessionTokens.TOKEN_CHARS_MAX);
        assertThat(full.packedPercent()).isBetween(90, 100);
    }
}
