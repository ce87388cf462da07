package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import network.cairn.gateway.auth.RunningChecksum;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.Usage;
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

final class MultipartOperationsTest {
    private static final int PART_BYTES = 5 << 20;

    private final TestGateway gateway = new TestGateway();

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
    }

    private String create(String key) throws Exception {
        return gateway.call("POST", "bucket", key)
                .query("uploads", "")
                .header("x-amz-meta-a", "1")
                .send()
                .element("UploadId");
    }

    private Call part(String upload, int number, byte[] body) {
        return gateway.call("PUT", "bucket", "k")
                .query("uploadId", upload, "partNumber", Integer.toString(number))
                .body(body);
    }

    private Call complete(String upload, List<String> numbersAndEtags) {
        var document = new StringBuilder("<CompleteMultipartUpload>");
        for (int i = 0; i < numbersAndEtags.size(); i += 2) {
            document.append("<Part><PartNumber>")
                    .append(numbersAndEtags.get(i))
                    .append("</PartNumber><ETag>")
                    .append(numbersAndEtags.get(i + 1))
                    .append("</ETag></Part>");
        }
        return gateway.call("POST", "bucket", "k")
                .query("uploadId", upload)
                .body(document.append("</CompleteMultipartUpload>").toString());
    }

    @Test
    void complete_threeParts_oneObjectReadableInRanges() throws Exception {
        byte[] all = bytes(2 * PART_BYTES + 1000);
        String upload = create("k");
        var listed = new ArrayList<String>();
        MessageDigest md5s = MessageDigest.getInstance("MD5");
        for (int number : new int[] {7, 2, 9}) {
            int index = number == 2 ? 0 : number == 7 ? 1 : 2;
            byte[] body = Arrays.copyOfRange(all, index * PART_BYTES, Math.min(all.length, (index + 1) * PART_BYTES));
            part(upload, number, body).send();
        }
        Answer parts =
                gateway.call("GET", "bucket", "k").query("uploadId", upload).send();
        assertThat(parts.elements("PartNumber")).containsExactly("2", "7", "9");
        List<String> etags = parts.elements("ETag");
        for (int i = 0; i < 3; i++) {
            String etag = etags.get(i).replace("&quot;", "\"");
            listed.addAll(List.of(parts.elements("PartNumber").get(i), etag));
            md5s.update(HexFormat.of().parseHex(Etags.bare(etag)));
        }
        assertError(gateway.call("GET", "bucket", "k"), S3ErrorCode.NO_SUCH_KEY);
        Answer completed = complete(upload, listed).send();
        String etag = HexFormat.of().formatHex(md5s.digest()) + "-3";
        assertThat(completed.element("ETag")).isEqualTo("&quot;" + etag + "&quot;");
        Answer got = gateway.get("bucket", "k");
        assertThat(got.body()).isEqualTo(all);
        assertThat(got.etag()).isEqualTo("\"" + etag + "\"");
        assertThat(got.header("x-amz-meta-a")).contains("1");
        int from = PART_BYTES - 10;
        Answer range = gateway.call("GET", "bucket", "k")
                .header("Range", "bytes=" + from + "-" + (2 * PART_BYTES + 5))
                .send();
        assertThat(range.body()).isEqualTo(Arrays.copyOfRange(all, from, 2 * PART_BYTES + 6));
        Answer second =
                gateway.call("GET", "bucket", "k").query("partNumber", "7").send();
        assertThat(second.body()).isEqualTo(Arrays.copyOfRange(all, PART_BYTES, 2 * PART_BYTES));
        assertThat(second.header("x-amz-mp-parts-count")).contains("3");
        assertError(gateway.call("GET", "bucket", "k").query("partNumber", "1"), S3ErrorCode.INVALID_PART_NUMBER);

        assertThat(complete(upload, listed).send().element("ETag"))
                .as("asked again")
                .isEqualTo(completed.element("ETag"));
        assertError(part(upload, 1, bytes(1)), S3ErrorCode.NO_SUCH_UPLOAD);
    }

    @Test
    void complete_bad_s3Errors() throws Exception {
        String upload = create("k");
        String one = part(upload, 1, bytes(5000)).send().etag();
        String two = part(upload, 2, bytes(10)).send().etag();
        assertError(complete(upload, List.of("2", two, "1", one)), S3ErrorCode.INVALID_PART_ORDER);
        assertError(complete(upload, List.of("1", two)), S3ErrorCode.INVALID_PART);
        assertError(complete(upload, List.of("1", one, "3", two)), S3ErrorCode.INVALID_PART);
        assertError(complete(upload, List.of("1", one, "2", two)), S3ErrorCode.ENTITY_TOO_SMALL);
        assertError(complete(upload, List.of()), S3ErrorCode.MALFORMED_XML);
        assertError(complete("nonsense", List.of("1", one)), S3ErrorCode.NO_SUCH_UPLOAD);
        assertError(part(upload, 0, bytes(1)), S3ErrorCode.INVALID_ARGUMENT);
        assertError(part(upload, 10_001, bytes(1)), S3ErrorCode.INVALID_ARGUMENT);
        assertError(part(upload, 3, bytes(1)).tenant("mallory"), S3ErrorCode.ACCESS_DENIED);
    }

    @Test
    void complete_otherSizeThanExpected_invalidRequest() throws Exception {
        String upload = create("k");
        var listed = List.of("1", part(upload, 1, bytes(10)).send().etag());
        assertError(complete(upload, listed).header("x-amz-mp-object-size", "11"), S3ErrorCode.INVALID_REQUEST);
        assertError(complete(upload, listed).header("x-amz-mp-object-size", "ten"), S3ErrorCode.INVALID_REQUEST);
        complete(upload, listed).header("x-amz-mp-object-size", "10").send();
    }

    @Test
    void complete_someParts_othersReleased() throws Exception {
        String upload = create("k");
        part(upload, 1, bytes(9000)).send();
        String again = part(upload, 1, bytes(8000)).send().etag();
        part(upload, 2, bytes(7000)).send();
        complete(upload, List.of("1", again)).send();
        gateway.clock.advance(TestGateway.GRACE.stray());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isEqualTo(2);
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(bytes(8000));
        gateway.put("bucket", "k", bytes(1));
        gateway.clock.advance(TestGateway.GRACE.reader());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
    }

    @Test
    void abort_partsReleased() throws Exception {
        String upload = create("k");
        part(upload, 1, bytes(9000)).send();
        gateway.call("DELETE", "bucket", "k").query("uploadId", upload).send();
        assertError(gateway.call("DELETE", "bucket", "k").query("uploadId", upload), S3ErrorCode.NO_SUCH_UPLOAD);
        gateway.clock.advance(TestGateway.GRACE.stray());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
    }

    @Test
    void deleteBucket_uploadsInProgress_goneWithIt() throws Exception {
        String upload = create("k");
        part(upload, 1, bytes(9000)).send();
        gateway.call("DELETE", "bucket", null).send();
        gateway.createBucket("bucket");
        assertError(part(upload, 2, bytes(9000)), S3ErrorCode.NO_SUCH_UPLOAD);
        gateway.clock.advance(TestGateway.GRACE.stray());
        gateway.reclaim();
        assertThat(gateway.network.pieces()).isZero();
    }

    @Test
    void uploadPartCopy_range_thoseBytes() throws Exception {
        byte[] source = bytes(300_000);
        gateway.put("bucket", "source", source);
        String upload = create("k");
        Answer copied = gateway.call("PUT", "bucket", "k")
                .query("uploadId", upload, "partNumber", "1")
                .header("x-amz-copy-source", "bucket/source")
                .header("x-amz-copy-source-range", "bytes=1000-199999")
                .send();
        assertThat(copied.header("x-amz-copy-source-version-id")).isEmpty();
        complete(upload, List.of("1", copied.element("ETag"))).send();
        assertThat(gateway.get("bucket", "k").body()).isEqualTo(Arrays.copyOfRange(source, 1000, 200_000));
        assertError(
                gateway.call("PUT", "bucket", "k")
                        .query("uploadId", create("k"), "partNumber", "1")
                        .header("x-amz-copy-source", "bucket/source")
                        .header("x-amz-copy-source-range", "bytes=1000-300000"),
                S3ErrorCode.INVALID_ARGUMENT);
    }

    @Test
    void complete_checksums_composite() throws Exception {
        Answer created = gateway.call("POST", "bucket", "k")
                .query("uploads", "")
                .header("x-amz-checksum-algorithm", "CRC32")
                .send();
        assertThat(created.header("x-amz-checksum-type")).contains("COMPOSITE");
        String upload = created.element("UploadId");
        Answer part = part(upload, 1, bytes(10))
                .checksum(new Checksum(ChecksumAlgorithm.CRC32, "AAAAAA=="))
                .send();
        assertThat(part.header("x-amz-checksum-crc32")).contains("AAAAAA==");
        Answer completed = complete(upload, List.of("1", part.etag())).send();
        // The CRC-32 of four zero bytes is 2144df1c.
        assertThat(completed.element("ChecksumCRC32")).isEqualTo("IUTfHA==-1");
        assertThat(completed.element("ChecksumType")).isEqualTo("COMPOSITE");
    }

    @ParameterizedTest
    @CsvSource({"CRC32", "CRC32C", "CRC64NVME"})
    void complete_fullObjectChecksum_isThatOfAllBytes(ChecksumAlgorithm algorithm) throws Exception {
        byte[] all = bytes(PART_BYTES + 70_001);
        Answer created = gateway.call("POST", "bucket", "k")
                .query("uploads", "")
                .header("x-amz-checksum-algorithm", algorithm.name())
                .header("x-amz-checksum-type", "FULL_OBJECT")
                .send();
        String upload = created.element("UploadId");
        byte[] head = Arrays.copyOf(all, PART_BYTES);
        byte[] tail = Arrays.copyOfRange(all, PART_BYTES, all.length);
        Answer one = part(upload, 1, head)
                .checksum(new Checksum(algorithm, sum(algorithm, head)))
                .send();
        Answer two = part(upload, 2, tail).send();
        assertThat(two.header(algorithm.headerName()))
                .as("computed, as the client sent none")
                .contains(sum(algorithm, tail));
        List<String> listed = List.of("1", one.etag(), "2", two.etag());
        assertError(
                complete(upload, listed).header(algorithm.headerName(), sum(algorithm, tail)), S3ErrorCode.BAD_DIGEST);
        Answer completed = complete(upload, listed)
                .header(algorithm.headerName(), sum(algorithm, all))
                .send();
        assertThat(completed.element("Checksum" + algorithm)).isEqualTo(sum(algorithm, all));
        assertThat(completed.element("ChecksumType")).isEqualTo("FULL_OBJECT");
    }

    @Test
    void complete_noAlgorithmNamed_fullCrc64Nvme() throws Exception {
        byte[] all = bytes(PART_BYTES + 9000);
        String upload = create("k");
        gateway.put("bucket", "source", Arrays.copyOfRange(all, PART_BYTES, all.length));
        Answer one = part(upload, 1, Arrays.copyOf(all, PART_BYTES)).send();
        assertThat(one.header("x-amz-checksum-crc64nvme")).isEmpty();
        Answer two = gateway.call("PUT", "bucket", "k")
                .query("uploadId", upload, "partNumber", "2")
                .header("x-amz-copy-source", "bucket/source")
                .send();
        complete(upload, List.of("1", one.etag(), "2", two.element("ETag"))).send();
        Answer head = gateway.call("HEAD", "bucket", "k")
                .header("x-amz-checksum-mode", "ENABLED")
                .send();
        assertThat(head.header("x-amz-checksum-crc64nvme")).contains(sum(ChecksumAlgorithm.CRC64NVME, all));
        assertThat(head.header("x-amz-checksum-type")).contains("FULL_OBJECT");
    }

    @Test
    void uploadPart_otherAlgorithmThanTheUploads_invalidRequest() throws Exception {
        String upload = gateway.call("POST", "bucket", "k")
                .query("uploads", "")
                .header("x-amz-checksum-algorithm", "CRC32")
                .send()
                .element("UploadId");
        assertError(
                part(upload, 1, bytes(10)).checksum(new Checksum(ChecksumAlgorithm.CRC32C, "AAAAAA==")),
                S3ErrorCode.INVALID_REQUEST);
    }

    @Test
    void parts_countTowardsTheQuota_untilTheyAreGivenUp() throws Exception {
        gateway.quotas.put("alice", new TenantQuota(OptionalLong.of(PART_BYTES + 10), OptionalLong.of(1)));
        String given = create("k");
        part(given, 1, new byte[11]).send();
        String upload = create("k");
        assertError(part(upload, 1, new byte[PART_BYTES]), S3ErrorCode.QUOTA_EXCEEDED);
        gateway.call("DELETE", "bucket", "k").query("uploadId", given).send();
        gateway.clock.advance(Duration.ofSeconds(1));

        String first = part(upload, 1, new byte[PART_BYTES]).send().etag();
        String second = part(upload, 2, new byte[10]).send().etag();
        assertError(part(upload, 3, new byte[1]), S3ErrorCode.QUOTA_EXCEEDED);
        gateway.clock.advance(Duration.ofSeconds(1));
        assertError(part(upload, 3, new byte[1]), S3ErrorCode.QUOTA_EXCEEDED);
        assertThat(usage()).isEqualTo(new Usage(0, PART_BYTES + 10));
        assertThat(complete(upload, List.of("1", first)).send().status()).isEqualTo(200);
        assertThat(complete(upload, List.of("1", first)).send().status())
                .as("asked again, it stores nothing more")
                .isEqualTo(200);
        assertThat(usage()).as("without the part that was not chosen").isEqualTo(new Usage(1, PART_BYTES));
        assertThat(second).isNotEqualTo(first);

        String other = create("k");
        String part = part(other, 1, new byte[0]).send().etag();
        assertThat(complete(other, List.of("1", part)).send().status())
                .as("written over")
                .isEqualTo(200);
        assertError(gateway.call("PUT", "bucket", "another").body(bytes(0)), S3ErrorCode.QUOTA_EXCEEDED);
    }

    private Usage usage() {
        Bucket bucket = Objects.requireNonNull(gateway.metadata.bucket("bucket"));
        return gateway.metadata.usage(bucket.id());
    }

    private static String sum(ChecksumAlgorithm algorithm, byte[] bytes) {
        RunningChecksum sum = RunningChecksum.of(algorithm);
        sum.update(bytes, 0, bytes.length);
        return sum.base64();
    }

    @Test
    void listMultipartUploads_pages_byKeyThenAge() throws Exception {
        var expected = new ArrayList<String>();
        for (String key : List.of("a", "a\0", "a\0b", "ab", "dir/x", "dir/y")) {
            expected.add(create(key));
            gateway.clock.advance(Duration.ofSeconds(1));
            expected.add(create(key));
        }
        var seen = new ArrayList<String>();
        String keyMarker = "";
        String idMarker = "";
        while (true) {
            Answer page = gateway.call("GET", "bucket", null)
                    .query("uploads", "", "max-uploads", "3", "key-marker", keyMarker, "upload-id-marker", idMarker)
                    .query("encoding-type", "url")
                    .send();
            seen.addAll(page.elements("UploadId"));
            if (page.element("IsTruncated").equals("false")) {
                break;
            }
            keyMarker = page.element("NextKeyMarker").replace("%00", "\0");
            idMarker = page.element("NextUploadIdMarker");
        }
        assertThat(seen).isEqualTo(expected);
        Answer rolled = gateway.call("GET", "bucket", null)
                .query("uploads", "", "delimiter", "/", "prefix", "d")
                .send();
        assertThat(rolled.text()).contains("<CommonPrefixes><Prefix>dir/</Prefix></CommonPrefixes>");
        assertThat(rolled.elements("UploadId")).isEmpty();
    }

    @Test
    void uploadPartCopy_ofAVersion_saysWhich() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("versioning", "")
                .body("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>")
                .send();
        String version = gateway.put("bucket", "source", bytes(10))
                .header("x-amz-version-id")
                .orElseThrow();
        Answer copied = gateway.call("PUT", "bucket", "k")
                .query("uploadId", create("k"), "partNumber", "1")
                .header("x-amz-copy-source", "bucket/source?versionId=" + version)
                .send();
        assertThat(copied.header("x-amz-copy-source-version-id")).contains(version);
    }

    @Test
    void uploads_ofAnotherTenant_areListedAsTheirs() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("acl", "")
                .header("x-amz-acl", "public-read-write")
                .send();
        create("k");
        gateway.clock.advance(Duration.ofSeconds(1));
        String upload = gateway.call("POST", "bucket", "k")
                .tenant("bob")
                .query("uploads", "")
                .send()
                .element("UploadId");
        assertThat(gateway.call("GET", "bucket", null)
                        .query("uploads", "")
                        .send()
                        .elements("DisplayName"))
                .as("initiator and owner of each")
                .containsExactly("alice", "alice", "bob", "bob");
        assertThat(gateway.call("GET", "bucket", "k")
                        .tenant("bob")
                        .query("uploadId", upload)
                        .send()
                        .elements("DisplayName"))
                .containsExactly("bob", "bob");
    }

    @Test
    void get_part_hasItsChecksumWithTheObjectsType() throws Exception {
        String upload = gateway.call("POST", "bucket", "k")
                .query("uploads", "")
                .header("x-amz-checksum-algorithm", "CRC32")
                .send()
                .element("UploadId");
        var checksum = new Checksum(ChecksumAlgorithm.CRC32, sum(ChecksumAlgorithm.CRC32, bytes(10)));
        String etag = part(upload, 1, bytes(10)).checksum(checksum).send().etag();
        assertError(
                complete(upload, List.of("1", etag)).header("x-amz-checksum-type", "FULL_OBJECT"),
                S3ErrorCode.BAD_DIGEST);
        complete(upload, List.of("1", etag))
                .header("x-amz-checksum-type", "COMPOSITE")
                .send();
        Answer part = gateway.call("GET", "bucket", "k")
                .query("partNumber", "1")
                .header("x-amz-checksum-mode", "ENABLED")
                .send();
        assertThat(part.header("x-amz-checksum-crc32")).contains(checksum.base64());
        assertThat(part.header("x-amz-checksum-type")).contains("COMPOSITE");
        assertThatThrownBy(() -> gateway.call("GET", "bucket", "k")
                        .query("partNumber", "2")
                        .send())
                .isInstanceOfSatisfying(S3Exception.class, e -> {
                    assertThat(e.code()).isEqualTo(S3ErrorCode.INVALID_PART_NUMBER);
                    assertThat(e.elements()).containsEntry("ActualPartCount", "1");
                });
    }
}
