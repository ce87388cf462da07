package network.cairn.gateway.kms.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import network.cairn.client.encryption.DataKey;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.gateway.kms.EncryptionContext;
import network.cairn.gateway.kms.KeyArn;
import network.cairn.gateway.kms.KeyDescription;
import network.cairn.gateway.kms.KeyReference;
import network.cairn.gateway.kms.KeyService;
import network.cairn.gateway.kms.KeyServiceException;
import network.cairn.gateway.kms.KeyServiceSettings;
import network.cairn.gateway.kms.KeyState;

/// A key service that is the Transit engine of a HashiCorp Vault or an OpenBao.
///
/// The key `ID` of a tenant is the engine's key `TENANT.ID`: a tenant cannot name another's. Transit has no
/// aliases, so an alias is the key of that name; the default key is `TENANT.aws-s3`, and is made if the
/// token may do so.
///
/// The encryption context goes along both as associated data and as the context of derivation, which the
/// engine heeds for derived keys only. What is wrapped is the data key and a hash of the context, because
/// an engine older than Vault 1.13 ignores associated data without a word.
///
/// Safe for use by many threads.
public final class VaultKeyService implements KeyService, AutoCloseable {
    private static final String DEFAULT_ID = "aws-s3";
    private static final String KEY_TYPE = "aes256-gcm96";

    /// Of which the engine's ciphertexts cannot be changed unnoticed.
    private static final Pattern AUTHENTICATED = Pattern.compile("aes(128|256)-gcm96|x?chacha20-poly1305");

    private static final int DIGEST_BYTES = 32;

    private final VaultClient client;
    private final String mount;
    private final String region;

    /// @param region of the gateway, for ARNs
    /// @throws IOException if the token or the certificates cannot be read
    public VaultKeyService(KeyServiceSettings.Vault settings, String region) throws IOException {
        this.client = new VaultClient(settings);
        this.mount = settings.mount();
        this.region = region;
    }

    @Override
    public KeyDescription describe(String tenant, String key) throws KeyServiceException, InterruptedException {
        KeyReference reference = KeyReference.parse(key, tenant, region);
        KeyArn arn = new KeyArn(region, tenant, id(reference, key));
        VaultClient.Answer answer = client.get(keyPath(arn));
        if (isNoSuchKey(answer) && reference.equals(KeyReference.DEFAULT)) {
            // Made by two at once it is made once: the engine leaves a key that is there as it is.
            check(client.post(keyPath(arn), client.object().put("type", KEY_TYPE)), arn);
            answer = client.get(keyPath(arn));
        }
        if (isNoSuchKey(answer)) {
            throw noSuchKey(arn);
        }
        check(answer, arn);
        return description(arn, answer.data());
    }

    private static String id(KeyReference reference, String key) throws KeyServiceException {
        String id = switch (reference) {
            case KeyReference.ById(String named) -> named;
            case KeyReference.ByAlias(String alias) when alias.equals(DEFAULT_ALIAS) -> DEFAULT_ID;
            case KeyReference.ByAlias(String alias) -> alias;
        };
        if (!KeyArn.isId(id)) {
            throw new KeyServiceException(KeyServiceException.Reason.NO_SUCH_KEY, "Invalid keyId '" + key + "'");
        }
        return id;
    }

    private static KeyDescription description(KeyArn arn, JsonNode data) throws KeyServiceException {
        String type = data.path("type").asText();
        if (!AUTHENTICATED.matcher(type).matches()) {
            throw new KeyServiceException(
                    KeyServiceException.Reason.INVALID_REQUEST,
                    arn + " is of type " + type + ", which cannot wrap data keys with an encryption context.");
        }
        long createdAtSeconds = data.path("keys").path("1").asLong(0);
        return new KeyDescription(
                arn,
                arn.id().equals(DEFAULT_ID) ? List.of(DEFAULT_ALIAS) : List.of(),
                KeyState.ENABLED,
                data.path("latest_version").asInt(1),
                Instant.ofEpochSecond(createdAtSeconds),
                Optional.empty());
    }

    @Override
    public byte[] wrap(KeyArn key, DataKey dataKey, EncryptionContext context)
            throws KeyServiceException, InterruptedException {
        byte[] plaintext = Arrays.copyOf(dataKey.toBytes(), DataKey.SECRET_BYTES + DIGEST_BYTES);
        System.arraycopy(digest(context), 0, plaintext, DataKey.SECRET_BYTES, DIGEST_BYTES);
        ObjectNode body = body(context).put("plaintext", base64(plaintext));
        VaultClient.Answer answer = client.post(mount + "/encrypt/" + name(key), body);
        check(answer, key);
        byte[] wrapped =
                new VaultBlob(name(key), answer.data().path("ciphertext").asText()).encode();
        if (wrapped.length > WRAPPED_BYTES_MAX
                || !answer.data().path("ciphertext").isTextual()) {
            throw client.unavailable(
                    "its ciphertext is none, or longer than " + WRAPPED_BYTES_MAX + " bytes",
                    new IOException("ciphertext of " + wrapped.length + " bytes"));
        }
        return wrapped;
    }

