package network.cairn.gateway.operation;

import static network.cairn.gateway.operation.ObjectOperationsTest.assertError;
import static network.cairn.gateway.operation.ObjectOperationsTest.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.gateway.form.FormText;
import network.cairn.gateway.operation.TestGateway.Answer;
import network.cairn.gateway.operation.TestGateway.Call;
import network.cairn.gateway.s3.S3BodyException;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PostObjectTest {
    private static final DateTimeFormatter TIMESTAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final TestGateway gateway = new TestGateway();
    private final Map<String, String> fields = new LinkedHashMap<>();
    private String conditions = "{\"bucket\": \"bucket\"}, [\"starts-with\", \"$key\", \"up/\"]";
    private byte[] file = bytes(10_000);

    @BeforeEach
    void createBucket() throws Exception {
        gateway.createBucket("bucket");
        fields.put("key", "up/${filename}");
    }

    private void sign(String tenant) throws Exception {
        Instant now = gateway.clock.instant();
        String date = TIMESTAMP.format(now);
        String credential = tenant + "/" + date.substring(0, 8) + "/us-east-1/s3/aws4_request";
        String policy = "{\"expiration\": \"" + now.plusSeconds(60) + "\", \"conditions\": [" + conditions
                + ", {\"x-amz-algorithm\": \"AWS4-HMAC-SHA256\"}, {\"x-amz-credential\": \"" + credential
                + "\"}, {\"x-amz-date\": \"" + date + "\"}]}";
        String base64 = Base64.getEncoder().encodeToString(policy.getBytes(StandardCharsets.UTF_8));
        byte[] key = ("AWS4" + tenant).getBytes(StandardCharsets.UTF_8);
        for (String piece : new String[] {date.substring(0, 8), "us-east-1", "s3", "aws4_request", base64}) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            key = mac.doFinal(piece.getBytes(StandardCharsets.UTF_8));
        }
        fields.put("x-amz-algorithm", "AWS4-HMAC-SHA256");
        fields.put("x-amz-credential", credential);
        fields.put("x-amz-date", date);
        fields.put("policy", base64);
        fields.put("x-amz-signature", HexFormat.of().formatHex(key));
    }

    private Call post() {
        FormText text = new FormText();
        fields.forEach(text::field);
        return gateway.call("POST", "bucket", null)
                .anonymously()
                .header("Content-Type", FormText.CONTENT_TYPE)
                .body(text.file("photo 1.jpg", file).field("submit", "Upload").end());
    }

    private S3Exception bodyError() {
        Throwable thrown = catchThrowable(() -> post().send());
        assertThat(thrown).isInstanceOf(S3BodyException.class);
        return ((S3BodyException) thrown).error();
    }

    private void assertNothingStored() {
        assertError(gateway.call("GET", "bucket", "up/photo 1.jpg"), S3ErrorCode.NO_SUCH_KEY);
    }

    @Test
    void post_signedForm_isStoredWithItsFields() throws Exception {
        fields.put("Content-Type", "image/jpeg");
        fields.put("x-amz-meta-Name", "a b");
        fields.put("Cache-Control", "no-cache");
        fields.put("acl", "public-read");
        fields.put("tagging", "<Tagging><TagSet><Tag><Key>a b</Key><Value>c=d</Value></Tag></TagSet></Tagging>");
        conditions +=
                ", [\"starts-with\", \"$Content-Type\", \"image/\"], [\"starts-with\", \"$x-amz-meta-name\", \"\"],"
                        + " {\"Cache-Control\": \"no-cache\"}, {\"acl\": \"public-read\"}, [\"starts-with\", \"$tagging\", \"\"]";
        sign("alice");
        Answer answer = post().send();
        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.header("Location")).contains("http://localhost:9000/bucket/up%2Fphoto%201.jpg");
        assertThat(answer.header("x-amz-checksum-crc64nvme")).isPresent();
        Answer got =
                gateway.call("GET", "bucket", "up/photo 1.jpg").anonymously().send();
        assertThat(got.body()).isEqualTo(file);
        assertThat(got.etag()).isEqualTo(answer.etag());
        assertThat(got.header("Content-Type")).contains("image/jpeg");
        assertThat(got.header("Cache-Control")).contains("no-cache");
        assertThat(got.header("x-amz-meta-name")).contains("a b");
        assertThat(gateway.call("GET", "bucket", "up/photo 1.jpg")
                        .query("tagging", "")
                        .send()
                        .text())
                .contains("<Key>a b</Key><Value>c=d</Value>");
    }

    @ParameterizedTest
    @CsvSource({"200,200", "201,201", "204,204", "404,204", "'',204"})
    void post_successActionStatus(String asked, int status) throws Exception {
        fields.put("success_action_status", asked);
        conditions += ", {\"success_action_status\": \"" + asked + "\"}";
        sign("alice");
        Answer answer = post().send();
        assertThat(answer.status()).isEqualTo(status);
        if (status == 201) {
            assertThat(answer.text())
                    .contains("<PostResponse><Location>http://localhost:9000/bucket/up%2Fphoto%201.jpg</Location>"
                            + "<Bucket>bucket</Bucket><Key>up/photo 1.jpg</Key><ETag>"
                            + answer.etag().replace("\"", "&quot;") + "</ETag></PostResponse>");
        } else {
            assertThat(answer.body()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://example.org/done,303,https://example.org/done?bucket=bucket&key=up%2Fphoto+1.jpg&etag=%22TAG%22",
        "http://example.org/?a=b c,303,http://example.org/?a=b c&bucket=bucket&key=up%2Fphoto+1.jpg&etag=%22TAG%22",
        "/relative,204,http://localhost:9000/bucket/up%2Fphoto%201.jpg",
        "javascript:alert(1),204,http://localhost:9000/bucket/up%2Fphoto%201.jpg"
    })
    void post_successActionRedirect(String url, int status, String location) throws Exception {
        fields.put("success_action_redirect", url);
        conditions += ", [\"starts-with\", \"$success_action_redirect\", \"\"]";
        sign("alice");
        Answer answer = post().send();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("Location"))
                .contains(location.replace("TAG", answer.etag().replace("\"", "")));
    }

    @Test
    void post_sizeOutsideTheRange_storesNothing() throws Exception {
        conditions += ", [\"content-length-range\", 10001, 20000]";
        sign("alice");
        assertThat(bodyError().code()).isEqualTo(S3ErrorCode.ENTITY_TOO_SMALL);
        file = bytes(20_001);
        assertThat(bodyError().code()).isEqualTo(S3ErrorCode.ENTITY_TOO_LARGE);
        assertNothingStored();
        file = bytes(10_001);
        assertThat(post().send().status()).isEqualTo(204);
    }

    @Test
    void post_checksumOfTheFile_isChecked() throws Exception {
        file = "hello world".getBytes(StandardCharsets.UTF_8);
        conditions += ", [\"starts-with\", \"$x-amz-checksum-crc32\", \"\"]";
        fields.put("x-amz-checksum-crc32", "DUoRhA==");
        sign("alice");
        assertThat(bodyError().code()).isEqualTo(S3ErrorCode.BAD_DIGEST);
        assertNothingStored();
        fields.put("x-amz-checksum-crc32", "DUoRhQ==");
        assertThat(post().send().header("x-amz-checksum-crc32")).contains("DUoRhQ==");
    }

    @Test
    void post_formCutShort_storesNothing() throws Exception {
        sign("alice");
        FormText text = new FormText();
        fields.forEach(text::field);
        byte[] cut = text.file("photo 1.jpg", file).toBytes();
        Throwable thrown = catchThrowable(() -> gateway.call("POST", "bucket", null)
                .anonymously()
                .header("Content-Type", FormText.CONTENT_TYPE)
                .body(cut)
                .send());
        assertThat(((S3BodyException) thrown).error().code()).isEqualTo(S3ErrorCode.MALFORMED_POST_REQUEST);
        assertNothingStored();
    }

    @Test
    void post_policyBroken_orOthers() throws Exception {
        sign("bob");
        assertError(post(), S3ErrorCode.ACCESS_DENIED);
        fields.put("x-amz-meta-extra", "1");
        sign("alice");
        assertError(post(), S3ErrorCode.ACCESS_DENIED);
        fields.remove("x-amz-meta-extra");
        fields.put("key", "elsewhere/${filename}");
        sign("alice");
        assertError(post(), S3ErrorCode.ACCESS_DENIED);
        fields.remove("key");
        assertError(post(), S3ErrorCode.INVALID_ARGUMENT);
        fields.put("key", "up/" + "x".repeat(1022));
        assertError(post(), S3ErrorCode.KEY_TOO_LONG);
        assertError(gateway.call("POST", "bucket", null).body("a=b"), S3ErrorCode.PRECONDITION_FAILED);
    }

    @Test
    void post_bucketPolicy_tellsFormsFromHeaders() throws Exception {
        gateway.call("PUT", "bucket", null)
                .query("policy", "")
                .body("{\"Version\": \"2012-10-17\", \"Statement\": {\"Effect\": \"Deny\", \"Principal\": \"*\","
                        + " \"Action\": \"s3:PutObject\", \"Resource\": \"arn:aws:s3:::bucket/*\","
                        + " \"Condition\": {\"StringEquals\": {\"s3:authType\": \"POST\"}}}}")
                .send();
        sign("alice");
        assertError(post(), S3ErrorCode.ACCESS_DENIED);
        assertThat(gateway.call("PUT", "bucket", "up/a").body("a").send().status())
                .isEqualTo(200);
    }

    @Test
    void post_anonymousForm_whereAnybodyMayWrite() throws Exception {
        assertError(post(), S3ErrorCode.ACCESS_DENIED);
        gateway.call("PUT", "bucket", null)
                .query("acl", "")
                .header("x-amz-acl", "public-read-write")
                .send();
        assertThat(post().send().status()).isEqualTo(204);
    }
}
