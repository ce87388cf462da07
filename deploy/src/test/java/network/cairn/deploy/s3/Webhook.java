package network.cairn.deploy.s3;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/// What events are sent to: takes each message and keeps it.
final class Webhook implements AutoCloseable {
    private final HttpServer server;
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();

    private Webhook(HttpServer server) {
        this.server = server;
    }

    static Webhook start() throws IOException {
        var webhook = new Webhook(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        webhook.server.createContext("/", exchange -> {
            try (exchange) {
                webhook.messages.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        webhook.server.start();
        return webhook;
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/events");
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
