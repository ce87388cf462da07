package network.cairn.deploy.admin;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.receipt.Printable;
import network.cairn.gateway.admin.AdminDesk;
import network.cairn.gateway.admin.AdminResponse;
import network.cairn.gateway.auth.RequestSigner;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;

/// Brings an operator's calls to a gateway that runs, signed.
public final class RunningGatewayCalls implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);
    private static final int ANSWER_BYTES_MAX = 32 << 20;

    /// What the API takes whatever the gateway's region is.
    private static final String REGION = "us-east-1";

    private final OperatorAccess access;
    private final InstantSource clock;
    private final HttpClient client;

    /// @param clock for the time of signatures
    /// @throws CommandFailure where the certificates to trust cannot be read
    public RunningGatewayCalls(OperatorAccess access, InstantSource clock) throws CommandFailure {
        this.access = access;
        this.clock = clock;
        // A signature covers the host as HTTP/1.1 sends it.
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
        if (access.authorityFile().isPresent()) {
            builder.sslContext(trusting(access.authorityFile().get()));
        }
        this.client = builder.build();
    }

    /// The calls, good until this is closed.
    public AdminCalls calls() {
        return new AdminCalls(this::send);
    }

    private static SSLContext trusting(Path file) throws CommandFailure {
        try (var input = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(input)) {
                trusted.setCertificateEntry("authority-" + number++, certificate);
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    Exit.CONFIG,
                    OperatorAccess.AUTHORITY_FILE + " " + file + ": cannot be read as certificates: "
                            + CommandFailure.reason(e),
                    e);
        }
    }

    private AdminResponse send(String method, String rawPath, String rawQuery, byte[] body)
            throws CommandFailure, InterruptedException {
        var answer = client.sendAsync(
                request(method, rawPath, rawQuery, body),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), ANSWER_BYTES_MAX));
        try {
            HttpResponse<byte[]> response = answer.get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return new AdminResponse(response.statusCode(), response.body());
        } catch (TimeoutException e) {
            throw unavailable("did not answer within " + ANSWER_TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unavailable(
                    cause instanceof ConnectException
                            ? "cannot be reached; does the gateway run, with an adminPort?"
                            : "no answer comes: " + Printable.text(CommandFailure.reason(cause)),
                    e);
        } finally {
            answer.cancel(true);
        }
    }

    private CommandFailure unavailable(String what, Exception cause) {
        return new CommandFailure(Exit.UNAVAILABLE, access.endpoint() + ": " + what, cause);
    }

    private HttpRequest request(String method, String rawPath, String rawQuery, byte[] body) {
        URI endpoint = access.endpoint();
        URI uri = URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + rawPath
                + (rawQuery.isEmpty() ? "" : "?" + rawQuery));
        var request = HttpRequest.newBuilder(uri)
                .method(
                        method,
                        body.length == 0
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(body));
        try {
            for (S3Headers.Header header : new RequestSigner(access.key(), REGION, AdminDesk.SERVICE)
                    .sign(method, host(endpoint), rawPath, rawQuery, body, clock.instant())) {
                request.setHeader(header.name(), header.value());
            }
        } catch (S3Exception e) {
            throw new IllegalStateException("escapes made here are not read: " + rawPath, e);
        }
        return request.build();
    }

    /// The `Host` header that the JDK's client sends: without a port that the scheme has anyway.
    private static String host(URI endpoint) {
        int port = endpoint.getPort();
        int usual = "https".equalsIgnoreCase(endpoint.getScheme()) ? 443 : 80;
        return port == -1 || port == usual ? endpoint.getHost() : endpoint.getHost() + ":" + port;
    }

    /// Drops connections at once.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
