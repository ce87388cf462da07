package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.s3.S3ErrorCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BucketOperationsTest {
    private final TestGateway gateway = new TestGateway();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ab",
                "Upper",
                "-a-",
                "a..b",
                "a.-b",
                "192.168.0.1",
                "xn--abc",
                "a_b",
                "abc-",
                "my-s3alias",
                "my--ol-s3",
                "my--table-s3",
                "my--x-s3",
                "my.mrap",
                "a b"
            })
    void createBucket_badName_refused(String name) {
        assertError(gateway.call("PUT", name, null), S3ErrorCode.INVALID_BUCKET_NAME);
    }

    @Test
    void createBucket_again_dependsOnOwnerAndRegion() throws Exception {
        gateway.createBucket("bucket");
        gateway.createBucket("bucket");
        assertError(gateway.call("PUT", "bucket", null).tenant("bob"), S3ErrorCode.BUCKET_ALREADY_EXISTS);
        var elsewhere = new TestGateway("eu-central-1");
        elsewhere.createBucket("bucket");
        assertError(elsewhere.call("PUT", "bucket", null), S3ErrorCode.BUCKET_ALREADY_OWNED_BY_YOU);
    }

    @Test
    void createBucket_location_mustBeTheGateways() throws Exception {
        var elsewhere = new TestGateway("eu-central-1");
        String document = "<CreateBucketConfiguration><LocationConstraint>%s</LocationConstraint>"
                + "</CreateBucketConfiguration>";
        elsewhere
                .call("PUT", "bucket", null)
                .body(document.formatted("eu-central-1"))
                .send();
        assertError(
                elsewhere.call("PUT", "bucket2", null).body(document.formatted("mars")),
                S3ErrorCode.INVALID_LOCATION_CONSTRAINT);
        assertError(
                elsewhere.call("PUT", "bucket2", null).body(document.formatted("eu-west-1")),
                S3ErrorCode.ILLEGAL_LOCATION_CONSTRAINT);
        assertError(elsewhere.call("PUT", "bucket3", null).body("<Create"), S3ErrorCode.MALFORMED_XML);
        assertThat(elsewhere
                        .call("GET", "bucket", null)
                        .query("location", "")
                        .send()
                        .text())
                .contains(">eu-central-1</LocationConstraint>");
        assertThat(elsewhere.call("HEAD", "bucket", null).send().header("x-amz-bucket-region"))
                .contains("eu-central-1");
    }

    @Test
    void listBuckets_onlyOwn() throws Exception {
        gateway.createBucket("bucket-b");
        gateway.createBucket("bucket-a");
        gateway.call("PUT", "bucket-c", null).tenant("bob").send();
        Answer own = gateway.call("GET", null, null).send();
        assertThat(own.elements("Name")).containsExactly("bucket-a", "bucket-b");
        Answer page = gateway.call("GET", null, null).query("max-buckets", "1").send();
        assertThat(page.elements("Name")).containsExactly("bucket-a");
        Answer rest = gateway.call("GET", null, null)
                .query("continuation-token", page.element("ContinuationToken"))
                .send();
        assertThat(rest.elements("Name")).containsExactly("bucket-b");
    }

    @Test
    void deleteBucket_notEmptyThenEmpty() throws Exception {
        gateway.createBucket("bucket");
        gateway.put("bucket", "k", new byte[1]);
        assertError(gateway.call("DELETE", "bucket", null), S3ErrorCode.BUCKET_NOT_EMPTY);
        assertError(gateway.call("DELETE", "bucket", null).tenant("bob"), S3ErrorCode.ACCESS_DENIED);
        gateway.call("DELETE", "bucket", "k").send();
        assertThat(gateway.call("DELETE", "bucket", null).send().status()).isEqualTo(204);
        assertError(gateway.call("HEAD", "bucket", null), S3ErrorCode.NO_SUCH_BUCKET);
    }

    @Test
    void probes_honestAnswers() throws Exception {
        gateway.createBucket("bucket");
        assertThat(gateway.call("GET", "bucket", null)
                        .query("versioning", "")
                        .send()
                        .text())
                .contains("<VersioningConfiguration")
                .doesNotContain("Status");
        assertThat(gateway.call("GET", "bucket", null).query("acl", "").send().text())
                .contains("<Permission>FULL_CONTROL</Permission>", "<ID>" + CanonicalUser.idOf("alice") + "</ID>");
        assertError(gateway.call("GET", "bucket", null).query("policy", ""), S3ErrorCode.NO_SUCH_BUCKET_POLICY);
    }

    @Test
    void createBucket_againInUsEast1_resetsTheAccessControlList() throws Exception {
        gateway.call("PUT", "bucket", null).header("x-amz-acl", "public-read").send();
        gateway.put("bucket", "k", new byte[] {1});
        gateway.createBucket("bucket");
        assertError(gateway.call("GET", "bucket", null).anonymously(), S3ErrorCode.ACCESS_DENIED);
        gateway.call("PUT", "bucket", null).header("x-amz-acl", "public-read").send();
        assertThat(gateway.call("GET", "bucket", null).anonymously().send().elements("Key"))
                .containsExactly("k");
        gateway.call("PUT", "bucket", null)
                .query("publicAccessBlock", "")
                .body("<PublicAccessBlockConfiguration><BlockPublicAcls>true</BlockPublicAcls>"
                        + "</PublicAccessBlockConfiguration>")
                .send();
        gateway.createBucket("bucket");
        assertError(gateway.call("PUT", "bucket", null).header("x-amz-acl", "public-read"), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void operationsThatAreNotHere_areNotTakenForOthers() throws Exception {
        assertError(gateway.call("PUT", "bucket", null).query("abac", ""), S3ErrorCode.NOT_IMPLEMENTED);
        gateway.createBucket("bucket");
        assertError(
                gateway.call("POST", "bucket", null).query("metadataConfiguration", ""), S3ErrorCode.NOT_IMPLEMENTED);
        assertError(gateway.call("PUT", "bucket", "k").query("encryption", ""), S3ErrorCode.NOT_IMPLEMENTED);
        assertThat(gateway.call("GET", "bucket", null).send().elements("Key")).isEmpty();
    }
}
