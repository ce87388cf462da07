package network.cairn.node.http;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import javax.net.ssl.SSLSession;
import network.cairn.client.identity.IdentityCertificate;
import network.cairn.client.net.InboundBytes;
import network.cairn.client.net.OutboundBytes;
import network.cairn.client.wire.v1.NodeErrorCode;
import network.cairn.client.wire.v1.NodeRoutes;
import network.cairn.node.NodeLimits;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// One request and its answer, as blocking code sees them. Made on the connection's event loop, driven by one
/// virtual thread; what touches Vert.x runs on the event loop.
final class ServerExchange {
    static final long NO_LENGTH = -1;

    /// How long the rest of a refused body is read and thrown away, so that the client gets to read the refusal.
    private static final Duration LINGER = Duration.ofSeconds(2);

    private final Context context;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final InboundBytes body;
    private final OutboundBytes out;

    ServerExchange(Context context, HttpServerRequest request, NodeLimits limits) {
        this.context = context;
        this.request = request;
        this.response = request.response();
        this.body = new InboundBytes(context, request, limits.windowBytesMax(), limits.stallTimeout());
        this.out = new OutboundBytes(context, response, limits.windowBytesMax(), limits.stallTimeout());
        response.exceptionHandler(out::fail);
        response.closeHandler(_ -> {
            var gone = new IOException("the client closed the connection");
            body.fail(gone);
            out.fail(gone);
        });
    }

    String method() {
        return request.method().name();
    }

    /// The path with whatever query follows it.
    String target() {
        return request.uri();
    }

    @Nullable
    String order() {
        return request.getHeader(NodeRoutes.ORDER_HEADER);
    }

    @Nullable
    String voucher() {
        return request.getHeader(NodeRoutes.VOUCHER_HEADER);
    }

    /// Whose key the other end of the connection holds, as TLS has found out.
    ///
    /// @throws IOException if it cannot be told, as of a connection that is gone
    ActorId peerIdentity() throws IOException {
        try {
            SSLSession session = request.connection().sslSession();
            if (session != null && session.getPeerCertificates()[0] instanceof X509Certificate certificate) {
                return IdentityCertificate.peer(certificate).id();
            }
            throw new IOException("the connection has no certificate of its client");
        } catch (CertificateException e) {
            throw new IOException("the client's certificate is no identity's", e);
        }
    }

    String peer() {
        return String.valueOf(request.remoteAddress());
    }

    InboundBytes body() {
        return body;
    }

    /// The declared length of the request's body: 0 without one, {@link #NO_LENGTH} if it is chunked or unreadable.
    long bodyBytes() {
        if (request.getHeader(HttpHeaders.TRANSFER_ENCODING) != null) {
            return NO_LENGTH;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null) {
            return 0;
        }
        try {
            return Math.max(NO_LENGTH, Long.parseLong(length));
        } catch (NumberFormatException e) {
            return NO_LENGTH;
        }
    }

    void answer(int status, byte[] answer) {
        context.runOnContext(_ -> {
            if (!response.closed()) {
                response.setStatusCode(status);
                var _ = response.end(Buffer.buffer(answer));
            }
        });
    }

    /// Starts an answer of exactly this length.
    OutboundBytes stream(int status, long lengthBytes) {
        context.runOnContext(_ -> {
            if (!response.closed()) {
                response.setStatusCode(status);
                response.putHeader(HttpHeaders.CONTENT_LENGTH, Long.toString(lengthBytes));
            }
        });
        return out;
    }

    /// Answers an error, and reads the rest of the body away for a while: closing at once could cost the client the
    /// answer. The connection stays usable if the rest is short.
    void refuse(NodeErrorCode code, String message) {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        byte[] answer = Arrays.copyOf(text, Math.min(text.length, NodeRoutes.ERROR_MESSAGE_BYTES_MAX));
        context.runOnContext(_ -> {
            if (response.closed() || response.headWritten()) {
                abort();
                return;
            }
            response.setStatusCode(code.httpStatus());
            response.putHeader(NodeRoutes.ERROR_HEADER, code.name());
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
            var _ = response.end(Buffer.buffer(answer));
            if (!body.hasEnded()) {
                body.discard();
                context.owner().setTimer(LINGER.toMillis(), _ -> {
                    if (!body.hasEnded()) {
                        abort();
                    }
                });
            }
        });
    }

    /// Breaks the connection.
    void abort() {
        var _ = request.connection().close();
    }
}
