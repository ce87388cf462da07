package network.cairn.gateway.kms.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import javax.net.ssl.SSLContext;
import network.cairn.client.SeededSecureRandom;
import org.jspecify.annotations.Nullable;

/// A small Transit engine: answers as Vault does where the gateway asks, with real AES-GCM, and fails on
/// demand.
final class TestVault implements AutoCloseable {
    static final String TOKEN = "hvs.test-token";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /// What the token may do: keys it may not use, and whether it may make some.
    final Set<String> forbidden = new HashSet<>();

    /// Statuses that come before any real answer; 0 for a connection that is cut.
    final Deque<Integer> failures = new ArrayDeque<>();

    /// What was asked, such as `POST /v1/transit/encrypt/alice.k`.
    final List<String> asked = new ArrayList<>();

    final Map<String, Key> keys = new TreeMap<>();
    boolean ignoresAssociatedData;
    boolean hangs;
    String goodToken = TOKEN;

    @Nullable
    String rawAnswer;

    private final SecureRandom random = new SeededSecureRandom(77);
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final HttpServer server;
    private final String scheme;

    /// A named key: its versions, the lowest that decrypts, whether another is derived for each context.
    static final class Key {
        final List<byte[]> versions = new ArrayList<>();
        int minDecryptionVersion = 1;
        boolean derived;
        String type = "aes256-gcm96";
    }

