package network.cairn.gateway.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AclTest {
    private static final CanonicalUser ALICE = CanonicalUser.of("alice");
    private static final CanonicalUser BOB = CanonicalUser.of("bob");
    private static final Acl EVERY_KIND = new Acl(
            ALICE,
            List.of(
                    Grant.fullControl(ALICE),
                    new Grant(Grantee.of(BOB), Permission.READ),
                    new Grant(Grantee.of(BOB), Permission.WRITE_ACP),
                    new Grant(Grantee.Group.ALL_USERS, Permission.READ),
                    new Grant(Grantee.Group.AUTHENTICATED_USERS, Permission.READ_ACP),
                    new Grant(Grantee.Group.LOG_DELIVERY, Permission.WRITE)));

    @Test
    void idOf_tenant_isItsNamesSha256() {
        assertThat(CanonicalUser.idOf("alice"))
                .isEqualTo("2bd806c97f0e00af1a1fc3328fa763a9269723c8db8fac4f93af71db186d6e90")
                .hasSize(64);
        assertThat(CanonicalUser.of("alice").displayName()).isEqualTo("alice");
        assertThat(CanonicalUser.ANONYMOUS.id()).hasSize(32);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "alice", "ABCDEF", "65A011A29CDF8EC533EC3D1CCAAE921C"})
    void canonicalUser_otherIds_areRefused(String id) {
        assertThatThrownBy(() -> new CanonicalUser(id, "alice")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void acl_sameGrantTwice_isThereOnce() {
        Grant read = new Grant(Grantee.of(BOB), Permission.READ);
        assertThat(new Acl(ALICE, List.of(read, Grant.fullControl(ALICE), read)).grants())
                .containsExactly(read, Grant.fullControl(ALICE));
    }

    @Test
    void acl_tooManyGrants_areRefused() {
        List<Grant> grants = new ArrayList<>();
        for (int i = 0; i <= Acl.GRANTS_MAX; i++) {
            grants.add(Grant.fullControl(CanonicalUser.of("t" + i)));
        }
        assertThatThrownBy(() -> new Acl(ALICE, grants)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new Acl(ALICE, grants.subList(0, Acl.GRANTS_MAX)).grants()).hasSize(100);
    }

    @Test
    void grants_fullControl_coversAll() {
        for (Permission permission : Permission.values()) {
            assertThat(EVERY_KIND.grants(Grantee.of(ALICE), permission)).isTrue();
            assertThat(EVERY_KIND.grants(Grantee.of(BOB), permission))
                    .isEqualTo(permission == Permission.READ || permission == Permission.WRITE_ACP);
            assertThat(EVERY_KIND.grants(Grantee.Group.ALL_USERS, permission)).isEqualTo(permission == Permission.READ);
        }
    }

    @Test
    void isPublic_grantsToEverybody_andToEverybodyWhoSigns() {
        assertThat(EVERY_KIND.isPublic()).isTrue();
        assertThat(EVERY_KIND.withoutPublicGrants().isPublic()).isFalse();
        assertThat(EVERY_KIND.withoutPublicGrants().grants()).hasSize(4);
        assertThat(Acl.ownedBy(ALICE).isPublic()).isFalse();
    }

    @Test
    void isOnlyFullControlOf_oneGrantToTheBucketsOwner() {
        assertThat(Acl.ownedBy(ALICE).isOnlyFullControlOf(ALICE)).isTrue();
        assertThat(Acl.ownedBy(ALICE).isOnlyFullControlOf(BOB)).isFalse();
        assertThat(EVERY_KIND.isOnlyFullControlOf(ALICE)).isFalse();
        assertThat(new Acl(ALICE, List.of()).isOnlyFullControlOf(ALICE)).isFalse();
    }

    @Test
    void encode_isWhatItWas() throws IOException, CodecException {
        var vectors = new Properties();
        try (InputStream file = Objects.requireNonNull(getClass().getResourceAsStream("/vectors/acl-v1.properties"))) {
            vectors.load(new InputStreamReader(file, StandardCharsets.UTF_8));
        }
        check(vectors, "private", Acl.ownedBy(ALICE));
        check(vectors, "empty", new Acl(ALICE, List.of()));
        check(vectors, "every-kind", EVERY_KIND);
        check(vectors, "anonymous", Acl.ownedBy(CanonicalUser.ANONYMOUS));
    }

    @Test
    void decode_randomLists_areTheSame() throws CodecException {
        List<Grantee> grantees = List.of(
                Grantee.of(ALICE),
                Grantee.of(BOB),
                Grantee.of(CanonicalUser.ANONYMOUS),
                Grantee.Group.ALL_USERS,
                Grantee.Group.AUTHENTICATED_USERS,
                Grantee.Group.LOG_DELIVERY);
        List<Permission> permissions = List.of(Permission.values());
        for (long seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            List<Grant> grants = new ArrayList<>();
            for (int i = random.nextInt(12); i > 0; i--) {
                grants.add(new Grant(
                        grantees.get(random.nextInt(grantees.size())),
                        permissions.get(random.nextInt(permissions.size()))));
            }
            var acl = new Acl(random.nextBoolean() ? ALICE : BOB, grants);
            assertThat(Acl.decode(acl.encode())).as("seed %d", seed).isEqualTo(acl);
        }
    }

    @Test
    void decode_brokenTexts_areRefusedAndNothingElse() {
        String text = EVERY_KIND.encode();
        int same = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            var broken = new StringBuilder(text);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                int at = random.nextInt(broken.length());
                switch (random.nextInt(3)) {
                    case 0 -> broken.deleteCharAt(at);
                    case 1 -> broken.setCharAt(at, (char) random.nextInt(128));
                    default -> broken.insert(at, text, 0, random.nextInt(80));
                }
            }
            try {
                // What is read at all is written the same way.
                assertThat(Acl.decode(broken.toString()).encode()).isEqualTo(broken.toString());
                same++;
            } catch (CodecException e) {
                assertThat(e).hasMessageContaining(" ");
            }
        }
        assertThat(same).as("texts that were lists after all").isLessThan(10_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "1",
                "2 x/y",
                "1 ",
                "1 a",
                "1  ",
                "1 65a011a29cdf8ec533ec3d1ccaae921c/ x:@all",
                "1 65a011a29cdf8ec533ec3d1ccaae921c/ r:@some",
                "1 65a011a29cdf8ec533ec3d1ccaae921c/ r:@all r:@all",
                "1 65a011a29cdf8ec533ec3d1ccaae921c/ ",
                "1 65a011a29cdf8ec533ec3d1ccaae921c/ r"
            })
    void decode_others_areRefused(String text) {
        assertThatThrownBy(() -> Acl.decode(text)).isInstanceOf(CodecException.class);
    }

    private static void check(Properties vectors, String name, Acl acl) throws CodecException {
        assertThat(acl.encode()).as(name).isEqualTo(vectors.getProperty(name));
        assertThat(Acl.decode(vectors.getProperty(name))).as(name).isEqualTo(acl);
    }
}
