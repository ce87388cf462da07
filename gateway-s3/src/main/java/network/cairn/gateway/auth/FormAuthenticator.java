package network.cairn.gateway.auth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import network.cairn.gateway.form.PostForm;
import network.cairn.gateway.s3.AccessKeys;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Credential;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Checks the signature of forms that upload files: one over their policy, the base64 text as it came. Safe for
/// many threads.
///
/// Source: "Authenticating Requests: Browser-Based Uploads Using POST" in the Amazon S3 API reference.
public final class FormAuthenticator {
    private static final int SIGNING_KEYS_MAX = 1024;

    /// A signing key is good for a week.
    private static final Duration AGE_MAX = Duration.ofDays(7);

    private static final Duration SKEW_MAX = Duration.ofMinutes(15);
    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final Pattern DAY = Pattern.compile("[0-9]{8}");
    private static final String ALGORITHM = "X-Amz-Algorithm";
    private static final String CREDENTIAL = "X-Amz-Credential";
    private static final String DATE = "X-Amz-Date";
    private static final String SIGNATURE = "X-Amz-Signature";
    private static final String VERSION_2_KEY = "AWSAccessKeyId";
    private static final String VERSION_2_SIGNATURE = "signature";

    private final AccessKeys accessKeys;
    private final String region;
    private final boolean admitsVersion2;
    private final SigningKeys signingKeys = new SigningKeys(SIGNING_KEYS_MAX);

    /// @param region the only one that forms may be signed for
    /// @param admitsVersion2 whether Signature Version 2 is good for forms, if for nothing else
    public FormAuthenticator(AccessKeys accessKeys, String region, boolean admitsVersion2) {
        this.accessKeys = accessKeys;
        this.region = region;
        this.admitsVersion2 = admitsVersion2;
    }

    /// Finds out who lets a form be sent. One without any signature is `Caller.anonymous()`'s.
    ///
    /// @throws S3Exception the error S3 gives for what is wrong with the signature
    public Caller authenticate(PostForm form, Instant now) throws S3Exception {
        if (has(form, VERSION_2_KEY) || has(form, VERSION_2_SIGNATURE)) {
            return version2(form, now);
        }
        if (List.of(ALGORITHM, CREDENTIAL, DATE, SIGNATURE).stream().noneMatch(name -> has(form, name))) {
            return Caller.anonymous();
        }
        String algorithm = form.required(ALGORITHM);
        if (!algorithm.equals(SignatureParser.ALGORITHM)) {
            throw argument("X-Amz-Algorithm only supports \"" + SignatureParser.ALGORITHM + "\"", ALGORITHM, algorithm);
        }
        String credential = form.required(CREDENTIAL);
        String date = form.required(DATE);
        String signature = form.required(SIGNATURE);
        String policy = form.required("policy");
        Scope scope = scope(credential);
        checkAge(date, now);
        Credential key = find(form, scope.accessKeyId(), now);
        String computed = Sha256.hmacHex(signingKeys.get(key.secret(), scope.scope()), policy);
        if (!Sha256.same(computed, signature.toLowerCase(Locale.ROOT))) {
            throw mismatch(scope.accessKeyId(), policy, signature);
        }
        return key.caller();
    }

    private static boolean has(PostForm form, String name) {
        return form.get(name.toLowerCase(Locale.ROOT)).isPresent();
    }

    private Credential find(PostForm form, String accessKeyId, Instant now) throws S3Exception {
        Credential key =
                accessKeys.find(accessKeyId, form.get("x-amz-security-token").orElse(null), now);
        if (key == null) {
            throw new S3Exception(S3ErrorCode.INVALID_ACCESS_KEY_ID).with("AWSAccessKeyId", accessKeyId);
        }
        return key;
    }

    private record Scope(String accessKeyId, CredentialScope scope) {}

    private Scope scope(String credential) throws S3Exception {
        String[] pieces = credential.split("/", -1);
        int last = pieces.length - 1;
        if (last < 4
                || !pieces[last].equals(CredentialScope.TERMINATOR)
                || !DAY.matcher(pieces[last - 3]).matches()) {
            throw credential(
                    "the Credential is mal-formed; expecting \"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request\".",
                    credential);
        }
        var scope = new CredentialScope(pieces[last - 3], pieces[last - 2], pieces[last - 1]);
        String id =
                credential.substring(0, credential.length() - scope.toString().length() - 1);
        if (id.isEmpty()) {
            throw credential("a non-empty Access Key (AKID) must be provided in the credential.", credential);
        }
        if (!scope.service().equals("s3")) {
            throw credential(
                    "incorrect service \"" + scope.service() + "\". This endpoint belongs to \"s3\".", credential);
        }
        if (!scope.region().equals(region)) {
            throw credential("the region '" + scope.region() + "' is wrong; expecting '" + region + "'", credential)
                    .with("Region", region);
        }
        return new Scope(id, scope);
    }

    private static void checkAge(String date, Instant now) throws S3Exception {
        Instant signedAt;
        try {
            signedAt = LocalDateTime.parse(date, TIMESTAMP).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            // S3's own spelling.
            throw argument("X-Amz-Date must be formated via ISO8601 Long format", DATE, date);
        }
        if (signedAt.isAfter(now.plus(SKEW_MAX))) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "Request is not valid yet");
        }
        if (now.isAfter(signedAt.plus(AGE_MAX))) {
            throw new S3Exception(S3ErrorCode.ACCESS_DENIED, "Invalid according to Policy: Policy expired.");
        }
    }

    private Caller version2(PostForm form, Instant now) throws S3Exception {
        if (!admitsVersion2) {
            throw SignatureParser.version2();
        }
        String accessKeyId = form.required(VERSION_2_KEY);
        String signature = form.required(VERSION_2_SIGNATURE);
        String policy = form.required("policy");
        Credential key = find(form, accessKeyId, now);
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(key.secret().getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            byte[] computed = mac.doFinal(policy.getBytes(StandardCharsets.UTF_8));
            if (!Sha256.same(Base64.getEncoder().encodeToString(computed), signature)) {
                throw mismatch(accessKeyId, policy, signature);
            }
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException("this Java platform lacks HmacSHA1", e);
        }
        return key.caller();
    }

    private static S3Exception mismatch(String accessKeyId, String policy, String signature) {
        return new S3Exception(S3ErrorCode.SIGNATURE_DOES_NOT_MATCH)
                .with("AWSAccessKeyId", accessKeyId)
                .with("StringToSign", policy)
                .with("SignatureProvided", signature)
                .with(
                        "StringToSignBytes",
                        HexFormat.ofDelimiter(" ").formatHex(policy.getBytes(StandardCharsets.UTF_8)));
    }

    private static S3Exception credential(String message, String value) {
        return argument(message, CREDENTIAL, value);
    }

    private static S3Exception argument(String message, String name, String value) {
        return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
                .with("ArgumentName", name)
                .with("ArgumentValue", value);
    }
}
