package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.AclTarget;
import network.cairn.gateway.acl.CannedAcl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PublicAccessBlockTest {
    private static final CanonicalUser ALICE = CanonicalUser.of("alice");

    @Test
    void readWrite_allSettings_areTheSame() throws S3Exception {
        for (int bits = 0; bits < 16; bits++) {
            var block = new PublicAccessBlock((bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0);
            assertThat(PublicAccessBlock.read(block.write())).isEqualTo(block);
        }
    }

    @Test
    void write_hasTheElementsInS3sOrder() {
        assertThat(new String(new PublicAccessBlock(true, false, true, false).write(), StandardCharsets.UTF_8))
                .isEqualTo("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + "<PublicAccessBlockConfiguration xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">"
                        + "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>false</IgnorePublicAcls>"
                        + "<BlockPublicPolicy>true</BlockPublicPolicy>"
                        + "<RestrictPublicBuckets>false</RestrictPublicBuckets></PublicAccessBlockConfiguration>");
    }

    @Test
    void read_whatIsNotSaid_isFalse() throws S3Exception {
        assertThat(read("<BlockPublicPolicy>TRUE</BlockPublicPolicy>"))
                .isEqualTo(new PublicAccessBlock(false, false, true, false));
    }

    @Test
    void read_nothing_isRefused() {
        assertThatThrownBy(() -> read(""))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_REQUEST))
                .hasMessage("Must specify at least one configuration.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<BlockPublicAcls>yes</BlockPublicAcls>",
                "<BlockPublicAcls></BlockPublicAcls>",
                "<BlockPublicAcl>true</BlockPublicAcl>",
                "<BlockPublicAcls>true</BlockPublicAcls><BlockPublicAcls>false</BlockPublicAcls>",
                "<BlockPublicAcls>true",
            })
    void read_others_areMalformed(String inside) {
        assertThatThrownBy(() -> read(inside))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_XML));
    }

    @ParameterizedTest
    @EnumSource(CannedAcl.class)
    void check_publicLists_areRefusedWhereBlocked(CannedAcl canned) throws S3Exception {
        Acl acl = canned.on(AclTarget.bucket(ALICE));
        boolean isPublic = canned == CannedAcl.PUBLIC_READ
                || canned == CannedAcl.PUBLIC_READ_WRITE
                || canned == CannedAcl.AUTHENTICATED_READ;
        assertThat(acl.isPublic()).isEqualTo(isPublic);
        PublicAccessBlock.NONE.check(acl);
        if (isPublic) {
            assertThatThrownBy(() -> PublicAccessBlock.ALL.check(acl))
                    .isInstanceOfSatisfying(
                            S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_DENIED));
        } else {
            PublicAccessBlock.ALL.check(acl);
        }
    }

    @Test
    void check_publicPolicies_areRefusedWhereBlocked() {
        String get = "'Action': 's3:GetObject', 'Resource': 'arn:aws:s3:::photos/*'";
        Policy open = Documents.bucket("photos", "'Effect': 'Allow', 'Principal': '*', " + get);
        Policy closed = Documents.bucket("photos", "'Effect': 'Allow', 'Principal': {'AWS': 'bob'}, " + get);
        assertThatThrownBy(() -> PublicAccessBlock.ALL.check(open)).isInstanceOf(S3Exception.class);
        assertThatCode(() -> PublicAccessBlock.ALL.check(closed)).doesNotThrowAnyException();
        assertThatCode(() -> PublicAccessBlock.NONE.check(open)).doesNotThrowAnyException();
    }

    @Test
    void inForce_publicGrants_areLeftOutWhereIgnored() throws S3Exception {
        Acl acl = CannedAcl.PUBLIC_READ.on(AclTarget.bucket(ALICE));
        assertThat(PublicAccessBlock.NONE.inForce(acl)).isEqualTo(acl);
        assertThat(PublicAccessBlock.ALL.inForce(acl)).isEqualTo(Acl.ownedBy(ALICE));
    }

    @Test
    void and_isTheStrictest() {
        var one = new PublicAccessBlock(true, false, false, true);
        var two = new PublicAccessBlock(false, false, true, true);
        assertThat(one.and(two)).isEqualTo(new PublicAccessBlock(true, false, true, true));
        assertThat(one.and(PublicAccessBlock.NONE)).isEqualTo(one);
    }

    private static PublicAccessBlock read(String inside) throws S3Exception {
        String document = "<PublicAccessBlockConfiguration>" + inside + "</PublicAccessBlockConfiguration>";
        return PublicAccessBlock.read(document.getBytes(StandardCharsets.UTF_8));
    }
}
