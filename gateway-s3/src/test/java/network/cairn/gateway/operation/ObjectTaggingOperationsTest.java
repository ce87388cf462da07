package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static network.cairn.gateway.operation.OperationErrors.error;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ObjectTaggingOperationsTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    static String tagging(String... keysAndValues) {
        StringBuilder tags = new StringBuilder("<Tagging><TagSet>");
        for (int i = 0; i < keysAndValues.length; i += 2) {
            tags.append("<Tag><Key>").append(keysAndValues[i]).append("</Key><Value>");
            tags.append(keysAndValues[i + 1]).append("</Value></Tag>");
        }
        return tags.append("</TagSet></Tagging>").toString();
    }

    private Call call(String method) {
        return gateway.call(method, "bucket", "k").query("tagging", "");
    }

    private Call put(String... keysAndValues) {
        return call("PUT").body(tagging(keysAndValues));
    }

    private void keepVersions() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("versioning", "")
                .body("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
                .send();
    }

    private static String version(Answer answer) {
        return answer.header("x-amz-version-id").orElseThrow();
    }

    @Test
    void get_whatWasPut_theWholeSetReplaced() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        assertThat(call("GET").send().text()).contains("<TagSet></TagSet>");
        Answer put = put("b", "2", "a", "").send();
        assertThat(put.status()).isEqualTo(200);
        assertThat(put.header("x-amz-version-id")).isEmpty();
        assertThat(call("GET").send().elements("Key")).containsExactly("a", "b");
        put("c", "+").send();
        assertThat(call("GET").send().elements("Key")).containsExactly("c");
        assertThat(call("GET").send().elements("Value")).containsExactly("+");
        put().send();
        assertThat(call("GET").send().elements("Key")).isEmpty();
    }

    @Test
    void put_ofTags_leavesTheObjectAsItWas() throws Exception {
        gateway.call("PUT", "bucket", "k")
                .header("x-amz-meta-a", "b")
                .body(bytes(70_000))
                .send();
        Answer before = gateway.get("bucket", "k");
        gateway.clock.advance(Duration.ofHours(1));
        put("a", "1", "b", "2").send();
        Answer after = gateway.get("bucket", "k");
        assertThat(after.body()).isEqualTo(bytes(70_000));
        for (String header : List.of("ETag", "Last-Modified", "x-amz-meta-a", "Content-Type")) {
            assertThat(after.header(header)).isPresent().isEqualTo(before.header(header));
        }
        assertThat(before.header("x-amz-tagging-count")).isEmpty();
        assertThat(after.header("x-amz-tagging-count")).contains("2");
        assertThat(gateway.call("HEAD", "bucket", "k").send().header("x-amz-tagging-count"))
                .contains("2");
    }

    @Test
    void delete_ofTags_andOfNone() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        put("a", "1").send();
        for (int i = 0; i < 2; i++) {
            assertThat(call("DELETE").send().status()).isEqualTo(204);
            assertThat(call("GET").send().elements("Key")).isEmpty();
        }
        assertThat(gateway.get("bucket", "k").header("x-amz-tagging-count")).isEmpty();
    }

    @Test
    void tags_ofAnObject_goWithIt() throws Exception {
        gateway.call("PUT", "bucket", "k")
                .header("x-amz-tagging", "a=1&b")
                .body(bytes(1))
                .send();
        assertThat(call("GET").send().elements("Value")).containsExactly("1", "");
        gateway.put("bucket", "k", bytes(2));
        assertThat(call("GET").send().elements("Key")).isEmpty();
    }

    @Test
    void tags_ofVersions_areTheirOwn() throws Exception {
        keepVersions();
        String first = version(gateway.put("bucket", "k", bytes(1)));
        String second = version(gateway.put("bucket", "k", bytes(2)));
        assertThat(version(put("of", "second").send())).isEqualTo(second);
        assertThat(version(put("of", "first").query("versionId", first).send())).isEqualTo(first);
        Answer ofFirst = call("GET").query("versionId", first).send();
        assertThat(ofFirst.elements("Value")).containsExactly("first");
        assertThat(version(ofFirst)).isEqualTo(first);
        Answer current = call("GET").send();
        assertThat(current.elements("Value")).containsExactly("second");
        assertThat(version(current)).isEqualTo(second);
        assertThat(version(call("DELETE").query("versionId", first).send())).isEqualTo(first);
        assertThat(call("GET").query("versionId", first).send().elements("Key")).isEmpty();
        assertThat(call("GET").send().elements("Value")).containsExactly("second");
    }

    @Test
    void tags_ofADeleteMarker_methodNotAllowed() throws Exception {
        keepVersions();
        String first = version(gateway.put("bucket", "k", bytes(1)));
        String marker = version(gateway.call("DELETE", "bucket", "k").send());
        for (String method : List.of("GET", "PUT", "DELETE")) {
            for (Call call : List.of(
                    call(method).body(tagging("a", "1")),
                    call(method).query("versionId", marker).body(tagging("a", "1")))) {
                S3Exception error = error(
                        S3ErrorCode.METHOD_NOT_ALLOWED,
                        "The specified method is not allowed against this resource.",
                        call);
                assertThat(error.elements())
                        .containsEntry("Method", method)
                        .containsEntry("ResourceType", "DeleteMarker");
                assertThat(error.headers())
                        .containsEntry("x-amz-delete-marker", "true")
                        .containsEntry("x-amz-version-id", marker)
                        .containsEntry("Allow", "DELETE");
            }
        }
        put("a", "1").query("versionId", first).send();
        assertThat(call("GET").query("versionId", first).send().elements("Key")).containsExactly("a");
    }

    @Test
    void tags_ofWhatIsNotThere_noSuchKeyOrVersion() throws Exception {
        for (String method : List.of("GET", "PUT", "DELETE")) {
            S3Exception error = error(S3ErrorCode.NO_SUCH_KEY, call(method).body(tagging("a", "1")));
            assertThat(error.elements()).containsEntry("Key", "k");
        }
        keepVersions();
        String first = version(gateway.put("bucket", "k", bytes(1)));
        gateway.call("DELETE", "bucket", "k").query("versionId", first).send();
        gateway.put("bucket", "k", bytes(1));
        for (String method : List.of("GET", "PUT", "DELETE")) {
            S3Exception error = error(
                    S3ErrorCode.NO_SUCH_VERSION,
                    call(method).query("versionId", first).body(tagging("a", "1")));
            assertThat(error.elements()).containsEntry("VersionId", first);
            error(
                    S3ErrorCode.INVALID_ARGUMENT,
                    "Invalid version id specified",
                    call(method).query("versionId", "x").body(tagging("a", "1")));
            error(
                    S3ErrorCode.INVALID_ARGUMENT,
                    call(method).query("versionId", "").body(tagging("a", "1")));
        }
    }

    @Test
    void put_wrongDocument_refusedAndNothingChanged() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        put("a", "1").send();
        error(S3ErrorCode.MISSING_REQUEST_BODY, call("PUT"));
        error(S3ErrorCode.MALFORMED_XML, call("PUT").body("<Tagging><TagSet><Tag/></TagSet></Tagging>"));
        error(S3ErrorCode.INVALID_TAG, "Your TagKey cannot be prefixed with aws:", put("aws:a", "1"));
        error(S3ErrorCode.INVALID_TAG, "Cannot provide multiple Tags with the same key", put("a", "1", "a", "1"));
        String[] eleven = new String[22];
        for (int i = 0; i < eleven.length; i++) {
            eleven[i] = "t" + i;
        }
        error(S3ErrorCode.INVALID_TAG, "Object tags cannot be greater than 10", put(eleven));
        put(Arrays.copyOf(eleven, 20)).send();
        assertThat(call("GET").send().elements("Key")).hasSize(10);
    }

    /// The longest tags of the widest characters are kept and come back.
    @Test
    void put_longestTags_comeBack() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        String letter = "\ud835\udd38";
        String[] tags = new String[20];
        for (int i = 0; i < 20; i += 2) {
            tags[i] = letter.repeat(127) + i / 2;
            tags[i + 1] = letter.repeat(256);
        }
        put(tags).send();
        assertThat(call("GET").send().elements("Value")).hasSize(10).containsOnly(letter.repeat(256));
    }
}
