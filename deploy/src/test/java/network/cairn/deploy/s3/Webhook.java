package network.cairn.deploy.s3;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/// What events are sent to: takes each message and keeps it.
final class Webhook implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private volatile boolean refusing;
    private volatile Consumer<String> beforeAnswer = _ -> {};

    private Webhook(HttpServer server) {
        this.server = server;
    }

    static Webhook start() throws IOException {
        var webhook = new Webhook(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        webhook.server.createContext("/", exchange -> {
            try (exchange) {
                String message = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                if (webhook.refusing) {
                    exchange.sendResponseHeaders(503, -1);
                    return;
                }
                webhook.messages.add(message);
                webhook.beforeAnswer.accept(message);
                exchange.sendResponseHeaders(204, -1);
            }
        });
        webhook.server.start();
        return webhook;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/events");
    }

    /// Answers every message with 503 from now on, and keeps none; or takes them again.
    void refuse(boolean refuses) {
        refusing = refuses;
    }

    /// What happens with a message that was taken and that is not answered yet.
    void beforeAnswer(Consumer<String> action) {
        beforeAnswer = action;
    }

    /// Messages not yet taken, the oldest first.
    BlockingQueue<String> messages() {
        return messages;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
