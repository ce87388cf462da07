package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.acl.Acl;
import network.cairn.gateway.acl.AclTarget;
import network.cairn.gateway.acl.CannedAcl;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectOwnershipTest {
    private static final CanonicalUser ALICE = CanonicalUser.of("alice");
    private static final CanonicalUser BOB = CanonicalUser.of("bob");

    @ParameterizedTest
    @EnumSource(ObjectOwnership.class)
    void readWrite_areTheSame(ObjectOwnership ownership) throws S3Exception {
        assertThat(ObjectOwnership.read(ownership.write())).isEqualTo(ownership);
        assertThat(new String(ownership.write(), StandardCharsets.UTF_8))
                .endsWith("<Rule><ObjectOwnership>" + ownership.s3Name()
                        + "</ObjectOwnership></Rule></OwnershipControls>");
        assertThat(ObjectOwnership.of(S3Headers.of("X-Amz-Object-Ownership", ownership.s3Name())))
                .contains(ownership);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Rule></Rule>",
                "<Rule><ObjectOwnership></ObjectOwnership></Rule>",
                "<Rule><ObjectOwnership>bucketownerenforced</ObjectOwnership></Rule>",
                "<ObjectOwnership>ObjectWriter</ObjectOwnership>",
                "<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>"
                        + "<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership></Rule>",
                "<Rule><ObjectOwnership>ObjectWriter</ObjectOwnership><Extra/></Rule>",
            })
    void read_others_areMalformed(String inside) {
        byte[] document = ("<OwnershipControls>" + inside + "</OwnershipControls>").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> ObjectOwnership.read(document))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_XML));
    }

    @Test
    void of_header_isNamedInTheError() throws S3Exception {
        assertThat(ObjectOwnership.of(S3Headers.none())).isEmpty();
        assertThatThrownBy(() -> ObjectOwnership.of(S3Headers.of("x-amz-object-ownership", "Mine")))
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_ARGUMENT);
                    assertThat(e.elements()).containsEntry("ArgumentName", "x-amz-object-ownership");
                })
                .hasMessage("Invalid x-amz-object-ownership header: Mine");
    }

    @ParameterizedTest
    @CsvSource({
        "OBJECT_WRITER,,bob",
        "OBJECT_WRITER,BUCKET_OWNER_FULL_CONTROL,bob",
        "BUCKET_OWNER_PREFERRED,,bob",
        "BUCKET_OWNER_PREFERRED,PRIVATE,bob",
        "BUCKET_OWNER_PREFERRED,BUCKET_OWNER_READ,bob",
        "BUCKET_OWNER_PREFERRED,BUCKET_OWNER_FULL_CONTROL,alice",
        "BUCKET_OWNER_ENFORCED,,alice",
        "BUCKET_OWNER_ENFORCED,BUCKET_OWNER_FULL_CONTROL,alice",
    })
    void ownerOfNew_whatBobPutsIntoAlicesBucket(ObjectOwnership ownership, CannedAcl canned, String owner) {
        assertThat(ownership.ownerOfNew(BOB, ALICE, Optional.ofNullable(canned)))
                .isEqualTo(CanonicalUser.of(owner));
    }

    @Test
    void check_whereListsDoNotCount_onlyTheOwnersControlIsTaken() throws S3Exception {
        ObjectOwnership enforced = ObjectOwnership.BUCKET_OWNER_ENFORCED;
        enforced.check(Acl.ownedBy(ALICE), ALICE);
        enforced.check(CannedAcl.BUCKET_OWNER_FULL_CONTROL.on(AclTarget.object(ALICE, ALICE)), ALICE);
        for (Acl acl : List.of(
                CannedAcl.PUBLIC_READ.on(AclTarget.object(ALICE, ALICE)),
                CannedAcl.LOG_DELIVERY_WRITE.on(AclTarget.bucket(ALICE)),
                new Acl(ALICE, List.of()),
                Acl.ownedBy(BOB))) {
            assertThatThrownBy(() -> enforced.check(acl, ALICE))
                    .isInstanceOfSatisfying(
                            S3Exception.class,
                            e -> assertThat(e.code()).isEqualTo(S3ErrorCode.ACCESS_CONTROL_LIST_NOT_SUPPORTED))
                    .hasMessage("The bucket does not allow ACLs");
            ObjectOwnership.OBJECT_WRITER.check(acl, ALICE);
        }
    }

    @Test
    void checkBucket_listThatLetsInOthers_standsAgainstEnforcement() throws S3Exception {
        Acl open = CannedAcl.PUBLIC_READ.on(AclTarget.bucket(ALICE));
        assertThatThrownBy(() -> ObjectOwnership.BUCKET_OWNER_ENFORCED.checkBucket(open))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_BUCKET_ACL_WITH_OBJECT_OWNERSHIP));
        ObjectOwnership.BUCKET_OWNER_ENFORCED.checkBucket(Acl.ownedBy(ALICE));
        ObjectOwnership.OBJECT_WRITER.checkBucket(open);
    }
}
