package network.cairn.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

final class OperationActionsTest {
    private static final CanonicalUser OWNER = CanonicalUser.of("alice");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "LIST_BUCKETS|ListAllMyBuckets",
                "CREATE_BUCKET|CreateBucket",
                "DELETE_BUCKET|DeleteBucket",
                "HEAD_BUCKET|ListBucket",
                "LIST_OBJECTS|ListBucket",
                "LIST_OBJECTS_V2|ListBucket",
                "LIST_OBJECT_VERSIONS|ListBucketVersions",
                "LIST_MULTIPART_UPLOADS|ListBucketMultipartUploads",
                "GET_BUCKET_CORS|GetBucketCORS",
                "DELETE_BUCKET_CORS|PutBucketCORS",
                "DELETE_BUCKET_TAGGING|PutBucketTagging",
                "DELETE_BUCKET_ENCRYPTION|PutEncryptionConfiguration",
                "DELETE_BUCKET_LIFECYCLE|PutLifecycleConfiguration",
                "DELETE_BUCKET_POLICY|DeleteBucketPolicy",
                "DELETE_BUCKET_WEBSITE|DeleteBucketWebsite",
                "DELETE_PUBLIC_ACCESS_BLOCK|PutBucketPublicAccessBlock",
                "GET_OBJECT_LOCK_CONFIGURATION|GetBucketObjectLockConfiguration",
                "PUT_OBJECT_LOCK_CONFIGURATION|PutBucketObjectLockConfiguration",
                "GET_OBJECT|GetObject",
                "HEAD_OBJECT|GetObject",
                "GET_OBJECT_ATTRIBUTES|GetObject GetObjectAttributes",
                "DELETE_OBJECT|DeleteObject",
                "PUT_OBJECT|PutObject",
                "POST_OBJECT|PutObject",
                "COPY_OBJECT|PutObject GetObject@SOURCE",
                "CREATE_MULTIPART_UPLOAD|PutObject",
                "UPLOAD_PART|PutObject",
                "UPLOAD_PART_COPY|PutObject GetObject@SOURCE",
                "COMPLETE_MULTIPART_UPLOAD|PutObject",
                "ABORT_MULTIPART_UPLOAD|AbortMultipartUpload",
                "LIST_PARTS|ListMultipartUploadParts",
                "RENAME_OBJECT|PutObject GetObject@SOURCE DeleteObject@SOURCE",
                "GET_OBJECT_RECEIPT|GetObject",
            })
    void of_plainRequests(OperationName operation, String needs) {
        assertThat(needs(operation, QueryParameters.none(), S3Headers.none())).isEqualTo(needs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET_OBJECT|GetObjectVersion",
                "HEAD_OBJECT|GetObjectVersion",
                "GET_OBJECT_ACL|GetObjectVersionAcl",
                "PUT_OBJECT_ACL|PutObjectVersionAcl",
                "GET_OBJECT_TAGGING|GetObjectVersionTagging",
                "PUT_OBJECT_TAGGING|PutObjectVersionTagging",
                "DELETE_OBJECT_TAGGING|DeleteObjectVersionTagging",
                "GET_OBJECT_ATTRIBUTES|GetObjectVersion GetObjectVersionAttributes",
                "DELETE_OBJECT|DeleteObjectVersion",
                "GET_OBJECT_RETENTION|GetObjectRetention",
                "PUT_OBJECT_LEGAL_HOLD|PutObjectLegalHold",
            })
    void of_requestsForAVersion(OperationName operation, String needs) {
        assertThat(needs(operation, QueryParameters.of("versionId", "v1"), S3Headers.none()))
                .isEqualTo(needs);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT_OBJECT|x-amz-tagging=a%3Db|PutObject PutObjectTagging",
                "PUT_OBJECT|x-amz-acl=public-read|PutObject PutObjectAcl",
                "PUT_OBJECT|x-amz-acl=private|PutObject",
                "PUT_OBJECT|x-amz-acl=bucket-owner-full-control|PutObject",
                "PUT_OBJECT|x-amz-grant-read=id=1|PutObject PutObjectAcl",
                "PUT_OBJECT|x-amz-grant-full-control=id=1|PutObject PutObjectAcl",
                "PUT_OBJECT|x-amz-object-lock-mode=GOVERNANCE|PutObject PutObjectRetention",
                "PUT_OBJECT|x-amz-object-lock-retain-until-date=2030-01-01T00:00:00Z|PutObject PutObjectRetention",
                "PUT_OBJECT|x-amz-object-lock-legal-hold=ON|PutObject PutObjectLegalHold",
                "CREATE_MULTIPART_UPLOAD|X-AMZ-TAGGING=a|PutObject PutObjectTagging",
                "POST_OBJECT|acl=public-read|PutObject PutObjectAcl",
                "POST_OBJECT|acl=private|PutObject",
                "POST_OBJECT|tagging=<Tagging/>|PutObject PutObjectTagging",
                "COPY_OBJECT|x-amz-copy-source=/b/k?versionId=1|PutObject GetObjectVersion@SOURCE",
                "UPLOAD_PART_COPY|x-amz-copy-source=/b/k?versionId=1|PutObject GetObjectVersion@SOURCE",
                "COPY_OBJECT|x-amz-acl=public-read|PutObject PutObjectAcl GetObject@SOURCE",
                "DELETE_OBJECT|x-amz-bypass-governance-retention=true|DeleteObject BypassGovernanceRetention",
                "DELETE_OBJECT|x-amz-bypass-governance-retention=false|DeleteObject",
                "PUT_OBJECT_RETENTION|x-amz-bypass-governance-retention=TRUE|PutObjectRetention BypassGovernanceRetention",
                "CREATE_BUCKET|x-amz-acl=public-read|CreateBucket PutBucketAcl",
                "CREATE_BUCKET|x-amz-acl=private|CreateBucket",
                "CREATE_BUCKET|x-amz-grant-read=id=1|CreateBucket PutBucketAcl",
                "CREATE_BUCKET|x-amz-bucket-object-lock-enabled=true"
                        + "|CreateBucket PutBucketObjectLockConfiguration PutBucketVersioning",
                "CREATE_BUCKET|x-amz-object-ownership=ObjectWriter|CreateBucket PutBucketOwnershipControls",
            })
    void of_headers_needMore(OperationName operation, String header, String needs) {
        int equals = header.indexOf('=');
        S3Headers headers = S3Headers.of(header.substring(0, equals), header.substring(equals + 1));
        assertThat(needs(operation, QueryParameters.none(), headers)).isEqualTo(needs);
    }

    @Test
    void of_fullControlForTheBucketsOwner_needsNoPermissionOfItsOwn() {
        for (String value : List.of("id=" + OWNER.id(), "id=\"" + OWNER.id() + "\"")) {
            assertThat(needs(
                            OperationName.PUT_OBJECT,
                            QueryParameters.none(),
                            S3Headers.of("x-amz-grant-full-control", value)))
                    .isEqualTo("PutObject");
            assertThat(needs(
                            OperationName.PUT_OBJECT,
                            QueryParameters.none(),
                            S3Headers.of("x-amz-grant-full-control", value, "x-amz-grant-read", value)))
                    .isEqualTo("PutObject PutObjectAcl");
            assertThat(needs(
                            OperationName.PUT_OBJECT,
                            QueryParameters.none(),
                            S3Headers.of("x-amz-grant-full-control", value + ",id=2")))
                    .isEqualTo("PutObject PutObjectAcl");
        }
    }

    /// Every operation there is needs something, on the right kind of resource.
    @ParameterizedTest
    @EnumSource(value = OperationName.class, mode = EnumSource.Mode.EXCLUDE, names = "DELETE_OBJECTS")
    void of_everyOperation_needsSomething(OperationName operation) {
        List<OperationActions.Need> needs =
                OperationActions.of(operation, QueryParameters.none(), S3Headers.none(), OWNER);
        assertThat(needs).isNotEmpty();
        for (OperationActions.Need need : needs) {
            S3Action.Level level = need.action().level();
            switch (need.on()) {
                case ACCOUNT -> assertThat(level).isEqualTo(S3Action.Level.ACCOUNT);
                case BUCKET ->
                    assertThat(level == S3Action.Level.BUCKET || need.action() == S3Action.CREATE_BUCKET)
                            .isTrue();
                case OBJECT, SOURCE -> assertThat(level).isEqualTo(S3Action.Level.OBJECT);
            }
        }
    }

    @Test
    void of_deleteObjects_isForEachKey() {
        assertThatThrownBy(() -> OperationActions.of(
                        OperationName.DELETE_OBJECTS, QueryParameters.none(), S3Headers.none(), OWNER))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(text(OperationActions.ofDeletion(false, false))).isEqualTo("DeleteObject");
        assertThat(text(OperationActions.ofDeletion(true, true)))
                .isEqualTo("DeleteObjectVersion BypassGovernanceRetention");
        assertThat(text(OperationActions.ofCopiedTags(false))).isEqualTo("GetObjectTagging@SOURCE PutObjectTagging");
        assertThat(text(OperationActions.ofCopiedTags(true)))
                .isEqualTo("GetObjectVersionTagging@SOURCE PutObjectTagging");
    }

    @Test
    void refusalOfAnonymous_whatNeedsASignatureInAnyCase() {
        assertThat(OperationActions.refusalOfAnonymous(OperationName.COPY_OBJECT))
                .contains("Anonymous users cannot copy objects.  Please authenticate.");
        assertThat(OperationActions.refusalOfAnonymous(OperationName.CREATE_MULTIPART_UPLOAD))
                .isPresent();
        assertThat(OperationActions.refusalOfAnonymous(OperationName.GET_OBJECT))
                .isEmpty();
        assertThat(OperationActions.refusalOfAnonymous(OperationName.PUT_OBJECT))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource(S3Action.class)
    void named_everyAction_isFoundByItsNameInAnyCase(S3Action action) {
        assertThat(action.awsName()).matches("s3:[A-Z][A-Za-z]+");
        assertThat(S3Action.named(action.awsName().toUpperCase(java.util.Locale.ROOT)))
                .isEqualTo(action);
    }

    private static String needs(OperationName operation, QueryParameters query, S3Headers headers) {
        return text(OperationActions.of(operation, query, headers, OWNER));
    }

    private static String text(List<OperationActions.Need> needs) {
        List<String> texts = new ArrayList<>();
        for (OperationActions.Need need : needs) {
            String name = need.action().awsName().substring("s3:".length());
            texts.add(need.on() == OperationActions.On.SOURCE ? name + "@SOURCE" : name);
        }
        return String.join(" ", texts);
    }
}
