package network.cairn.gateway.kms.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.gateway.kms.KeyServiceException;
import network.cairn.gateway.kms.KeyServiceSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks a Vault or an OpenBao: JSON over HTTP, with a token, repeated a few times within one timeout.
///
/// Every call it makes may be made twice without harm. Redirects are not followed, since the token would go
/// with them.
///
/// Safe for use by many threads.
final class VaultClient implements AutoCloseable {
    static final int ATTEMPTS_MAX = 3;

    private static final Logger LOG = LoggerFactory.getLogger(VaultClient.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final int ANSWER_BYTES_MAX = 256 * 1024;

    /// A standby that is not up to date yet, too many requests, and what an overloaded or sealed server says.
    private static final Set<Integer> WORTH_REPEATING = Set.of(412, 429, 500, 502, 503, 504);

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(32)
                            .maxStringLength(ANSWER_BYTES_MAX)
                            .build())
                    .build())
            .build();

    private final KeyServiceSettings.Vault settings;
    private final URI base;
    private final TokenFile tokenFile;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http;
    private final AtomicBoolean isOut = new AtomicBoolean();

    /// @throws IOException if the token or the certificates cannot be read
    VaultClient(KeyServiceSettings.Vault settings) throws IOException {
        this.settings = settings;
        String url = settings.url().toString();
        this.base = URI.create(url.endsWith("/") ? url + "v1/" : url + "/v1/");
        this.tokenFile = new TokenFile(settings.tokenFile());
        tokenFile.read();
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(settings.timeout())
                .followRedirects(HttpClient.Redirect.NEVER)
                .executor(threads);
        if (settings.caFile().isPresent()) {
            builder.sslContext(TrustedCertificates.context(settings.caFile().get()));
        }
        this.http = builder.build();
    }

    /// Says once that an outage began, and once that it ended: clients are told no more than that there is one.
    private void noteOutage(String detail, Exception cause) {
        if (!isOut.getAndSet(true)) {
            LOG.warn("The key service at {} is of no use: {}", settings.url(), detail, cause);
        }
    }

    private void noteService() {
        if (isOut.getAndSet(false)) {
            LOG.info("The key service at {} serves again", settings.url());
        }
    }

    /// An answer that says something of the request.
    ///
    /// @param status 200, 204, 400, 403 or 404
    /// @param data what it holds, or a missing node
    /// @param errors what is wrong, in the server's words
    record Answer(int status, JsonNode data, List<String> errors) {
        boolean says(String words) {
            return errors.stream().anyMatch(error -> error.contains(words));
        }
    }

    ObjectNode object() {
        return JSON.createObjectNode();
    }

    /// @param path below `v1/`
    Answer get(String path) throws KeyServiceException, InterruptedException {
        return ask(request(path).GET());
    }

    Answer post(String path, ObjectNode body) throws KeyServiceException, InterruptedException {
        return ask(request(path)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    private HttpRequest.Builder request(String path) throws KeyServiceException {
        try {
            return HttpRequest.newBuilder(base.resolve(path))
                    .header("X-Vault-Token", tokenFile.read())
                    .header("X-Vault-Request", "true");
        } catch (IOException e) {
            throw unavailable("its token cannot be read", e);
        }
    }

    private Answer ask(HttpRequest.Builder builder) throws KeyServiceException, InterruptedException {
        HttpRequest request = builder.build();
        long deadlineNanos = System.nanoTime() + settings.timeout().toNanos();
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            String failure;
            Exception cause = null;
            try {
                HttpResponse<byte[]> response = exchange(request, deadlineNanos);
                if (!WORTH_REPEATING.contains(response.statusCode())) {
                    return answer(response);
                }
                failure = "it answered with status " + response.statusCode();
            } catch (IOException e) {
                failure = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
                cause = e;
            } catch (TimeoutException e) {
                throw unavailable("it did not answer within " + settings.timeout(), e);
            }
            if (attempt == ATTEMPTS_MAX || deadlineNanos - System.nanoTime() < pause.toNanos()) {
                throw unavailable(failure, cause == null ? new IOException(failure) : cause);
            }
            LOG.debug("Asking {} again: {}", settings.url(), failure);
            Thread.sleep(pause);
            pause = pause.multipliedBy(4);
        }
    }

    /// One request and its whole answer, which `HttpRequest`'s own timeout would bound up to the headers
    /// only.
    private HttpResponse<byte[]> exchange(HttpRequest request, long deadlineNanos)
            throws IOException, TimeoutException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = http.sendAsync(
                request, HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            return answer.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException cause) {
                throw cause;
            }
            throw new IOException("the request failed", e.getCause());
        } finally {
            // Does nothing to a finished one.
            answer.cancel(true);
        }
    }

    private Answer answer(HttpResponse<byte[]> response) throws KeyServiceException {
        int status = response.statusCode();
        switch (status) {
            case 200, 204, 400, 403, 404 -> {}
            default -> throw unavailable("it answered with status " + status, new IOException("status " + status));
        }
        JsonNode body;
        try {
            body = response.body().length == 0 ? MissingNode.getInstance() : JSON.readTree(response.body());
        } catch (JsonProcessingException e) {
            throw unavailable("it answered with status " + status + " and no JSON", e);
        } catch (IOException e) {
            throw unavailable("its answer cannot be read", e);
        }
        var errors = new ArrayList<String>();
        body.path("errors").forEach(error -> errors.add(error.asText()));
        if (status < 300) {
            noteService();
        }
        return new Answer(status, body.path("data"), errors);
    }

    /// The message is for clients; what went wrong is for the log, as the cause.
    KeyServiceException unavailable(String detail, Exception cause) {
        noteOutage(detail, cause);
        return new KeyServiceException(
                KeyServiceException.Reason.UNAVAILABLE,
                "The key management service does not answer now.",
                new IOException("the key service at " + settings.url() + " is of no use: " + detail, cause));
    }

    @Override
    public void close() {
        http.shutdownNow();
        threads.shutdownNow();
        http.close();
        threads.close();
    }
}
