package network.cairn.gateway.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import network.cairn.gateway.tls.CertificateFiles;
import network.cairn.gateway.tls.ServerCertificate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches a certificate's files, and gives a renewed one to what listens.
///
/// It looks at the files' content now and then rather than ask the file system to tell: that is certain also
/// where they are links that are turned to another folder, or lie on a network. While they do not fit together,
/// as between the writing of the one and the other, the certificate in use stays.
public final class CertificateRenewals {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewals.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final Duration UPDATE_TIMEOUT = Duration.ofSeconds(30);

    private final Vertx vertx;
    private final CertificateFiles files;
    private final Function<ServerCertificate, Future<?>> taker;
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by the lock.
    private ServerCertificate inUse;
    private String complaint = "";
    private volatile long timer = -1;

    /// @param taker shows a certificate to connections that come from then on
    public CertificateRenewals(
            Vertx vertx,
            CertificateFiles files,
            ServerCertificate inUse,
            Function<ServerCertificate, Future<?>> taker) {
        this.vertx = vertx;
        this.files = files;
        this.inUse = inUse;
        this.taker = taker;
    }

    public void start() {
        timer = vertx.setPeriodic(
                INTERVAL.toMillis(),
                _ -> Thread.ofVirtual().name("certificate-renewal").start(this::lookAndLog));
    }

    public void close() {
        vertx.cancelTimer(timer);
    }

    /// Takes what is in the files, if it is another certificate than that in use.
    void look() throws IOException, InterruptedException {
        lock.lock();
        try {
            ServerCertificate found = ServerCertificate.read(files);
            if (found.isSameAs(inUse)) {
                return;
            }
            try {
                taker.apply(found)
                        .toCompletionStage()
                        .toCompletableFuture()
                        .get(UPDATE_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                throw new IOException("the certificate in " + files.certificateFile() + " was not taken: " + e, e);
            }
            inUse = found;
            LOG.info(
                    "the certificate in {} is in use for new connections, good until {}",
                    files.certificateFile(),
                    found.chain().getFirst().getNotAfter().toInstant());
        } finally {
            lock.unlock();
        }
    }

    private void lookAndLog() {
        lock.lock();
        try {
            look();
            complaint = "";
        } catch (IOException e) {
            // Once for each thing that is wrong, not every time it is looked at.
            String wrong = String.valueOf(e.getMessage());
            if (!wrong.equals(complaint)) {
                complaint = wrong;
                LOG.warn("the certificate in use stays: {}", wrong);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
