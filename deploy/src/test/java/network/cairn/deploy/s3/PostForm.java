package network.cairn.deploy.s3;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// An upload by an HTML form, as a browser sends it, its policy signed with version 4.
final class PostForm {
    private static final String BOUNDARY = "----form-of-a-test";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final Access access;
    private final String bucket;
    private final Map<String, String> fields = new LinkedHashMap<>();
    private final List<String> conditions = new ArrayList<>();
    private final Instant now = Instant.now();
    private Instant expiration = now.plusSeconds(600);

    PostForm(Access access, String bucket, String key) {
        this.access = access;
        this.bucket = bucket;
        conditions.add("{\"bucket\":\"" + bucket + "\"}");
        fields.put("key", key);
    }

    /// A field that the policy asks to be exactly so.
    PostForm field(String name, String value) {
        fields.put(name, value);
        conditions.add("{\"" + name + "\":\"" + value + "\"}");
        return this;
    }

    /// A field that the policy says nothing of.
    PostForm uncovered(String name, String value) {
        fields.put(name, value);
        return this;
    }

    /// A condition as JSON.
    PostForm condition(String json) {
        conditions.add(json);
        return this;
    }

    PostForm expired() {
        expiration = now.minusSeconds(60);
        return this;
    }

    RawS3.Answer send(byte[] file, String fileName) throws IOException, InterruptedException {
        String stamp = STAMP.format(now);
        String date = stamp.substring(0, 8);
        field("x-amz-algorithm", "AWS4-HMAC-SHA256");
        field("x-amz-credential", access.accessKeyId() + "/" + date + "/" + access.region() + "/s3/aws4_request");
        field("x-amz-date", stamp);
        String policy = Base64.getEncoder()
                .encodeToString(Bytes.of("{\"expiration\":\"" + expiration + "\",\"conditions\":["
                        + String.join(",", conditions) + "]}"));
        fields.put("policy", policy);
        fields.putIfAbsent("x-amz-signature", signature(date, policy));
        return sendUnsigned(file, fileName);
    }

    /// Without a policy.
    RawS3.Answer sendUnsigned(byte[] file, String fileName) throws IOException, InterruptedException {
        var body = new ByteArrayOutputStream();
        fields.forEach((name, value) -> body.writeBytes(Bytes.of("--" + BOUNDARY
                + "\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n")));
        body.writeBytes(Bytes.of("--" + BOUNDARY + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
                + fileName + "\"\r\nContent-Type: text/plain\r\n\r\n"));
        body.writeBytes(file);
        body.writeBytes(Bytes.of("\r\n--" + BOUNDARY + "--\r\n"));
        return RawS3.fetch(
                "POST",
                URI.create(access.endpoint() + "/" + bucket),
                body.toByteArray(),
                "content-type",
                "multipart/form-data; boundary=" + BOUNDARY);
    }

    private String signature(String date, String policy) {
        byte[] key = Bytes.of("AWS4" + access.secretAccessKey());
        for (String part : List.of(date, access.region(), "s3", "aws4_request", policy)) {
            key = mac(key, part);
        }
        return HexFormat.of().formatHex(key);
    }

    private static byte[] mac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(Bytes.of(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
