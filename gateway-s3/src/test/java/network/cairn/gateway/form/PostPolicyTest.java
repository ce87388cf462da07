package network.cairn.gateway.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import network.cairn.gateway.s3.S3Exception;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

    private static String base64(String json) {
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static PostForm form(String... namesAndValues) throws Exception {
        FormText form = new FormText();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            form.field(namesAndValues[i], namesAndValues[i + 1]);
        }
        byte[] body = form.file("photo.jpg", new byte[1]).end();
        return PostForm.read(FormText.CONTENT_TYPE, new ByteArrayInputStream(body));
    }

    private static S3Exception error(String json, String... form) {
        return catchThrowableOfType(
                S3Exception.class, () -> PostPolicy.parse(base64(json)).check(form(form), "bucket", NOW));
    }

    private static String policy(String conditions) {
        return "{\"expiration\": \"2026-01-02T03:04:06Z\", \"conditions\": [" + conditions + "]}";
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [`]                                                             | Invalid JSON.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [],}       | Invalid JSON.
            {"conditions": []}                                              | Policy missing expiration.
            {"expiration": "2026-01-02T03:04:06Z"}                          | Policy missing conditions.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": {}}        | Invalid 'conditions' value: must be a List.
            {"EXPIRATION": "2026-01-02T03:04:06Z", "conditions": []}        | Unexpected: 'expiration'
            {"expiration": "2026-01-02 03:04:06Z", "conditions": []}        | Invalid 'expiration' value: '2026-01-02 03:04:06Z'
            {"expiration": "2026-01-02T03:04:06+02:00", "conditions": []}   | Invalid 'expiration' value: '2026-01-02T03:04:06+02:00'
            {"expiration": "2026-13-02T03:04:06Z", "conditions": []}        | Invalid 'expiration' value: '2026-13-02T03:04:06Z'
            {"expiration": 5, "conditions": []}                             | Invalid 'expiration' value: '5'
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [{}]}      | Invalid Simple-Condition: Simple-Conditions must have exactly one property specified.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [{"a":1}]} | Invalid Simple-Condition: value must be a string.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [[]]}      | Invalid Condition: missing operation identifier.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [["in","$a","b"]]} | Invalid Condition: unknown operation 'in'.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [["eq","$a"]]}     | Invalid eq: wrong number of arguments.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [["content-length-range",0]]} | Invalid content-length-range: wrong number of arguments.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [["content-length-range",-1,0]]} | Invalid JSON.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": [["content-length-range",0,5.0]]} | Invalid JSON.
            {"expiration": "2026-01-02T03:04:06Z", "conditions": ["x"]}     | Invalid condition "x": must be a List or Object.
            """)
    void parse_bad_invalidPolicyDocument(String json, String message) {
        S3Exception error = error(json);
        assertThat(error.code().code()).isEqualTo("InvalidPolicyDocument");
        assertThat(error).hasMessage("Invalid Policy: " + message);
    }

    @Test
    void parse_depthOrBase64() {
        S3Exception deep = error(policy("[".repeat(5000) + "]".repeat(5000)));
        assertThat(deep).hasMessage("Invalid Policy: Invalid JSON.");
        assertThat(catchThrowableOfType(S3Exception.class, () -> PostPolicy.parse("not base64!")))
                .hasMessage("Invalid Policy: invalid Base64 encoding.");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {"key": "k"}                              | k     |
            {"KEY": "k"}                              | k     |
            ["eq", "$Key", "k"]                       | k     |
            ["StArTs-WiTh", "$kEy", "us"]             | user/ |
            ["starts-with", "$key", ""]               | any   |
            {"key": "k"}                              | K     | Policy Condition failed: ["eq", "$key", "k"]
            ["starts-with","$key","user/"]            | User/ | Policy Condition failed: ["starts-with", "$key", "user/"]
            ["eq", "key", "k"]                        | k     | Policy Condition failed: ["eq", "key", "k"]
            ["eq", "$key", "a\\"b"]                   | k     | Policy Condition failed: ["eq", "$key", "a\\"b"]
            ["content-length-range", "test", "10"]    | k     | Policy Condition failed: ["content-length-range", "test", "10"]
            {"bucket": "other"}, {"key": "k"}         | k     | Policy Condition failed: ["eq", "$bucket", "other"]
            {"bucket": "bucket"}                      | k     | Extra input fields: Key
            ["starts-with", "$acl", ""], {"key": "k"} | k     | Policy Condition failed: ["starts-with", "$acl", ""]
            """)
    void check_conditions(String conditions, String key, String message) {
        S3Exception error =
                error(policy(conditions), "Key", key, "policy", "x", "X-Amz-Signature", "x", "x-ignore-a", "b");
        if (message == null) {
            assertThat(error).isNull();
        } else {
            assertThat(error.code().code()).isEqualTo("AccessDenied");
            assertThat(error).hasMessage("Invalid according to Policy: " + message);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            image/jpeg                      | true
            image/jpg,image/png, image/gif  | true
            image/jpg,text/plain            | false
            """)
    void check_contentTypes_eachOfAList(String types, boolean holds) {
        S3Exception error = error(policy("[\"starts-with\", \"$Content-Type\", \"image/\"]"), "content-type", types);
        assertThat(error == null).isEqualTo(holds);
    }

    @Test
    void check_expired() throws Exception {
        PostPolicy policy =
                PostPolicy.parse(base64("{\"expiration\": \"2026-01-02T03:04:05.000Z\", \"conditions\": []}"));
        policy.check(form(), "bucket", NOW.minusMillis(1));
        S3Exception error = catchThrowableOfType(S3Exception.class, () -> policy.check(form(), "bucket", NOW));
        assertThat(error).hasMessage("Invalid according to Policy: Policy expired.");
    }

    @Test
    void parse_ranges_allHold() throws Exception {
        PostPolicy policy = PostPolicy.parse(
                base64(policy("[\"content-length-range\", 5, 100], [\"content-length-range\", \"0\", \"10\"]")));
        assertThat(policy.range()).isEqualTo(new SizeRange(5, 10));
    }
}
