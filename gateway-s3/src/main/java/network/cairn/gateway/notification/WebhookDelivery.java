package network.cairn.gateway.notification;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import network.cairn.gateway.metadata.OutboxEntry;

/// Posts messages to an HTTP endpoint, which has one when it answers with a status of 200 to 299. Redirects are
/// not followed: they would take the token elsewhere.
final class WebhookDelivery implements Delivery {
    private final TargetSettings.Webhook settings;
    private final HttpClient client;

    private WebhookDelivery(TargetSettings.Webhook settings, HttpClient client) {
        this.settings = settings;
        this.client = client;
    }

    /// @throws IOException where the certificates cannot be read
    static WebhookDelivery open(TargetSettings.Webhook settings) throws IOException {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.timeout());
        if (settings.certificatesFile().isPresent()) {
            client.sslContext(trusting(settings.certificatesFile().get()));
        }
        return new WebhookDelivery(settings, client.build());
    }

    private static SSLContext trusting(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("certificate-" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificates in " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    @Override
    public void deliver(OutboxEntry entry) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(settings.url())
                .timeout(settings.timeout())
                .header("Content-Type", "application/json")
                .header("User-Agent", "Cairn")
                .POST(HttpRequest.BodyPublishers.ofByteArray(entry.message()));
        settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        HttpResponse<Void> response = client.send(request.build(), HttpResponse.BodyHandlers.discarding());
        if (response.statusCode() < 200 || response.statusCode() > 299) {
            throw new IOException(settings + " answers " + response.statusCode());
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
