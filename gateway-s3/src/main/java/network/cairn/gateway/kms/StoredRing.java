package network.cairn.gateway.kms;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.SecretBox;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ring in its storage, and the copy of it that is worked with.
///
/// Safe for use by many threads.
final class StoredRing {
    private static final Logger LOG = LoggerFactory.getLogger(StoredRing.class);
    private static final Duration RECHECK_AFTER = Duration.ofSeconds(1);

    private final KeyRingStorage storage;
    private final SecretBox box;
    private final SecureRandom random;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicBoolean isOut = new AtomicBoolean();
    private volatile Loaded loaded = new Loaded(Ring.EMPTY, null, Instant.EPOCH);

    private record Loaded(Ring ring, @Nullable String version, Instant checkedAt) {}

    private StoredRing(KeyRingStorage storage, SecretBox box, SecureRandom random, InstantSource clock) {
        this.storage = storage;
        this.box = box;
        this.random = random;
        this.clock = clock;
    }

    /// @throws IOException if there is one that cannot be read, is damaged or another gateway's
    static StoredRing open(KeyRingStorage storage, SecretBox box, SecureRandom random, InstantSource clock)
            throws IOException {
        var ring = new StoredRing(storage, box, random, clock);
        ring.load();
        return ring;
    }

    /// The ring as it was at most a second ago.
    Ring recent() throws KeyServiceException {
        Loaded known = loaded;
        // A clock that was set back says nothing of the age.
        Duration age = Duration.between(known.checkedAt(), clock.instant());
        return age.isNegative() || age.compareTo(RECHECK_AFTER) > 0 ? current() : known.ring();
    }

    /// The ring as it is now.
    Ring current() throws KeyServiceException {
        try {
            Ring ring = load();
            if (ring.hasGone(clock.instant())) {
                eraseGone();
            }
            return ring;
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /// Makes a ring of the one before.
    @FunctionalInterface
    interface Change {
        /// @throws KeyServiceException to leave it as it is
        Ring apply(Ring ring) throws KeyServiceException;
    }

    /// Changes the ring, durably when this returns. Keys whose deletion is due leave it on this occasion.
    ///
    /// @param change may be called several times
    void change(Change change) throws KeyServiceException {
        try {
            storage.<KeyServiceException>change(document -> {
                Ring ring = document == null ? Ring.EMPTY : readable(document.bytes());
                return RingDocument.seal(change.apply(ring.withoutGone(clock.instant())), box, random);
            });
            load();
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    /// Takes the secrets of keys that are gone out of the document. Nobody depends on its success: the keys
    /// are not used any more in any case, and who looks next tries again.
    private void eraseGone() {
        try {
            change(ring -> ring);
            LOG.info("Keys whose deletion was due were erased from {}", storage);
        } catch (KeyServiceException e) {
            LOG.warn("Keys whose deletion is due cannot be erased from {}", storage, e);
        }
    }

    private Ring load() throws IOException {
        reading.lock();
        try {
            Instant now = clock.instant();
            Loaded known = loaded;
            String version = storage.version();
            if (version != null && version.equals(known.version())) {
                known = new Loaded(known.ring(), version, now);
            } else {
                KeyRingStorage.Document document = version == null ? null : storage.read();
                known = document == null
                        ? new Loaded(Ring.EMPTY, null, now)
                        : new Loaded(open(document.bytes()), document.version(), now);
            }
            loaded = known;
            if (isOut.getAndSet(false)) {
                LOG.info("The {} can be read again", storage);
            }
            return known.ring();
        } finally {
            reading.unlock();
        }
    }

    private Ring readable(byte[] sealed) throws KeyServiceException {
        try {
            return open(sealed);
        } catch (IOException e) {
            throw unavailable(e);
        }
    }

    private Ring open(byte[] sealed) throws IOException {
        try {
            return RingDocument.open(sealed, box);
        } catch (CodecException e) {
            throw new IOException("the " + storage + " is damaged: " + e.getMessage(), e);
        } catch (DecryptionException e) {
            throw new IOException("the " + storage + " is damaged or belongs to another gateway: " + e.getMessage(), e);
        }
    }

    /// Clients are told no more than that there is an outage; the log is told once what it is.
    private KeyServiceException unavailable(IOException e) {
        if (!isOut.getAndSet(true)) {
            LOG.error("The {} cannot be read or written; what is stored with SSE-KMS is out of reach", storage, e);
        }
        return new KeyServiceException(
                KeyServiceException.Reason.UNAVAILABLE, "The key ring cannot be read or written now.", e);
    }
}
