package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.s3.S3ErrorCode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ListObjectsTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void fill() throws Exception {
        gateway.createBucket("bucket");
        for (String key : List.of("a/1", "a/2", "b", "c/1", "c/2/3", "d e+f", "z<&>\r")) {
            gateway.put("bucket", key, new byte[3]);
        }
    }

    @Test
    void v1_pagesByMarker_everyResultOnce() throws Exception {
        var seen = new ArrayList<String>();
        String marker = "";
        while (true) {
            Answer page = gateway.call("GET", "bucket", null)
                    .query("delimiter", "/", "max-keys", "1", "marker", marker)
                    .send();
            seen.addAll(page.elements("Key"));
            page.elements("Prefix").stream().skip(1).forEach(seen::add);
            if (page.element("IsTruncated").equals("false")) {
                break;
            }
            marker = page.element("NextMarker");
        }
        assertThat(seen).containsExactly("a/", "b", "c/", "d e+f", "z&lt;&amp;&gt;&#xd;");
    }

    @Test
    void v2_pagesByToken_ownerAndEncoding() throws Exception {
        Answer first = gateway.call("GET", "bucket", null)
                .query("list-type", "2", "max-keys", "2", "start-after", "a/2", "fetch-owner", "true")
                .send();
        assertThat(first.elements("Key")).containsExactly("b", "c/1");
        assertThat(first.element("KeyCount")).isEqualTo("2");
        assertThat(first.elements("DisplayName")).hasSize(2);
        Answer second = gateway.call("GET", "bucket", null)
                .query("list-type", "2", "encoding-type", "url")
                .query("continuation-token", first.element("NextContinuationToken"))
                .send();
        assertThat(second.elements("Key")).containsExactly("c/2/3", "d%20e%2Bf", "z%3C%26%3E%0D");
        assertThat(second.elements("DisplayName")).isEmpty();
    }

    @Test
    void parameters_bad_invalidArgument() {
        assertError(gateway.call("GET", "bucket", null).query("max-keys", "-1"), S3ErrorCode.INVALID_ARGUMENT);
        assertError(gateway.call("GET", "bucket", null).query("max-keys", "x"), S3ErrorCode.INVALID_ARGUMENT);
        assertError(gateway.call("GET", "bucket", null).query("encoding-type", "x"), S3ErrorCode.INVALID_ARGUMENT);
        assertError(
                gateway.call("GET", "bucket", null).query("list-type", "2", "continuation-token", "!"),
                S3ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void maxKeysZero_emptyAndNotTruncated() throws Exception {
        Answer page = gateway.call("GET", "bucket", null).query("max-keys", "0").send();
        assertThat(page.elements("Key")).isEmpty();
        assertThat(page.element("IsTruncated")).isEqualTo("false");
    }

    @Test
    void v2_emptyContinuationToken_isTheFirstPage() throws Exception {
        Answer page = gateway.call("GET", "bucket", null)
                .query("list-type", "2", "max-keys", "1", "continuation-token", "")
                .send();
        assertThat(page.elements("Key")).hasSize(1);
        assertThat(page.text()).containsAnyOf("<ContinuationToken></ContinuationToken>", "<ContinuationToken/>");
    }
}
