package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.Versioning;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class VersionOperationsTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
        set(Versioning.ENABLED);
    }

    private void set(Versioning versioning) throws Exception {
        Bucket bucket = Objects.requireNonNull(gateway.metadata.bucket("bucket"));
        gateway.metadata.updateSettings(
                bucket, now -> now.settings().with(BucketSetting.VERSIONING, versioning.text()));
    }

    private String put(String key, byte[] body) throws Exception {
        return version(gateway.put("bucket", key, body));
    }

    private static String version(Answer answer) {
        return answer.header("x-amz-version-id").orElseThrow();
    }

    private Answer get(String version) throws Exception {
        return gateway.call("GET", "bucket", "k").query("versionId", version).send();
    }

    private Answer delete(String version) throws Exception {
        return gateway.call("DELETE", "bucket", "k").query("versionId", version).send();
    }

    private List<String> listedVersions() throws Exception {
        return gateway.call("GET", "bucket", null).query("versions", "").send().elements("VersionId");
    }

    @Test
    void get_ofEachVersion_itsBytes() throws Exception {
        String first = put("k", bytes(10));
        String second = put("k", bytes(70_000));
        assertThat(get(first).body()).isEqualTo(bytes(10));
        assertThat(get(second).body()).isEqualTo(bytes(70_000));
        assertThat(version(gateway.get("bucket", "k"))).isEqualTo(second);
        assertThat(listedVersions()).containsExactly(second, first);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(get(first).body()).isEqualTo(bytes(10));
    }

    @Test
    void delete_withoutVersion_makesMarkerAndKeepsAll() throws Exception {
        String first = put("k", bytes(10));
        Answer deleted = gateway.call("DELETE", "bucket", "k").send();
        assertThat(deleted.header("x-amz-delete-marker")).contains("true");
        String marker = version(deleted);
        assertThatThrownBy(() -> gateway.get("bucket", "k")).isInstanceOfSatisfying(S3Exception.class, e -> {
            assertThat(e.code()).isEqualTo(S3ErrorCode.NO_SUCH_KEY);
            assertThat(e.headers())
                    .containsEntry("x-amz-delete-marker", "true")
                    .containsEntry("x-amz-version-id", marker);
        });
        assertError(gateway.call("GET", "bucket", "k").query("versionId", marker), S3ErrorCode.METHOD_NOT_ALLOWED);
        assertThat(get(first).body()).isEqualTo(bytes(10));
        Answer listed =
                gateway.call("GET", "bucket", null).query("versions", "").send();
        assertThat(listed.text())
                .contains("<DeleteMarker><Key>k</Key><VersionId>" + marker + "</VersionId><IsLatest>true</IsLatest>");
        assertThat(gateway.call("GET", "bucket", null).send().elements("Key")).isEmpty();
        // The marker goes, and the object is back.
        assertThat(delete(marker).header("x-amz-delete-marker")).contains("true");
        assertThat(version(gateway.get("bucket", "k"))).isEqualTo(first);
    }

    @Test
    void delete_ofCurrentVersion_bringsThePreviousBack() throws Exception {
        String first = put("k", bytes(70_000));
        String second = put("k", bytes(80_000));
        Answer answer = delete(second);
        assertThat(version(answer)).isEqualTo(second);
        assertThat(answer.header("x-amz-delete-marker")).isEmpty();
        assertThat(version(gateway.get("bucket", "k"))).isEqualTo(first);
        assertError(gateway.call("GET", "bucket", "k").query("versionId", second), S3ErrorCode.NO_SUCH_VERSION);
        delete(first);
        assertThat(listedVersions()).isEmpty();
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
        assertThat(gateway.call("DELETE", "bucket", null).send().status()).isEqualTo(204);
    }

    @Test
    void put_whileSuspended_replacesTheNullVersionOnly() throws Exception {
        String first = put("k", bytes(1));
        set(Versioning.SUSPENDED);
        assertThat(gateway.put("bucket", "k", bytes(2)).header("x-amz-version-id"))
                .isEmpty();
        assertThat(gateway.put("bucket", "k", bytes(3)).header("x-amz-version-id"))
                .isEmpty();
        assertThat(version(gateway.get("bucket", "k"))).isEqualTo("null");
        assertThat(listedVersions()).containsExactly("null", first);
        Answer deleted = gateway.call("DELETE", "bucket", "k").send();
        assertThat(version(deleted)).isEqualTo("null");
        assertThat(listedVersions()).containsExactly("null", first);
        assertThat(get(first).body()).isEqualTo(bytes(1));
    }

    @Test
    void version_malformed_invalidArgument() {
        assertError(gateway.call("GET", "bucket", "k").query("versionId", "x"), S3ErrorCode.INVALID_ARGUMENT);
        assertError(gateway.call("GET", "bucket", "k").query("versionId", ""), S3ErrorCode.INVALID_ARGUMENT);
        assertError(gateway.call("GET", "bucket", "k").query("versionId", "null"), S3ErrorCode.NO_SUCH_VERSION);
    }

    @Test
    void copy_ofOldVersionOntoItself_makesItCurrent() throws Exception {
        String first = put("k", bytes(70_000));
        put("k", bytes(5));
        Answer copy = gateway.call("PUT", "bucket", "k")
                .header("x-amz-copy-source", "bucket/k?versionId=" + first)
                .send();
        assertThat(copy.header("x-amz-copy-source-version-id")).contains(first);
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(70_000));
        assertThat(listedVersions()).hasSize(3);
        // Bytes are the copy's own.
        delete(first);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(70_000));
    }

    @Test
    void copy_ontoItselfWithNewMetadata_keepsTheOldVersion() throws Exception {
        String first = put("k", bytes(70_000));
        gateway.call("PUT", "bucket", "k")
                .header("x-amz-copy-source", "bucket/k")
                .header("x-amz-metadata-directive", "REPLACE")
                .header("x-amz-meta-a", "b")
                .send();
        assertThat(gateway.get("bucket", "k").header("x-amz-meta-a")).contains("b");
        assertThat(get(first).header("x-amz-meta-a")).isEmpty();
        delete(first);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(70_000));
    }

    @Test
    void deleteObjects_ofVersionsAndKeys_saysWhatEachCameTo() throws Exception {
        String first = put("k", bytes(1));
        put("other", bytes(1));
        Answer answer = gateway.call("POST", "bucket", null)
                .query("delete", "")
                .body("<Delete><Object><Key>k</Key><VersionId>" + first + "</VersionId></Object>"
                        + "<Object><Key>other</Key></Object></Delete>")
                .send();
        assertThat(answer.text())
                .contains("<Deleted><Key>k</Key><VersionId>" + first + "</VersionId></Deleted>")
                .contains("<Deleted><Key>other</Key><DeleteMarker>true</DeleteMarker><DeleteMarkerVersionId>");
    }

    @Test
    void listVersions_inPages_missesNothing() throws Exception {
        for (int i = 0; i < 3; i++) {
            put("a", bytes(1));
            put("b/1", bytes(1));
            put("c", bytes(1));
        }
        var found = new ArrayList<String>();
        String key = "";
        String version = "";
        while (true) {
            var call = gateway.call("GET", "bucket", null).query("versions", "", "max-keys", "2", "delimiter", "/");
            if (!key.isEmpty()) {
                call.query("key-marker", key);
            }
            if (!version.isEmpty()) {
                call.query("version-id-marker", version);
            }
            Answer page = call.send();
            found.addAll(page.elements("VersionId"));
            if (page.element("IsTruncated").equals("false")) {
                break;
            }
            key = page.element("NextKeyMarker");
            version = page.elements("NextVersionIdMarker").isEmpty() ? "" : page.element("NextVersionIdMarker");
        }
        assertThat(found).hasSize(6).doesNotHaveDuplicates();
        assertError(
                gateway.call("GET", "bucket", null).query("versions", "", "version-id-marker", "null"),
                S3ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void delete_conditionsOfADeleteMarker_failWhateverTheyAsk() throws Exception {
        String first = put("k", bytes(10));
        gateway.call("DELETE", "bucket", "k").send();
        for (String condition : List.of("*", "\"x\"")) {
            assertError(
                    gateway.call("DELETE", "bucket", "k").header("If-Match", condition),
                    S3ErrorCode.PRECONDITION_FAILED);
        }
        assertError(
                gateway.call("DELETE", "bucket", "k").header("x-amz-if-match-size", "10"),
                S3ErrorCode.PRECONDITION_FAILED);
        // For a write there is no object to match.
        assertError(gateway.call("PUT", "bucket", "k").header("If-Match", "*"), S3ErrorCode.NO_SUCH_KEY);
        assertError(
                gateway.call("DELETE", "bucket", "k").query("versionId", first).header("If-Match", "x"),
                S3ErrorCode.PRECONDITION_FAILED);
        assertThat(listedVersions()).hasSize(2);
    }
}
