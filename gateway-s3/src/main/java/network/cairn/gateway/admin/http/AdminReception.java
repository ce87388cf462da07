package network.cairn.gateway.admin.http;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.cairn.gateway.admin.AdminApi;
import network.cairn.gateway.admin.AdminDesk;
import network.cairn.gateway.admin.AdminResponse;
import network.cairn.gateway.auth.SignedRequest;
import network.cairn.gateway.s3.S3Headers;

/// Gathers one request whole, within limits of size and time, on the event loop that owns it.
final class AdminReception {
    /// How long a request may take to come, whatever trickles of it.
    private static final Duration BODY_TIMEOUT = Duration.ofSeconds(30);

    private final HttpServerRequest request;
    private final Outcome outcome;
    private final Buffer body = Buffer.buffer();
    private boolean over;

    private AdminReception(HttpServerRequest request, Outcome outcome) {
        this.request = request;
        this.outcome = outcome;
    }

    /// What comes of it: exactly one of these.
    interface Outcome {
        /// @param from the address that it came from
        void whole(SignedRequest signed, byte[] body, String from);

        void refused(AdminResponse answer);

        void gone();
    }

    static void receive(Vertx vertx, HttpServerRequest request, Outcome outcome) {
        var reception = new AdminReception(request, outcome);
        long timer = vertx.setTimer(
                BODY_TIMEOUT.toMillis(),
                _ -> reception.end(() -> outcome.refused(AdminDesk.refusal(
                        408, "RequestTimeout", "a request comes within " + BODY_TIMEOUT.toSeconds() + " seconds"))));
        request.handler(reception::take);
        request.exceptionHandler(_ -> {
            vertx.cancelTimer(timer);
            reception.end(outcome::gone);
        });
        request.endHandler(_ -> {
            vertx.cancelTimer(timer);
            reception.end(reception::whole);
        });
    }

    private void end(Runnable how) {
        if (!over) {
            over = true;
            how.run();
        }
    }

    private void take(Buffer piece) {
        if (over) {
            return;
        }
        body.appendBuffer(piece);
        if (body.length() > AdminApi.BODY_BYTES_MAX) {
            end(() -> outcome.refused(
                    AdminDesk.refusal(413, "TooLarge", "a body has at most " + AdminApi.BODY_BYTES_MAX + " bytes")));
        }
    }

    private void whole() {
        List<S3Headers.Header> headers = new ArrayList<>();
        for (Map.Entry<String, String> entry : request.headers()) {
            headers.add(new S3Headers.Header(entry.getKey(), entry.getValue()));
        }
        String path = request.path();
        String query = request.query();
        SocketAddress from = request.remoteAddress();
        outcome.whole(
                new SignedRequest(
                        request.method().name(),
                        path == null ? "/" : path,
                        query == null ? "" : query,
                        new S3Headers(headers)),
                body.getBytes(),
                from == null ? "nowhere" : from.toString());
    }
}
