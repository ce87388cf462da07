package network.cairn.deploy.receipt;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.client.receipt.DurabilityReceipt;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.gateway.auth.RequestSigner;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;

/// Fetches receipts from a gateway. What comes is anybody's bytes.
public final class ReceiptDownload implements AutoCloseable {
    /// More than the minute that a gateway takes for the making of one receipt at most.
    public static final Duration ANSWER_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final int ERROR_BYTES_MAX = 64 << 10;

    private final S3Access access;
    private final Duration answerTimeout;
    private final InstantSource clock;
    private final HttpClient client;

    /// @param answerTimeout how long one receipt may take, to its last byte
    /// @param clock for the time of signatures
    public ReceiptDownload(S3Access access, Duration answerTimeout, InstantSource clock) {
        this.access = access;
        this.answerTimeout = answerTimeout;
        this.clock = clock;
        // A signature covers the host as HTTP/1.1 sends it.
        this.client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    /// A receipt of an object's segments from a certain one on, not verified.
    ///
    /// @param segment the first segment's number, from 0
    /// @param fromEpoch the epoch of the header that the reader trusts
    /// @throws CommandFailure where there is no answer, or another than a receipt; the message begins with the
    ///     object's name
    public byte[] receipt(ObjectName object, int segment, long fromEpoch) throws CommandFailure, InterruptedException {
        HttpResponse<byte[]> response = send(object, "cairn-receipt&from-epoch=" + fromEpoch + "&segment=" + segment);
        if (response.statusCode() != 200) {
            throw refusal(object, response);
        }
        return response.body();
    }

    private HttpResponse<byte[]> send(ObjectName object, String query) throws CommandFailure, InterruptedException {
        var answer = client.sendAsync(
                request(object.rawPath(), query),
                head -> BodyHandlers.limiting(
                                BodyHandlers.ofByteArray(),
                                head.statusCode() == 200 ? DurabilityReceipt.ENCODED_BYTES_MAX : ERROR_BYTES_MAX)
                        .apply(head));
        try {
            return answer.get(answerTimeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw unavailable("did not answer within " + answerTimeout.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw unavailable(
                    cause instanceof ConnectException
                            ? "cannot be reached; does the gateway run?"
                            : "no receipt comes: " + Printable.text(CommandFailure.reason(cause)),
                    e);
        } finally {
            answer.cancel(true);
        }
    }

    private CommandFailure unavailable(String what, Exception cause) {
        return new CommandFailure(Exit.UNAVAILABLE, access.endpoint() + ": " + what, cause);
    }

    private HttpRequest request(String rawPath, String rawQuery) {
        URI endpoint = access.endpoint();
        URI uri = URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority() + rawPath + "?" + rawQuery);
        var request = HttpRequest.newBuilder(uri).GET();
        try {
            for (S3Headers.Header header : new RequestSigner(access.key(), access.region())
                    .sign("GET", host(endpoint), rawPath, rawQuery, clock.instant())) {
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

    private CommandFailure refusal(ObjectName object, HttpResponse<byte[]> response) {
        int status = response.statusCode();
        Optional<XmlElement> document = document(response.body());
        String code = document.flatMap(error -> error.childText("Code")).orElse("");
        String message = document.flatMap(error -> error.childText("Message")).orElse("");
        if (code.isEmpty()) {
            return new CommandFailure(
                    Exit.UNAVAILABLE,
                    Printable.name(object.toString()) + ": " + access.endpoint() + " answers " + status
                            + " without saying why; is it a gateway of Cairn?");
        }
        Exit exit = status == 403 || code.startsWith("Authorization")
                ? Exit.CONFIG
                : status == 400 ? Exit.USAGE : Exit.UNAVAILABLE;
        return new CommandFailure(
                exit,
                Printable.name(object.toString()) + ": "
                        // Nothing is wrong with the object, and nothing will change: it is just on no node.
                        + (code.equals("InvalidRequest") ? "there is nothing to verify: " : Printable.text(code) + ": ")
                        + Printable.text(message));
    }

    private static Optional<XmlElement> document(byte[] body) {
        try {
            return Optional.of(XmlReader.read(body, "Error"));
        } catch (S3Exception _) {
            return Optional.empty();
        }
    }

    /// Drops connections at once.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
