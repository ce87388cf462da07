package network.cairn.gateway.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AclDocumentTest {
    private static final CanonicalUser ALICE = RequestedAclTest.ALICE;
    private static final CanonicalUser BOB = RequestedAclTest.BOB;
    private static final CanonicalUsers USERS = RequestedAclTest.USERS;
    private static final String XSI = " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
    private static final Acl ACL = new Acl(
            ALICE,
            List.of(
                    Grant.fullControl(ALICE),
                    new Grant(Grantee.of(BOB), Permission.WRITE),
                    new Grant(Grantee.Group.ALL_USERS, Permission.READ)));

    @Test
    void write_isS3sDocument() {
        assertThat(new String(AclDocument.write(ACL), StandardCharsets.UTF_8))
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<AccessControlPolicy xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Owner><ID>"
                        + ALICE.id()
                        + "</ID><DisplayName>alice</DisplayName></Owner><AccessControlList><Grant><Grantee" + XSI
                        + " xsi:type=\"CanonicalUser\"><ID>" + ALICE.id()
                        + "</ID><DisplayName>alice</DisplayName></Grantee><Permission>FULL_CONTROL</Permission></Grant>"
                        + "<Grant><Grantee" + XSI + " xsi:type=\"CanonicalUser\"><ID>" + BOB.id()
                        + "</ID><DisplayName>bob</DisplayName></Grantee><Permission>WRITE</Permission></Grant>"
                        + "<Grant><Grantee" + XSI + " xsi:type=\"Group\">"
                        + "<URI>http://acs.amazonaws.com/groups/global/AllUsers</URI></Grantee>"
                        + "<Permission>READ</Permission></Grant></AccessControlList></AccessControlPolicy>");
    }

    @Test
    void read_whatWasWritten_isTheSame() throws S3Exception {
        assertThat(read(new String(AclDocument.write(ACL), StandardCharsets.UTF_8)))
                .isEqualTo(ACL);
        Acl empty = new Acl(ALICE, List.of());
        assertThat(read(new String(AclDocument.write(empty), StandardCharsets.UTF_8)))
                .isEqualTo(empty);
    }

    /// As clients write it: no display names, prefixes of their own, addresses, spaces.
    @Test
    void read_otherWaysToWriteIt_areTaken() throws S3Exception {
        String document = "<a:AccessControlPolicy xmlns:a=\"http://s3.amazonaws.com/doc/2006-03-01/\"" + XSI + ">"
                + "<a:AccessControlList><a:Grant><a:Permission> READ </a:Permission>"
                + "<a:Grantee xsi:type=\"AmazonCustomerByEmail\"><a:EmailAddress>bob@example.com</a:EmailAddress>"
                + "</a:Grantee></a:Grant></a:AccessControlList><!-- whose --><a:Owner><a:ID>\n" + ALICE.id()
                + "\n</a:ID></a:Owner></a:AccessControlPolicy>";
        assertThat(read(document).grants()).containsExactly(new Grant(Grantee.of(BOB), Permission.READ));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no XML",
                "<AccessControlPolicy>",
                "<AccessControlList/>",
                "<!DOCTYPE a [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><AccessControlPolicy>&e;</AccessControlPolicy>",
                "<AccessControlPolicy><Owner><ID>OWNER</ID></Owner></AccessControlPolicy>",
                "<AccessControlPolicy><AccessControlList/></AccessControlPolicy>",
                "<AccessControlPolicy><Owner/><AccessControlList/></AccessControlPolicy>",
                "<AccessControlPolicy><Owner><ID></ID></Owner><AccessControlList/></AccessControlPolicy>",
                "<AccessControlPolicy><Owner><ID>OWNER</ID></Owner><AccessControlList/><AccessControlList/>"
                        + "</AccessControlPolicy>",
                "<AccessControlPolicy><Owner><ID>OWNER</ID></Owner><AccessControlList><Other/></AccessControlList>"
                        + "</AccessControlPolicy>",
            })
    void read_otherDocuments_areMalformed(String document) {
        malformed(document.replace("OWNER", ALICE.id()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Grantee xsi:type=\"CanonicalUser\"><ID>BOB</ID></Grantee>",
                "<Permission>READ</Permission>",
                "<Grantee><ID>BOB</ID></Grantee><Permission>READ</Permission>",
                "<Grantee xsi:type=\"Somebody\"><ID>BOB</ID></Grantee><Permission>READ</Permission>",
                "<Grantee xsi:type=\"CanonicalUser\"/><Permission>READ</Permission>",
                "<Grantee xsi:type=\"Group\"><ID>BOB</ID></Grantee><Permission>READ</Permission>",
                "<Grantee xsi:type=\"CanonicalUser\"><ID>BOB</ID></Grantee><Permission>read</Permission>",
                "<Grantee xsi:type=\"CanonicalUser\"><ID>BOB</ID></Grantee><Permission/>",
            })
    void read_otherGrants_areMalformed(String grant) {
        malformed(document("<Grant>" + grant.replace("BOB", BOB.id()) + "</Grant>"));
    }

    @Test
    void read_unknownGrantees_areNamed() {
        assertThatThrownBy(() -> read(document("<Grant><Grantee xsi:type=\"CanonicalUser\"><ID>_foo</ID></Grantee>"
                        + "<Permission>FULL_CONTROL</Permission></Grant>")))
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.elements())
                            .containsEntry("ArgumentName", "CanonicalUser/ID")
                            .containsEntry("ArgumentValue", "_foo");
                })
                .hasMessage("Invalid id");
        assertThatThrownBy(() -> read(document("<Grant><Grantee xsi:type=\"Group\"><URI>all</URI></Grantee>"
                        + "<Permission>READ</Permission></Grant>")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.elements()).containsEntry("ArgumentName", "Group/URI"))
                .hasMessage("Invalid group uri");
        assertThatThrownBy(() -> read(document("<Grant><Grantee xsi:type=\"AmazonCustomerByEmail\"><EmailAddress>x@y.z"
                        + "</EmailAddress></Grantee><Permission>READ</Permission></Grant>")))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.code()).isEqualTo(S3ErrorCode.UNRESOLVABLE_GRANT_BY_EMAIL_ADDRESS));
    }

    @Test
    void read_otherOwners_areRefused() {
        assertThatThrownBy(() -> read(document("").replace(ALICE.id(), BOB.id())))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED));
        assertThatThrownBy(() -> read(document("").replace(ALICE.id(), "nobody")))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ARGUMENT))
                .hasMessage("Invalid id");
    }

    @Test
    void read_tooManyGrants_areRefused() throws S3Exception {
        String grant = "<Grant><Grantee xsi:type=\"CanonicalUser\"><ID>" + BOB.id()
                + "</ID></Grantee><Permission>READ</Permission></Grant>";
        assertThat(read(document(grant.repeat(Acl.GRANTS_MAX))).grants()).hasSize(1);
        malformed(document(grant.repeat(Acl.GRANTS_MAX + 1)));
    }

    @Test
    void read_brokenDocuments_throwNothingElse() {
        String document = new String(AclDocument.write(ACL), StandardCharsets.UTF_8);
        List<String> pieces = List.of(
                "<", ">", "/", "&", "&#0;", "<![CDATA[", "]]>", "<?x?>", "\"", " a=\"b\"", "xsi:", "\u0000", "é");
        for (long seed = 0; seed < 5_000; seed++) {
            var random = new Random(seed);
            var broken = new StringBuilder(document);
            for (int i = 1 + random.nextInt(3); i > 0; i--) {
                int at = random.nextInt(broken.length());
                switch (random.nextInt(3)) {
                    case 0 -> broken.delete(at, Math.min(broken.length(), at + random.nextInt(20)));
                    case 1 -> broken.insert(at, pieces.get(random.nextInt(pieces.size())));
                    default -> broken.setCharAt(at, (char) random.nextInt(256));
                }
            }
            try {
                read(broken.toString());
            } catch (S3Exception e) {
                assertThat(e.code().status()).isIn(400, 403);
            } catch (RuntimeException e) {
                fail("seed " + seed, e);
            }
        }
    }

    private static Acl read(String document) throws S3Exception {
        return AclDocument.read(document.getBytes(StandardCharsets.UTF_8), ALICE, USERS);
    }

    private static String document(String grants) {
        return "<AccessControlPolicy" + XSI + "><Owner><ID>" + ALICE.id() + "</ID></Owner><AccessControlList>" + grants
                + "</AccessControlList></AccessControlPolicy>";
    }

    private static void malformed(String document) {
        assertThatThrownBy(() -> read(document))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_ACL));
    }
}