    /// @param tls null for plain HTTP
    TestVault(@Nullable SSLContext tls) throws IOException {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        if (tls == null) {
            server = HttpServer.create(address, 0);
            scheme = "http";
        } else {
            HttpsServer https = HttpsServer.create(address, 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = https;
            scheme = "https";
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    URI url() {
        return URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
    }

    synchronized Key create(String name) {
        var key = new Key();
        keys.put(name, key);
        rotate(name);
        return key;
    }

    synchronized void rotate(String name) {
        byte[] version = new byte[32];
        random.nextBytes(version);
        key(name).versions.add(version);
    }

    /// A key that is there.
    Key key(String name) {
        return Objects.requireNonNull(keys.get(name), name);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] request = exchange.getRequestBody().readAllBytes();
            if (hangs) {
                closed.await();
                return;
            }
            Answer answer;
            synchronized (this) {
                asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
                answer = answer(exchange, request);
            }
            if (answer.status() == 0) {
                return;
            }
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "http://203.0.113.1/");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        } catch (InterruptedException e) {
            throw new IOException(e);
        } catch (GeneralSecurityException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private record Answer(int status, String body) {
        static Answer error(int status, String... errors) {
            var node = JSON.createObjectNode();
            var list = node.putArray("errors");
            Arrays.stream(errors).forEach(list::add);
            return new Answer(status, node.toString());
        }

        static Answer data(ObjectNode data) {
            return new Answer(200, JSON.createObjectNode().set("data", data).toString());
        }
    }

    private Answer answer(HttpExchange exchange, byte[] body) throws IOException, GeneralSecurityException {
        if (!failures.isEmpty()) {
            return new Answer(failures.remove(), "");
        }
        if (rawAnswer != null) {
            return new Answer(200, rawAnswer);
        }
        String method = exchange.getRequestMethod();
        String path = exchange.getRequestURI().getPath();
        if (!"true".equals(exchange.getRequestHeaders().getFirst("X-Vault-Request"))
                || !goodToken.equals(exchange.getRequestHeaders().getFirst("X-Vault-Token"))) {
            return Answer.error(403, "permission denied");
        }
        if (path.equals("/v1/auth/token/lookup-self")) {
            return Answer.data(JSON.createObjectNode().put("ttl", 60));
        }
        String[] parts = path.split("/", -1);
        if (parts.length != 5 || !parts[2].equals("transit")) {
            return Answer.error(404, "no handler for route \"" + path + "\". route entry not found.");
        }
        String name = parts[4];
        if (forbidden.contains(name)) {
            return Answer.error(403, "1 error occurred:\n\t* permission denied\n\n");
        }
        Key key = keys.get(name);
        switch (method + " " + parts[3]) {
            case "GET keys" -> {
                return key == null ? Answer.error(404) : Answer.data(description(key));
            }
            case "POST keys" -> {
                return Answer.data(description(key == null ? create(name) : key));
            }
            default -> {}
        }
        if (key == null) {
            return Answer.error(400, "encryption key not found");
        }
        if (!"application/json".equals(exchange.getRequestHeaders().getFirst("Content-Type"))) {
            return Answer.error(400, "failed to parse JSON input");
        }
        JsonNode request = JSON.readTree(body);
        byte[] associated = ignoresAssociatedData
                ? new byte[0]
                : Base64.getDecoder().decode(request.path("associated_data").asText());
        byte[] context = Base64.getDecoder().decode(request.path("context").asText());
        return switch (method + " " + parts[3]) {
            case "POST encrypt" -> encrypt(key, request, associated, context);
            case "POST decrypt" -> decrypt(key, request, associated, context);
            default -> Answer.error(405);
        };
    }

    private static ObjectNode description(Key key) {
        var data = JSON.createObjectNode();
        data.put("type", key.type).put("latest_version", key.versions.size()).put("derived", key.derived);
        var versions = data.putObject("keys");
        for (int i = 1; i <= key.versions.size(); i++) {
            versions.put(Integer.toString(i), 1_767_323_045L + i - 1);
        }
        return data;
    }

    private Answer encrypt(Key key, JsonNode request, byte[] associated, byte[] context)
            throws GeneralSecurityException {
        byte[] plaintext = Base64.getDecoder().decode(request.path("plaintext").asText());
        byte[] nonce = new byte[12];
        random.nextBytes(nonce);
        int version = key.versions.size();
        byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, version, context, nonce, associated)
                .doFinal(plaintext);
        byte[] whole = Arrays.copyOf(nonce, nonce.length + sealed.length);
        System.arraycopy(sealed, 0, whole, nonce.length, sealed.length);
        return Answer.data(JSON.createObjectNode()
                .put(
                        "ciphertext",
                        "vault:v" + version + ":" + Base64.getEncoder().encodeToString(whole))
                .put("key_version", version));
    }

    private static Answer decrypt(Key key, JsonNode request, byte[] associated, byte[] context)
            throws GeneralSecurityException {
        String[] parts = request.path("ciphertext").asText().split(":", -1);
        if (parts.length != 3 || !parts[0].equals("vault") || !parts[1].matches("v[0-9]+")) {
            return Answer.error(400, "invalid ciphertext: no prefix");
        }
        int version = Integer.parseInt(parts[1].substring(1));
        if (version > key.versions.size()) {
            return Answer.error(400, "invalid ciphertext: version is too new");
        }
        if (version < key.minDecryptionVersion) {
            return Answer.error(400, "ciphertext or signature version is disallowed by policy (too old)");
        }
        try {
            byte[] whole = Base64.getDecoder().decode(parts[2]);
            byte[] plaintext = cipher(Cipher.DECRYPT_MODE, key, version, context, Arrays.copyOf(whole, 12), associated)
                    .doFinal(whole, 12, whole.length - 12);
            return Answer.data(
                    JSON.createObjectNode().put("plaintext", Base64.getEncoder().encodeToString(plaintext)));
        } catch (AEADBadTagException | IllegalArgumentException e) {
            return Answer.error(400, "cipher: message authentication failed");
        }
    }

    private static Cipher cipher(int mode, Key key, int version, byte[] context, byte[] nonce, byte[] associated)
            throws GeneralSecurityException {
        byte[] secret = key.versions.get(version - 1);
        if (key.derived) {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            secret = mac.doFinal(context);
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(secret, "AES"), new GCMParameterSpec(128, nonce));
        cipher.updateAAD(associated);
        return cipher;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
