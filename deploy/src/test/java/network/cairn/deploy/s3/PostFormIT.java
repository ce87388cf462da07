package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// Uploads by HTML forms.
@S3Suite
class PostFormIT {
    private final TestBucket bucket = TestBucket.create();
    private final byte[] file = Bytes.seeded(11, 70_000);

    private PostForm form(String key) {
        return new PostForm(SharedNetwork.get().owner(), bucket.name(), key);
    }

    @Test
    @S3Behaviour(
            operation = "PostObject",
            parameter = {"", "policy", "Content-Type", "x-amz-meta-*"})
    void post_signedPolicy_stores() throws Exception {
        RawS3.Answer answer = form("uploads/one")
                .condition("[\"starts-with\",\"$key\",\"uploads/\"]")
                .field("Content-Type", "text/x-form")
                .field("x-amz-meta-colour", "blue")
                .send(file, "one.txt");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
        assertThat(answer.header("etag")).isEqualTo("\"" + Bytes.md5Hex(file) + "\"");
        var object = bucket.get("uploads/one");
        assertThat(object.asByteArray()).isEqualTo(file);
        assertThat(object.response().contentType()).isEqualTo("text/x-form");
        assertThat(object.response().metadata()).containsEntry("colour", "blue");
    }

    @Test
    @S3Behaviour(operation = "PostObject", parameter = "${filename}")
    void post_filename_isInTheKey() throws Exception {
        form("uploads/${filename}")
                .condition("[\"starts-with\",\"$key\",\"uploads/\"]")
                .send(file, "named.txt");
        assertThat(bucket.keys()).containsExactly("uploads/named.txt");
    }

    @Test
    @S3Behaviour(operation = "PostObject", parameter = "success_action_status")
    void post_status201_tellsWhere() throws Exception {
        RawS3.Answer answer = form("key")
                .condition("[\"eq\",\"$key\",\"key\"]")
                .field("success_action_status", "201")
                .send(file, "f");
        assertThat(answer.status()).as(answer.toString()).isEqualTo(201);
        assertThat(answer.element("Bucket")).isEqualTo(bucket.name());
        assertThat(answer.element("Key")).isEqualTo("key");
        assertThat(answer.element("ETag").replace("&quot;", "\"")).isEqualTo("\"" + Bytes.md5Hex(file) + "\"");
        assertThat(answer.element("Location")).isNotEmpty();
    }

    @Test
    @S3Behaviour(operation = "PostObject", parameter = "success_action_redirect")
    void post_redirect_isFollowedWithTheKey() throws Exception {
        RawS3.Answer answer = form("key")
                .condition("[\"eq\",\"$key\",\"key\"]")
                .field("success_action_redirect", "http://localhost/done")
                .send(file, "f");
        assertThat(answer.status()).isEqualTo(303);
        assertThat(answer.header("location"))
                .startsWith("http://localhost/done?")
                .contains("bucket=" + bucket.name())
                .contains("key=key")
                .contains("etag=%22" + Bytes.md5Hex(file) + "%22");
    }

    @Test
    @S3Behaviour(operation = "PostObject", parameter = "a policy that expired, or is not met")
    void post_policyNotMet_isRefused() throws Exception {
        assertThat(form("key")
                        .condition("[\"eq\",\"$key\",\"key\"]")
                        .expired()
                        .send(file, "f")
                        .refusal())
                .isEqualTo("403 AccessDenied");
        assertThat(form("other/key")
                        .condition("[\"starts-with\",\"$key\",\"uploads/\"]")
                        .send(file, "f")
                        .refusal())
                .isEqualTo("403 AccessDenied");
        assertThat(form("key")
                        .condition("[\"eq\",\"$key\",\"key\"]")
                        .uncovered("x-amz-meta-extra", "1")
                        .send(file, "f")
                        .refusal())
                .isEqualTo("403 AccessDenied");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "PostObject", parameter = "content-length-range")
    void post_lengthOutside_isRefused() throws Exception {
        assertThat(form("key")
                        .condition("[\"eq\",\"$key\",\"key\"]")
                        .condition("[\"content-length-range\",0,100]")
                        .send(file, "f")
                        .refusal())
                .isEqualTo("400 EntityTooLarge");
        assertThat(form("key")
                        .condition("[\"eq\",\"$key\",\"key\"]")
                        .condition("[\"content-length-range\",100000,200000]")
                        .send(file, "f")
                        .refusal())
                .isEqualTo("400 EntityTooSmall");
        assertThat(bucket.keys()).isEmpty();
    }

    @Test
    @S3Behaviour(operation = "PostObject", parameter = "a wrong signature, or none")
    void post_wrongSignature_isRefused() throws Exception {
        assertThat(form("key")
                        .condition("[\"eq\",\"$key\",\"key\"]")
                        .uncovered("x-amz-signature", "0".repeat(64))
                        .send(file, "f")
                        .refusal())
                .isEqualTo("403 SignatureDoesNotMatch");
        assertThat(form("key").sendUnsigned(file, "f").refusal()).isEqualTo("403 AccessDenied");
        assertThat(bucket.keys()).isEmpty();
    }
}
