package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.gateway.auth.RunningChecksum;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.Usage;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RenameAppendAttributesTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private Call rename(String from, String to) {
        return gateway.call("PUT", "bucket", to).query("renameObject", "").header("x-amz-rename-source", from);
    }

    private Call append(long offset, byte[] body) {
        return gateway.call("PUT", "bucket", "k")
                .header("x-amz-write-offset-bytes", Long.toString(offset))
                .body(body);
    }

    private Usage usage() {
        Bucket bucket = Objects.requireNonNull(gateway.metadata.bucket("bucket"));
        return gateway.metadata.usage(bucket.id());
    }

    @Test
    void rename_movesTheObjectAndReplacesTheTarget() throws Exception {
        gateway.put("bucket", "old key", bytes(70_000));
        gateway.put("bucket", "new", bytes(80_000));
        assertThat(rename("old%20key", "new").send().status()).isEqualTo(200);
        assertThat(gateway.get("bucket", "new").body()).isEqualTo(bytes(70_000));
        assertError(gateway.call("GET", "bucket", "old key"), S3ErrorCode.NO_SUCH_KEY);
        assertThat(usage()).isEqualTo(new Usage(1, 70_000));
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.get("bucket", "new").body()).isEqualTo(bytes(70_000));
        gateway.call("DELETE", "bucket", "new").send();
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
        assertThat(usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void rename_conditions_areCheckedOfBoth() throws Exception {
        String etag = gateway.put("bucket", "old", bytes(3)).etag();
        gateway.put("bucket", "new", bytes(4));
        assertError(rename("none", "new"), S3ErrorCode.NO_SUCH_KEY);
        assertError(rename("old", "new").header("If-None-Match", "*"), S3ErrorCode.PRECONDITION_FAILED);
        assertError(
                rename("old", "new").header("x-amz-rename-source-if-match", "\"no\""), S3ErrorCode.PRECONDITION_FAILED);
        assertError(rename("", "new"), S3ErrorCode.INVALID_ARGUMENT);
        rename("old", "new").header("x-amz-rename-source-if-match", etag).send();
        assertThat(gateway.get("bucket", "new").body()).isEqualTo(bytes(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100, 70_000})
    void append_severalTimes_readsAsOne(int first) throws Exception {
        gateway.put("bucket", "k", bytes(first));
        var whole = new ByteArrayOutputStream();
        whole.writeBytes(bytes(first));
        for (int length : new int[] {1, 5000, 66_000}) {
            Answer answer = append(whole.size(), bytes(length)).send();
            whole.writeBytes(bytes(length));
            assertThat(answer.header("x-amz-object-size")).contains(Integer.toString(whole.size()));
        }
        Answer got = gateway.call("GET", "bucket", "k")
                .header("x-amz-checksum-mode", "ENABLED")
                .send();
        assertThat(got.body()).isEqualTo(whole.toByteArray());
        RunningChecksum sum = RunningChecksum.of(ChecksumAlgorithm.CRC64NVME);
        sum.update(whole.toByteArray(), 0, whole.size());
        assertThat(got.header("x-amz-checksum-crc64nvme")).contains(sum.base64());
        assertThat(got.etag()).endsWith("-4\"");
        assertThat(usage()).isEqualTo(new Usage(1, whole.size()));
        gateway.call("DELETE", "bucket", "k").send();
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
    }

    @Test
    void append_elsewhereThanAtTheEnd_refused() throws Exception {
        assertError(append(0, bytes(1)), S3ErrorCode.NO_SUCH_KEY);
        gateway.put("bucket", "k", bytes(10));
        assertError(append(9, bytes(1)), S3ErrorCode.INVALID_WRITE_OFFSET);
        assertError(append(11, bytes(1)), S3ErrorCode.INVALID_WRITE_OFFSET);
        assertError(
                gateway.call("PUT", "bucket", "k").header("x-amz-write-offset-bytes", "-1"),
                S3ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void append_racing_oneWins() throws Exception {
        gateway.put("bucket", "k", bytes(70_000));
        var appends = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 16; i++) {
            appends.add(() -> {
                try {
                    append(70_000, bytes(66_000)).send();
                    return true;
                } catch (S3Exception e) {
                    assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_WRITE_OFFSET);
                    return false;
                }
            });
        }
        int won = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> each : threads.invokeAll(appends)) {
                won += each.get() ? 1 : 0;
            }
        }
        assertThat(won).isEqualTo(1);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.get("bucket", "k").body()).hasSize(136_000);
    }

    @Test
    void attributes_asked_areAnsweredInOrder() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        Answer answer = gateway.call("GET", "bucket", "k")
                .query("attributes", "")
                .header("x-amz-object-attributes", "ObjectSize,ETag, Checksum,StorageClass,ObjectParts")
                .send();
        assertThat(answer.text())
                .contains("<ChecksumType>FULL_OBJECT</ChecksumType></Checksum><StorageClass>STANDARD</StorageClass>"
                        + "<ObjectSize>10</ObjectSize>")
                .doesNotContain("ObjectParts");
        assertThat(answer.element("ETag")).hasSize(32);
        append(10, bytes(5)).send();
        Answer parts = gateway.call("GET", "bucket", "k")
                .query("attributes", "")
                .header("x-amz-object-attributes", "ObjectParts")
                .header("x-amz-max-parts", "1")
                .send();
        assertThat(parts.element("PartsCount")).isEqualTo("2");
        assertThat(parts.element("IsTruncated")).isEqualTo("true");
        assertThat(parts.element("NextPartNumberMarker")).isEqualTo("1");
        assertError(gateway.call("GET", "bucket", "k").query("attributes", ""), S3ErrorCode.INVALID_REQUEST);
        assertError(
                gateway.call("GET", "bucket", "k").query("attributes", "").header("x-amz-object-attributes", "Colour"),
                S3ErrorCode.INVALID_ARGUMENT);
    }
}
