package network.cairn.gateway.configuration;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import org.jspecify.annotations.Nullable;

/// Reads what the headers of one request say of encryption.
final class EncryptionHeaders {
    private static final String METHOD = "x-amz-server-side-encryption";
    private static final String KEY_ID = "x-amz-server-side-encryption-aws-kms-key-id";
    private static final String CONTEXT = "x-amz-server-side-encryption-context";
    private static final String BUCKET_KEY = "x-amz-server-side-encryption-bucket-key-enabled";
    private static final int CONTEXT_CHARACTERS_MAX = 8 << 10;
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(2).build())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final TypeReference<TreeMap<String, Object>> OBJECT = new TypeReference<>() {};

    private final S3Headers headers;

    EncryptionHeaders(S3Headers headers) {
        this.headers = headers;
    }

    RequestedEncryption read() throws S3Exception {
        Optional<String> method = headers.get(METHOD);
        if (method.isPresent() && CustomerKey.isAskedFor(headers)) {
            throw Refusals.invalidArgument(
                    "Server Side Encryption with Customer provided key is incompatible with the encryption method"
                            + " specified",
                    METHOD,
                    method.get());
        }
        Optional<CustomerKey> customerKey = CustomerKey.ofObject(headers);
        Optional<EncryptionAlgorithm> algorithm = method.flatMap(EncryptionAlgorithm::of);
        if (method.isPresent() && algorithm.isEmpty()) {
            throw Refusals.invalidArgument("The encryption method specified is not supported", METHOD, method.get());
        }
        if (algorithm.isPresent() && algorithm.get() != EncryptionAlgorithm.AES256) {
            return managedKey(algorithm.get());
        }
        for (String name : List.of(KEY_ID, CONTEXT)) {
            if (headers.has(name)) {
                throw Refusals.invalidArgument(
                        "Server Side Encryption with AWS KMS managed key requires HTTP header"
                                + " x-amz-server-side-encryption : aws:kms",
                        METHOD,
                        method.orElse("null"));
            }
        }
        if (customerKey.isPresent()) {
            return new RequestedEncryption.ClientKey(customerKey.get());
        }
        return algorithm.isPresent() ? new RequestedEncryption.StoreKeys() : new RequestedEncryption.Unspecified();
    }

    void refuseMethod() throws S3Exception {
        Optional<String> method = headers.get(METHOD);
        if (method.isPresent()) {
            throw Refusals.invalidArgument(
                    METHOD + " header is not supported for this operation.", METHOD, method.get());
        }
    }

    private RequestedEncryption managedKey(EncryptionAlgorithm algorithm) throws S3Exception {
        Optional<String> keyId = headers.get(KEY_ID).map(String::strip).filter(id -> !id.isEmpty());
        if (keyId.isPresent() && keyId.get().length() > EncryptionConfiguration.KMS_KEY_ID_CHARACTERS_MAX) {
            throw new S3Exception(S3ErrorCode.KMS_NOT_FOUND, "Invalid keyId '" + Refusals.echo(keyId.get()) + "'");
        }
        return new RequestedEncryption.ManagedKey(
                algorithm == EncryptionAlgorithm.KMS_DUAL_LAYER, keyId.orElse(null), context(), bucketKey());
    }

    private @Nullable Boolean bucketKey() throws S3Exception {
        Optional<String> given = headers.get(BUCKET_KEY);
        if (given.isEmpty()) {
            return null;
        }
        return switch (given.get().strip().toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw Refusals.invalidArgument(
                        "The header '" + BUCKET_KEY + "' is true or false", BUCKET_KEY, given.get());
        };
    }

    private SortedMap<String, String> context() throws S3Exception {
        Optional<String> given = headers.get(CONTEXT);
        if (given.isEmpty()) {
            return Collections.emptySortedMap();
        }
        var context = new TreeMap<String, String>();
        for (Map.Entry<String, Object> entry : json(given.get()).entrySet()) {
            if (!(entry.getValue() instanceof String value)) {
                throw badContext(given.get());
            }
            context.put(entry.getKey(), value);
        }
        return context;
    }

    private static Map<String, Object> json(String header) throws S3Exception {
        if (header.length() > CONTEXT_CHARACTERS_MAX) {
            throw badContext(header);
        }
        try {
            byte[] decoded = Base64.getDecoder().decode(header.strip());
            TreeMap<String, Object> read = JSON.readValue(new String(decoded, StandardCharsets.UTF_8), OBJECT);
            if (read == null) {
                throw badContext(header);
            }
            return read;
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw badContext(header);
        }
    }

    private static S3Exception badContext(String header) {
        return Refusals.invalidArgument(
                "The header '" + CONTEXT + "' shall be Base64-encoded UTF-8 string holding JSON which represents a"
                        + " string-string map",
                CONTEXT,
                header);
    }
}
