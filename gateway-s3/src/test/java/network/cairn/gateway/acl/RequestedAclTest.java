package network.cairn.gateway.acl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestedAclTest {
    static final CanonicalUser ALICE = CanonicalUser.of("alice");
    static final CanonicalUser BOB = CanonicalUser.of("bob");

    /// Alice, Bob, and Bob's address.
    static final CanonicalUsers USERS = new CanonicalUsers() {
        @Override
        public @Nullable CanonicalUser byId(String id) {
            return List.of(ALICE, BOB).stream()
                    .filter(user -> user.id().equals(id))
                    .findFirst()
                    .orElse(null);
        }

        @Override
        public @Nullable CanonicalUser byEmailAddress(String address) {
            return address.equals("bob@example.com") ? BOB : null;
        }
    };

    private static final AclTarget BUCKET = AclTarget.bucket(ALICE);
    private static final AclTarget OBJECT_OF_BOB = AclTarget.object(BOB, ALICE);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "private|alice:FULL_CONTROL|bob:FULL_CONTROL",
                "public-read|alice:FULL_CONTROL ALL_USERS:READ|bob:FULL_CONTROL ALL_USERS:READ",
                "public-read-write|alice:FULL_CONTROL ALL_USERS:READ ALL_USERS:WRITE"
                        + "|bob:FULL_CONTROL ALL_USERS:READ ALL_USERS:WRITE",
                "authenticated-read|alice:FULL_CONTROL AUTHENTICATED_USERS:READ|bob:FULL_CONTROL AUTHENTICATED_USERS:READ",
                "aws-exec-read|alice:FULL_CONTROL|bob:FULL_CONTROL",
                "bucket-owner-read|alice:FULL_CONTROL|bob:FULL_CONTROL alice:READ",
                "bucket-owner-full-control|alice:FULL_CONTROL|bob:FULL_CONTROL alice:FULL_CONTROL",
            })
    void ofHeaders_cannedNames(String name, String onBucket, String onObjectOfBob) throws S3Exception {
        S3Headers headers = S3Headers.of("X-Amz-Acl", name);
        assertThat(text(RequestedAcl.ofHeaders(headers, BUCKET, USERS))).isEqualTo(onBucket);
        assertThat(text(RequestedAcl.ofHeaders(headers, OBJECT_OF_BOB, USERS))).isEqualTo(onObjectOfBob);
    }

    @Test
    void ofHeaders_logDeliveryWrite_isForBuckets() throws S3Exception {
        S3Headers headers = S3Headers.of("x-amz-acl", "log-delivery-write");
        assertThat(text(RequestedAcl.ofHeaders(headers, BUCKET, USERS)))
                .isEqualTo("alice:FULL_CONTROL LOG_DELIVERY:WRITE LOG_DELIVERY:READ_ACP");
        refuses(
                () -> RequestedAcl.ofHeaders(headers, OBJECT_OF_BOB, USERS),
                S3ErrorCode.INVALID_ARGUMENT,
                "",
                "x-amz-acl",
                "log-delivery-write");
    }

    @Test
    void ofHeaders_ownerOfObjectAndBucket_isThereOnce() throws S3Exception {
        AclTarget own = AclTarget.object(ALICE, ALICE);
        for (String name : List.of("bucket-owner-read", "bucket-owner-full-control")) {
            assertThat(RequestedAcl.ofHeaders(S3Headers.of("x-amz-acl", name), own, USERS))
                    .contains(Acl.ownedBy(ALICE));
        }
    }

    @ParameterizedTest
    @EnumSource(CannedAcl.class)
    void cannedAcl_everyName_isFound(CannedAcl acl) throws S3Exception {
        assertThat(CannedAcl.of(S3Headers.of("x-amz-acl", acl.s3Name()))).contains(acl);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "privat", "PRIVATE", "public"})
    void ofHeaders_otherNames_areRefused(String name) {
        refuses(
                () -> RequestedAcl.ofHeaders(S3Headers.of("x-amz-acl", name), BUCKET, USERS),
                S3ErrorCode.INVALID_ARGUMENT,
                "",
                "x-amz-acl",
                name);
    }

    @Test
    void ofHeaders_nothing_isNothing() throws S3Exception {
        assertThat(RequestedAcl.ofHeaders(S3Headers.of("x-amz-meta-acl", "private"), BUCKET, USERS))
                .isEmpty();
    }

    @Test
    void ofHeaders_grants_areAllThatIsGiven() throws S3Exception {
        String bob = "id=" + BOB.id();
        S3Headers headers = S3Headers.of(
                "x-amz-grant-full-control",
                bob,
                "x-amz-grant-read",
                "id=\"" + BOB.id() + "\", uri=\"http://acs.amazonaws.com/groups/global/AllUsers\"",
                "x-amz-grant-write",
                "uri=http://acs.amazonaws.com/groups/s3/LogDelivery",
                "x-amz-grant-read-acp",
                " ID = " + BOB.id() + " ",
                "x-amz-grant-write-acp",
                "emailAddress=\"bob@example.com\"");
        assertThat(text(RequestedAcl.ofHeaders(headers, BUCKET, USERS)))
                .isEqualTo("bob:READ ALL_USERS:READ LOG_DELIVERY:WRITE bob:READ_ACP bob:WRITE_ACP bob:FULL_CONTROL");
        assertThat(RequestedAcl.ofHeaders(headers, BUCKET, USERS).orElseThrow().owner())
                .isEqualTo(ALICE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "fdjklasaj|Argument format not recognized|x-amz-grant-read|fdjklasaj",
                "''|Argument format not recognized|x-amz-grant-read|''",
                "user=bob|Argument format not recognized|x-amz-grant-read|user=bob",
                "id=0123|Invalid id|id|0123",
                "id=_foo|Invalid id|id|_foo",
                "id=|Invalid id|id|",
                "id=0000000000000000000000000000000000000000000000000000000000000000|Invalid id|id"
                        + "|0000000000000000000000000000000000000000000000000000000000000000",
                "uri=http://acs.amazonaws.com/groups/global/Authenticated|Invalid group uri|uri"
                        + "|http://acs.amazonaws.com/groups/global/Authenticated",
            })
    void ofHeaders_otherGrantees_areRefused(String value, String message, String argument, @Nullable String given) {
        refuses(
                () -> RequestedAcl.ofHeaders(S3Headers.of("x-amz-grant-read", value), BUCKET, USERS),
                S3ErrorCode.INVALID_ARGUMENT,
                message,
                argument,
                given == null ? "" : given);
    }

    @Test
    void ofHeaders_emptyGrant_isRefused() {
        refuses(
                () -> RequestedAcl.ofHeaders(S3Headers.of("x-amz-grant-read", ""), BUCKET, USERS),
                S3ErrorCode.INVALID_ARGUMENT,
                "Argument format not recognized",
                "x-amz-grant-read",
                "");
    }

    @Test
    void ofHeaders_unknownAddress_isUnresolvable() {
        S3Headers headers = S3Headers.of("x-amz-grant-read", "emailAddress=\"nobody@example.com\"");
        assertThatThrownBy(() -> RequestedAcl.ofHeaders(headers, BUCKET, USERS))
                .isInstanceOfSatisfying(
                        S3Exception.class,
                        e -> assertThat(e.code()).isEqualTo(S3ErrorCode.UNRESOLVABLE_GRANT_BY_EMAIL_ADDRESS))
                .hasMessage("The e-mail address you provided does not match any account on record.");
        assertThatThrownBy(() -> RequestedAcl.ofHeaders(
                        S3Headers.of("x-amz-grant-read", "emailAddress=bob@example.com"), BUCKET, id -> null))
                .isInstanceOf(S3Exception.class);
    }

    @Test
    void ofHeaders_cannedAndGrants_areRefused() {
        S3Headers headers = S3Headers.of("x-amz-acl", "private", "x-amz-grant-read", "id=" + BOB.id());
        assertThatThrownBy(() -> RequestedAcl.ofHeaders(headers, BUCKET, USERS))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_REQUEST))
                .hasMessage("Specifying both Canned ACLs and Header Grants is not allowed");
    }

    @Test
    void ofHeaders_tooManyGrants_areRefused() throws S3Exception {
        List<String> grantees = new ArrayList<>();
        for (int i = 0; i < Acl.GRANTS_MAX; i++) {
            grantees.add("id=" + CanonicalUser.idOf("t" + i));
        }
        CanonicalUsers everybody = id -> new CanonicalUser(id, "someone");
        S3Headers most = S3Headers.of("x-amz-grant-read", String.join(",", grantees));
        assertThat(RequestedAcl.ofHeaders(most, BUCKET, everybody).orElseThrow().grants())
                .hasSize(Acl.GRANTS_MAX);
        S3Headers more =
                S3Headers.of("x-amz-grant-read", String.join(",", grantees), "x-amz-grant-write", "id=" + ALICE.id());
        assertThatThrownBy(() -> RequestedAcl.ofHeaders(more, BUCKET, everybody))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.MALFORMED_ACL));
    }

    @Test
    void ofPut_headersOrBody_butNotBothAndNotNeither() throws S3Exception {
        byte[] document = AclDocument.write(Acl.ownedBy(ALICE));
        S3Headers canned = S3Headers.of("x-amz-acl", "public-read");
        assertThat(RequestedAcl.ofPut(S3Headers.none(), document, BUCKET, USERS))
                .isEqualTo(Acl.ownedBy(ALICE));
        assertThat(RequestedAcl.ofPut(canned, new byte[0], BUCKET, USERS).isPublic())
                .isTrue();
        assertThatThrownBy(() -> RequestedAcl.ofPut(canned, document, BUCKET, USERS))
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(S3ErrorCode.UNEXPECTED_CONTENT));
        assertThatThrownBy(() -> RequestedAcl.ofPut(S3Headers.none(), new byte[0], BUCKET, USERS))
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.code()).isEqualTo(S3ErrorCode.MISSING_SECURITY_HEADER);
                    assertThat(e.elements()).containsEntry("MissingHeaderName", "x-amz-acl");
                });
    }

    private static void refuses(
            ThrowingCallable call, S3ErrorCode code, String message, String argument, String value) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.code()).isEqualTo(code);
                    assertThat(e.elements())
                            .containsEntry("ArgumentName", argument)
                            .containsEntry("ArgumentValue", value);
                })
                .hasMessage(message);
    }

    private static String text(Optional<Acl> acl) {
        List<String> texts = new ArrayList<>();
        for (Grant grant : acl.orElseThrow().grants()) {
            String grantee = switch (grant.grantee()) {
                case Grantee.User(CanonicalUser user) -> user.displayName();
                case Grantee.Group group -> group.name();
            };
            texts.add(grantee + ":" + grant.permission());
        }
        return String.join(" ", texts);
    }
}