    @Override
    public DataKey unwrap(String tenant, byte[] wrapped, EncryptionContext context)
            throws KeyServiceException, DecryptionException, InterruptedException {
        VaultBlob blob = VaultBlob.decode(wrapped);
        String prefix = tenant + ".";
        if (!blob.keyName().startsWith(prefix) || !KeyArn.isId(blob.keyName().substring(prefix.length()))) {
            throw new DecryptionException("the data key is wrapped under a key that is not tenant " + tenant + "'s");
        }
        KeyArn key = new KeyArn(region, tenant, blob.keyName().substring(prefix.length()));
        ObjectNode body = body(context).put("ciphertext", blob.ciphertext());
        VaultClient.Answer answer = client.post(mount + "/decrypt/" + blob.keyName(), body);
        if (answer.status() == 400 && !answer.says("key not found") && !answer.says("disallowed by policy")) {
            throw new DecryptionException("the key service does not open the data key: " + answer.errors());
        }
        check(answer, key);
        byte[] plaintext;
        try {
            plaintext =
                    Base64.getDecoder().decode(answer.data().path("plaintext").asText());
        } catch (IllegalArgumentException e) {
            throw client.unavailable("its plaintext is no base64", e);
        }
        if (plaintext.length != DataKey.SECRET_BYTES + DIGEST_BYTES
                || !MessageDigest.isEqual(
                        Arrays.copyOfRange(plaintext, DataKey.SECRET_BYTES, plaintext.length), digest(context))) {
            throw new DecryptionException("the data key was wrapped with another encryption context");
        }
        return DataKey.of(Arrays.copyOf(plaintext, DataKey.SECRET_BYTES));
    }

    private ObjectNode body(EncryptionContext context) {
        String encoded = base64(context.toBytes());
        return client.object().put("associated_data", encoded).put("context", encoded);
    }

    /// @throws KeyServiceException unless the answer has what was asked for
    private void check(VaultClient.Answer answer, KeyArn key) throws KeyServiceException, InterruptedException {
        switch (answer.status()) {
            case 200, 204 -> {}
            case 400 -> throw refused(answer, key);
            case 403 -> throw denied(answer, key);
            default ->
                throw client.unavailable(
                        "it knows no such path, is the engine mounted at " + mount + "? " + answer.errors(),
                        new IOException("status " + answer.status()));
        }
    }

    private static KeyServiceException refused(VaultClient.Answer answer, KeyArn key) {
        if (answer.says("key not found")) {
            return noSuchKey(key);
        }
        // The operator has withdrawn the version.
        if (answer.says("disallowed by policy")) {
            return new KeyServiceException(KeyServiceException.Reason.DISABLED, key + " is disabled.");
        }
        return new KeyServiceException(
                KeyServiceException.Reason.INVALID_REQUEST,
                key + " cannot be used for data keys.",
                new IOException(answer.errors().toString()));
    }

    /// Tells a token that is not good for this key from one that is not good at all, for which no client is
    /// to blame.
    private KeyServiceException denied(VaultClient.Answer answer, KeyArn key)
            throws KeyServiceException, InterruptedException {
        if (client.get("auth/token/lookup-self").status() == 403) {
            return client.unavailable(
                    "the gateway's token is not good any more",
                    new IOException(answer.errors().toString()));
        }
        return new KeyServiceException(
                KeyServiceException.Reason.ACCESS_DENIED, "The gateway is not permitted to use the key " + key);
    }

    private static KeyServiceException noSuchKey(KeyArn key) {
        return new KeyServiceException(KeyServiceException.Reason.NO_SUCH_KEY, "Key '" + key + "' does not exist");
    }

    /// The answer for a key that is not there has no errors; one for a path that is not there has.
    private static boolean isNoSuchKey(VaultClient.Answer answer) {
        return answer.status() == 404 && answer.errors().isEmpty();
    }

    private String keyPath(KeyArn key) {
        return mount + "/keys/" + name(key);
    }

    private static String name(KeyArn key) {
        return key.tenant() + "." + key.id();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] digest(EncryptionContext context) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(context.toBytes());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
