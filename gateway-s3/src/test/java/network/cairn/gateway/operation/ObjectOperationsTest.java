package network.cairn.gateway.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ObjectOperationsTest {
    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    static void assertError(Call call, S3ErrorCode code) {
        assertThatThrownBy(call::send)
                .isInstanceOfSatisfying(
                        S3Exception.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4096, 4097, 62_000, 63_488, 63_489, 300_000})
    void get_afterPut_sameBytes(int length) throws Exception {
        byte[] body = bytes(length);
        Answer put = gateway.put("bucket", "a/key", body);
        Answer got = gateway.get("bucket", "a/key");
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.etag()).isEqualTo(put.etag());
        assertThat(got.header("Content-Type")).contains("binary/octet-stream");
        assertThat(got.header("Last-Modified")).contains("Fri, 02 Jan 2026 03:04:05 GMT");
    }

    @Test
    void getObjectTagging_noTags_emptySet() throws Exception {
        gateway.put("bucket", "k", bytes(3));
        assertThat(gateway.call("GET", "bucket", "k")
                        .query("tagging", "")
                        .send()
                        .text())
                .contains("<TagSet")
                .doesNotContain("<Tag>");
        assertError(gateway.call("GET", "bucket", "absent").query("tagging", ""), S3ErrorCode.NO_SUCH_KEY);
    }

    @Test
    void put_empty_etagIsItsMd5() throws Exception {
        assertThat(gateway.put("bucket", "k", bytes(0)).etag()).isEqualTo("\"d41d8cd98f00b204e9800998ecf8427e\"");
    }

    @Test
    void head_headersAndMetadata_comeBack() throws Exception {
        gateway.call("PUT", "bucket", "k")
                .header("Content-Type", "text/plain")
                .header("Cache-Control", "no-cache")
                .header("Content-Encoding", "aws-chunked,gzip")
                .header("X-Amz-Meta-Mtime", "12.5")
                .body("hello")
                .send();
        Answer head = gateway.call("HEAD", "bucket", "k").send();
        assertThat(head.header("Content-Length")).contains("5");
        assertThat(head.header("Content-Type")).contains("text/plain");
        assertThat(head.header("Cache-Control")).contains("no-cache");
        assertThat(head.header("Content-Encoding")).contains("gzip");
        assertThat(head.header("x-amz-meta-mtime")).contains("12.5");
        Answer overridden = gateway.call("GET", "bucket", "k")
                .query("response-content-type", "a/b")
                .send();
        assertThat(overridden.header("Content-Type")).contains("a/b");
    }

    @Test
    void put_checksum_echoedAndKept() throws Exception {
        var checksum = new Checksum(ChecksumAlgorithm.CRC32, "AAAAAA==");
        Answer put =
                gateway.call("PUT", "bucket", "k").body("x").checksum(checksum).send();
        assertThat(put.header("x-amz-checksum-crc32")).contains("AAAAAA==");
        assertThat(gateway.get("bucket", "k").header("x-amz-checksum-crc32")).isEmpty();
        Answer got = gateway.call("GET", "bucket", "k")
                .header("x-amz-checksum-mode", "ENABLED")
                .send();
        assertThat(got.header("x-amz-checksum-crc32")).contains("AAAAAA==");
    }

    @Test
    void put_metadataOver2048Bytes_refused() {
        assertError(
                gateway.call("PUT", "bucket", "k").header("x-amz-meta-a", "v".repeat(2048)),
                S3ErrorCode.METADATA_TOO_LARGE);
    }

    @Test
    void put_unsupportedPromises_refused() {
        assertError(
                gateway.call("PUT", "bucket", "k").header("x-amz-storage-class", "GLACIER"),
                S3ErrorCode.INVALID_STORAGE_CLASS);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=5-9, 5, 5",
        "bytes=99990-200000, 99990, 10",
        "bytes=100-, 100, 99900",
        "bytes=-7, 99993, 7",
        "bytes=-200000, 0, 100000"
    })
    void get_range_thoseBytes(String range, int offset, int length) throws Exception {
        byte[] body = bytes(100_000);
        gateway.put("bucket", "k", body);
        Answer got = gateway.call("GET", "bucket", "k").header("Range", range).send();
        assertThat(got.status()).isEqualTo(206);
        assertThat(got.body()).isEqualTo(Arrays.copyOfRange(body, offset, offset + length));
        assertThat(got.header("Content-Range")).contains("bytes " + offset + "-" + (offset + length - 1) + "/100000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,3-4", "bytes=9-5", "bytes=-", "items=0-1", "bytes=a-b", ""})
    void get_rangeThatS3Ignores_whole(String range) throws Exception {
        gateway.put("bucket", "k", bytes(10));
        Answer got = gateway.call("GET", "bucket", "k").header("Range", range).send();
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.body()).isEqualTo(bytes(10));
    }

    @Test
    void get_rangeBehindEnd_invalidRange() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        gateway.put("bucket", "empty", bytes(0));
        assertError(gateway.call("GET", "bucket", "k").header("Range", "bytes=10-"), S3ErrorCode.INVALID_RANGE);
        assertError(gateway.call("GET", "bucket", "k").header("Range", "bytes=-0"), S3ErrorCode.INVALID_RANGE);
        assertError(gateway.call("GET", "bucket", "empty").header("Range", "bytes=0-"), S3ErrorCode.INVALID_RANGE);
    }

    @Test
    void get_conditions_s3Precedence() throws Exception {
        String etag = gateway.put("bucket", "k", bytes(10)).etag();
        String before = "Thu, 01 Jan 2026 00:00:00 GMT";
        String same = "Fri, 02 Jan 2026 03:04:05 GMT";
        assertError(get().header("If-Match", "\"other\""), S3ErrorCode.PRECONDITION_FAILED);
        assertError(get().header("If-None-Match", etag), S3ErrorCode.NOT_MODIFIED);
        assertError(get().header("If-Modified-Since", same), S3ErrorCode.NOT_MODIFIED);
        assertError(get().header("If-Unmodified-Since", before), S3ErrorCode.PRECONDITION_FAILED);
        assertThat(get().header("If-Match", etag)
                        .header("If-Unmodified-Since", before)
                        .send()
                        .status())
                .isEqualTo(200);
        assertError(get().header("If-None-Match", etag).header("If-Modified-Since", before), S3ErrorCode.NOT_MODIFIED);
        assertThat(get().header("If-None-Match", "\"x\"")
                        .header("If-Modified-Since", same)
                        .send()
                        .status())
                .isEqualTo(200);
    }

    private Call get() {
        return gateway.call("GET", "bucket", "k");
    }

    @Test
    void get_missing_noSuchKeyOrBucket() {
        assertError(get(), S3ErrorCode.NO_SUCH_KEY);
        assertError(gateway.call("GET", "other", "k"), S3ErrorCode.NO_SUCH_BUCKET);
        assertError(get().tenant("mallory"), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void get_networkDown_serviceUnavailableBeforeFirstByte() throws Exception {
        gateway.put("bucket", "k", bytes(10_000));
        gateway.network.downloadsFail = true;
        assertError(get(), S3ErrorCode.SERVICE_UNAVAILABLE);
    }

    @Test
    void put_networkDown_nothingListedAndPiecesReleased() throws Exception {
        gateway.network.uploadsFail = true;
        assertError(gateway.call("PUT", "bucket", "k").body(bytes(10_000)), S3ErrorCode.SERVICE_UNAVAILABLE);
        assertError(get(), S3ErrorCode.NO_SUCH_KEY);
        assertThat(gateway.network.pieces()).isEqualTo(3);
        gateway.clock.advance(TestGateway.GRACE.stray());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
    }

    @Test
    void put_ifNoneMatch_64AtOnceOneWins() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Boolean> attempt = () -> {
                try {
                    gateway.call("PUT", "bucket", "k")
                            .header("If-None-Match", "*")
                            .body(bytes(5000))
                            .send();
                    return true;
                } catch (S3Exception e) {
                    assertThat(e.code()).isEqualTo(S3ErrorCode.PRECONDITION_FAILED);
                    return false;
                }
            };
            int winners = 0;
            for (Future<Boolean> future : executor.invokeAll(Collections.nCopies(64, attempt))) {
                winners += future.get() ? 1 : 0;
            }
            assertThat(winners).isEqualTo(1);
        }
        gateway.clock.advance(TestGateway.GRACE.stray());
        gateway.reclaim();
        assertThat(gateway.packOf("bucket", "k").objects()).isOne();
        assertThat(gateway.network.pieces())
                .isEqualTo(2 * gateway.packOf("bucket", "k").shape().segments());
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(5000));
    }

    @Test
    void put_ifMatch_replacesOnlyThatVersion() throws Exception {
        assertError(gateway.call("PUT", "bucket", "k").header("If-Match", "*"), S3ErrorCode.NO_SUCH_KEY);
        String etag = gateway.put("bucket", "k", bytes(1)).etag();
        gateway.call("PUT", "bucket", "k")
                .header("If-Match", etag)
                .body(bytes(2))
                .send();
        assertError(gateway.call("PUT", "bucket", "k").header("If-Match", etag), S3ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void put_again_oldPiecesReleasedAfterGrace() throws Exception {
        gateway.put("bucket", "k", bytes(100_000));
        gateway.put("bucket", "k", bytes(5_000));
        gateway.clock.advance(TestGateway.GRACE.stray());
        gateway.reclaim();
        assertThat(gateway.network.pieces())
                .as("2 segments kept for readers, 1 current")
                .isEqualTo(6);
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isEqualTo(2);
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(5_000));
    }

    @Test
    void release_nodesDoNotConfirm_triedAgainUntilTheyDo() throws Exception {
        gateway.put("bucket", "k", bytes(5_000));
        gateway.call("DELETE", "bucket", "k").send();
        gateway.network.releasesFail = true;
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isEqualTo(3);
        gateway.network.releasesFail = false;
        gateway.reclaim();
        assertThat(gateway.network.pieces()).as("not before the retry delay").isEqualTo(3);
        gateway.clock.advance(Duration.ofMinutes(5));
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
        assertThat(gateway.metadata.nextGarbageDue()).isNull();
    }

    @Test
    void delete_twice_idempotent() throws Exception {
        gateway.put("bucket", "k", bytes(1));
        assertThat(gateway.call("DELETE", "bucket", "k").send().status()).isEqualTo(204);
        assertThat(gateway.call("DELETE", "bucket", "k").send().status()).isEqualTo(204);
        assertError(get(), S3ErrorCode.NO_SUCH_KEY);
    }

    @Test
    void deleteObjects_someMissing_allDeleted() throws Exception {
        gateway.put("bucket", "a&b", bytes(1));
        gateway.put("bucket", "c", bytes(1));
        Answer answer = gateway.call("POST", "bucket", null)
                .query("delete", "")
                .body("<Delete><Object><Key>a&amp;b</Key></Object><Object><Key>none</Key></Object>"
                        + "<Object><Key>c</Key><VersionId>v1</VersionId></Object></Delete>")
                .send();
        assertThat(answer.text()).contains("<Deleted><Key>a&amp;b</Key></Deleted>", "<Code>NoSuchVersion</Code>");
        assertError(gateway.call("GET", "bucket", "a&b"), S3ErrorCode.NO_SUCH_KEY);
        assertThat(gateway.get("bucket", "c").status()).isEqualTo(200);
        Answer quiet = gateway.call("POST", "bucket", null)
                .query("delete", "")
                .body("<Delete><Quiet>true</Quiet><Object><Key>c</Key></Object></Delete>")
                .send();
        assertThat(quiet.text()).doesNotContain("Deleted>");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<Delete>",
                "<Delete/>",
                "<Other><Object><Key>a</Key></Object></Other>",
                "<!DOCTYPE d [<!ENTITY x 'y'>]><Delete><Object><Key>&x;</Key></Object></Delete>",
                "<!DOCTYPE d SYSTEM 'file:///etc/passwd'><Delete><Object><Key>a</Key></Object></Delete>",
                "<Delete><Object></Object></Delete>"
            })
    void deleteObjects_badDocument_malformedXml(String document) {
        assertError(gateway.call("POST", "bucket", null).query("delete", "").body(document), S3ErrorCode.MALFORMED_XML);
    }

    @Test
    void copy_otherBucket_bytesAndMetadata() throws Exception {
        gateway.createBucket("target");
        byte[] body = bytes(200_000);
        gateway.call("PUT", "bucket", "a b")
                .header("x-amz-meta-a", "1")
                .body(body)
                .send();
        Answer copied = gateway.call("PUT", "target", "copy")
                .header("x-amz-copy-source", "/bucket/a%20b")
                .send();
        assertThat(copied.element("ETag"))
                .isEqualTo("&quot;" + Etags.bare(gateway.get("bucket", "a b").etag()) + "&quot;");
        Answer got = gateway.get("target", "copy");
        assertThat(got.body()).isEqualTo(body);
        assertThat(got.header("x-amz-meta-a")).contains("1");
        gateway.call("PUT", "target", "copy")
                .header("x-amz-copy-source", "bucket/a%20b")
                .header("x-amz-metadata-directive", "REPLACE")
                .header("x-amz-meta-b", "2")
                .send();
        assertThat(gateway.get("target", "copy").header("x-amz-meta-a")).isEmpty();
        assertThat(gateway.get("target", "copy").header("x-amz-meta-b")).contains("2");
    }

    @Test
    void copy_ontoItself_onlyWithReplace() throws Exception {
        byte[] body = bytes(100_000);
        gateway.put("bucket", "k", body);
        assertError(copyOfK(), S3ErrorCode.INVALID_REQUEST);
        int pieces = gateway.network.pieces();
        copyOfK()
                .header("x-amz-metadata-directive", "REPLACE")
                .header("Content-Type", "a/b")
                .send();
        assertThat(gateway.network.pieces()).isEqualTo(pieces);
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(body);
        assertThat(gateway.get("bucket", "k").header("Content-Type")).contains("a/b");
    }

    private Call copyOfK() {
        return gateway.call("PUT", "bucket", "k").header("x-amz-copy-source", "bucket/k");
    }

    @Test
    void copy_sourceConditionsAndErrors() throws Exception {
        gateway.put("bucket", "k", bytes(5000));
        assertError(copy("bucket/k").header("x-amz-copy-source-if-match", "x"), S3ErrorCode.PRECONDITION_FAILED);
        assertError(copy("bucket/k").header("x-amz-copy-source-if-none-match", "*"), S3ErrorCode.PRECONDITION_FAILED);
        assertError(copy("bucket/none"), S3ErrorCode.NO_SUCH_KEY);
        assertError(copy("none/k"), S3ErrorCode.NO_SUCH_BUCKET);
        assertError(copy("nothing"), S3ErrorCode.INVALID_ARGUMENT);
        assertError(copy("bucket/k%2"), S3ErrorCode.INVALID_ARGUMENT);
        gateway.network.downloadsFail = true;
        assertError(copy("bucket/k"), S3ErrorCode.SERVICE_UNAVAILABLE);
    }

    private Call copy(String source) {
        return gateway.call("PUT", "bucket", "copy").header("x-amz-copy-source", source);
    }

    @Test
    void put_ifNoneMatchOfATag_refusedOnlyWhereItIsThat() throws Exception {
        String etag = gateway.put("bucket", "k", bytes(1)).etag();
        assertError(gateway.call("PUT", "bucket", "k").header("If-None-Match", etag), S3ErrorCode.PRECONDITION_FAILED);
        gateway.call("PUT", "bucket", "k")
                .header("If-None-Match", "other")
                .body(bytes(2))
                .send();
        gateway.call("PUT", "bucket", "k")
                .header("If-None-Match", etag)
                .body(bytes(3))
                .send();
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(3));
        gateway.call("PUT", "bucket", "absent").header("If-None-Match", etag).send();
    }

    @Test
    void delete_conditions_ofWhatIsNotThere_askOnlyForATag() throws Exception {
        assertError(gateway.call("DELETE", "bucket", "k").header("If-Match", "*"), S3ErrorCode.NO_SUCH_KEY);
        for (Call delete : List.of(
                gateway.call("DELETE", "bucket", "k").header("x-amz-if-match-size", "9999"),
                gateway.call("DELETE", "bucket", "k")
                        .header("x-amz-if-match-last-modified-time", "Thu, 01 Jan 2015 00:00:00 GMT"))) {
            assertThat(delete.send().status()).isEqualTo(204);
        }
        gateway.put("bucket", "k", bytes(10));
        assertError(
                gateway.call("DELETE", "bucket", "k").header("x-amz-if-match-size", "9999"),
                S3ErrorCode.PRECONDITION_FAILED);
        gateway.call("DELETE", "bucket", "k")
                .header("x-amz-if-match-size", "10")
                .send();
        assertError(get(), S3ErrorCode.NO_SUCH_KEY);
    }

    @Test
    void put_severalContentEncodings_areKeptAsWritten() throws Exception {
        for (var each : Map.of("deflate, gzip", "deflate, gzip", "deflate, gzip,aws-chunked", "deflate, gzip")
                .entrySet()) {
            gateway.call("PUT", "bucket", "k")
                    .header("Content-Encoding", each.getKey())
                    .send();
            assertThat(get().send().header("Content-Encoding")).contains(each.getValue());
        }
        gateway.call("PUT", "bucket", "k")
                .header("Content-Encoding", "aws-chunked, aws-chunked")
                .send();
        assertThat(get().send().header("Content-Encoding")).isEmpty();
    }

    @Test
    void get_otherHeadersWithoutSignature_invalidRequest() throws Exception {
        gateway.call("PUT", "bucket", "k").header("x-amz-acl", "public-read").send();
        assertThat(get().anonymously().send().status()).isEqualTo(200);
        for (String method : List.of("GET", "HEAD")) {
            assertError(
                    gateway.call(method, "bucket", "k")
                            .query("response-content-type", "a/b")
                            .anonymously(),
                    S3ErrorCode.INVALID_REQUEST);
        }
    }

    @Test
    void copy_ontoItself_whereTheBucketHasADefaultEncryption_isAllowed() throws Exception {
        gateway.put("bucket", "k", bytes(10));
        gateway.call("PUT", "bucket", null)
                .query("encryption", "")
                .body("<ServerSideEncryptionConfiguration><Rule><ApplyServerSideEncryptionByDefault>"
                        + "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault></Rule>"
                        + "</ServerSideEncryptionConfiguration>")
                .send();
        assertThat(copyOfK().send().status()).isEqualTo(200);
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(10));
    }
}
