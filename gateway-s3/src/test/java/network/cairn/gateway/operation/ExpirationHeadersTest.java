package network.cairn.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ExpirationHeadersTest {
    private static final String EXPIRES = "expiry-date=\"Thu, 08 Jan 2026 00:00:00 GMT\", rule-id=\"week\"";
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void makeBucket() throws Exception {
        gateway.createBucket("bucket");
        gateway.call("PUT", "bucket", null)
                .query("lifecycle", "")
                .body("<LifecycleConfiguration><Rule><ID>week</ID><Status>Enabled</Status><Filter><Prefix>tmp/</Prefix>"
                        + "</Filter><Expiration><Days>5</Days></Expiration><AbortIncompleteMultipartUpload>"
                        + "<DaysAfterInitiation>1</DaysAfterInitiation></AbortIncompleteMultipartUpload></Rule>"
                        + "</LifecycleConfiguration>")
                .send();
    }

    @Test
    void answers_onObjectsThatExpire_sayWhen() throws Exception {
        assertThat(gateway.put("bucket", "tmp/a", new byte[3]).header("x-amz-expiration"))
                .hasValue(EXPIRES);
        assertThat(gateway.get("bucket", "tmp/a").header("x-amz-expiration")).hasValue(EXPIRES);
        assertThat(gateway.call("HEAD", "bucket", "tmp/a").send().header("x-amz-expiration"))
                .hasValue(EXPIRES);
        assertThat(gateway.call("PUT", "bucket", "tmp/b")
                        .header("x-amz-copy-source", "bucket/tmp/a")
                        .send()
                        .header("x-amz-expiration"))
                .hasValue(EXPIRES);
        assertThat(gateway.put("bucket", "kept", new byte[3]).header("x-amz-expiration"))
                .isEmpty();
    }

    @Test
    void createMultipartUpload_thatIsAborted_saysWhen() throws Exception {
        var answer =
                gateway.call("POST", "bucket", "tmp/big").query("uploads", "").send();
        assertThat(answer.header("x-amz-abort-date")).hasValue("Sun, 04 Jan 2026 00:00:00 GMT");
        assertThat(answer.header("x-amz-abort-rule-id")).hasValue("week");
        var parts = gateway.call("GET", "bucket", "tmp/big")
                .query("uploadId", answer.element("UploadId"))
                .send();
        assertThat(parts.header("x-amz-abort-date")).hasValue("Sun, 04 Jan 2026 00:00:00 GMT");
        assertThat(parts.header("x-amz-abort-rule-id")).hasValue("week");
        assertThat(gateway.call("POST", "bucket", "big")
                        .query("uploads", "")
                        .send()
                        .header("x-amz-abort-date"))
                .isEmpty();
    }
}
