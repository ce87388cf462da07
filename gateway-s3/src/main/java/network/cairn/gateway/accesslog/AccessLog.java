package network.cairn.gateway.accesslog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.configuration.AccessLogEntry;
import network.cairn.gateway.configuration.LogKeyFormat;
import network.cairn.gateway.configuration.LoggingConfiguration;
import network.cairn.gateway.configuration.ParsedDocuments;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.BucketSetting;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.s3.RequestObserver;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Collects a line for each request on a bucket that is logged, and writes them as objects into the bucket that
/// they are to go to.
///
/// As S3's, logs are written on a best effort: lines wait in memory, in a bounded buffer, until they are written
/// every few minutes or when there are many. They are also written when the gateway stops in order; when it dies,
/// they are lost. Safe for use by many threads.
public final class AccessLog implements RequestObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AccessLog.class);
    private static final Duration LOOK_DELAY = Duration.ofSeconds(1);

    /// How long an object that is being written may take when the gateway stops.
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(10);

    private final MetadataStore metadata;
    private final LogDestination destination;
    private final AccessLogSettings settings;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final ParsedDocuments<LoggingConfiguration> parsed = new ParsedDocuments<>(LoggingConfiguration::read);

    /// Lines by where they go. Guarded by this.
    private Map<Stream, Lines> waiting = new LinkedHashMap<>();

    private long waitingBytes;
    private long lost;
    private @Nullable Thread thread;
    private CountDownLatch stopping = new CountDownLatch(1);

    /// Lines that go into the same objects.
    ///
    /// @param day of the requests, where that is part of the objects' keys; otherwise null
    private record Stream(
            Bucket source,
            LoggingConfiguration.Target target,
            @Nullable Instant day) {}

    /// @param since when the first one was added
    private record Lines(Instant since, StringBuilder text) {}

    public AccessLog(
            MetadataStore metadata,
            LogDestination destination,
            AccessLogSettings settings,
            InstantSource clock,
            RandomGenerator random) {
        this.metadata = metadata;
        this.destination = destination;
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    public synchronized void start() {
        if (thread == null) {
            var stop = new CountDownLatch(1);
            stopping = stop;
            thread = Thread.ofVirtual().name("access-log").start(() -> run(stop));
        }
    }

    /// Stops, and writes what waits. An object that is being written is finished, unless that takes very long.
    @Override
    public void close() {
        Thread running;
        synchronized (this) {
            running = thread;
            thread = null;
            stopping.countDown();
        }
        if (running == null) {
            return;
        }
        boolean interrupted = false;
        try {
            if (!running.join(STOP_TIMEOUT)) {
                running.interrupt();
            }
        } catch (InterruptedException e) {
            interrupted = true;
            running.interrupt();
        }
        while (running.isAlive()) {
            try {
                running.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        try {
            flush(true);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Lines that were lost since the start, as the buffer was full or they could not be written.
    public synchronized long lost() {
        return lost;
    }

    @Override
    public void ended(Ended request) {
        Bucket bucket = metadata.bucket(request.subject().bucket());
        if (bucket == null) {
            return;
        }
        LoggingConfiguration.@Nullable Target target = parsed.of(
                        bucket.settings().get(BucketSetting.LOGGING))
                .flatMap(configuration -> Optional.ofNullable(configuration.target()))
                .orElse(null);
        if (target == null) {
            return;
        }
        String line = entry(bucket, request).line() + "\n";
        boolean byDay = target.effectiveKeyFormat() == LogKeyFormat.BY_EVENT_TIME;
        Instant day = byDay ? request.receivedAt().truncatedTo(ChronoUnit.DAYS) : null;
        add(new Stream(bucket, target, day), line);
    }

    private synchronized void add(Stream stream, String line) {
        if (waitingBytes + line.length() > settings.bufferBytesMax()) {
            if (lost++ == 0) {
                LOG.warn("the buffer of access logs is full: lines are lost until some are written");
            }
            return;
        }
        waitingBytes += line.length();
        waiting.computeIfAbsent(stream, _ -> new Lines(clock.instant(), new StringBuilder()))
                .text()
                .append(line);
    }

    private AccessLogEntry entry(Bucket bucket, Ended ended) {
        Subject subject = ended.subject();
        S3Request request = subject.request();
        S3Response answer = ended.answer();
        S3Headers headers = subject.headers();
        boolean signed = request != null && !request.caller().isAnonymous();
        String type = !signed ? null : headers.get("Authorization").isPresent() ? "AuthHeader" : "QueryString";
        boolean isSecure = request != null && request.scheme().equals("https");
        return new AccessLogEntry(
                CanonicalUser.idOf(bucket.tenant()),
                bucket.name(),
                ended.receivedAt(),
                ended.sourceAddress(),
                request == null || !signed ? null : requester(request),
                ended.requestId(),
                LogOperation.of(
                        subject.isWebsite(),
                        request == null ? null : request.operation(),
                        ended.method(),
                        subject.key() != null),
                subject.key(),
                ended.method() + " " + ended.uri() + " " + ended.protocol(),
                answer == null ? null : answer.status(),
                ended.errorCode(),
                ended.bytesSent() == 0 ? null : ended.bytesSent(),
                answer == null || ended.errorCode() != null ? null : objectSize(subject, request, answer),
                Duration.between(ended.receivedAt(), clock.instant()),
                null,
                headers.get("Referer").orElse(null),
                headers.get("User-Agent").orElse(null),
                answer == null ? null : header(answer, "x-amz-version-id").orElse(null),
                ended.hostId(),
                signed ? "SigV4" : null,
                null,
                type,
                headers.get("Host").orElse(null),
                isSecure ? "TLS" : null,
                null,
                false,
                null);
    }

    /// The canonical id of a tenant's root, the ARN of everybody else, as S3 has it.
    private static String requester(S3Request request) {
        return request.caller().isRoot()
                ? CanonicalUser.idOf(request.caller().tenant())
                : request.caller().arn();
    }

    private static @Nullable Long objectSize(Subject subject, @Nullable S3Request request, S3Response answer) {
        if (subject.key() == null) {
            return null;
        }
        Optional<String> range = header(answer, "Content-Range");
        if (range.isPresent()) {
            return number(range.get().substring(range.get().lastIndexOf('/') + 1))
                    .orElse(null);
        }
        if (request != null && request.body().decodedLengthBytes() > 0) {
            return request.body().decodedLengthBytes();
        }
        return switch (answer.body()) {
            case S3Response.Body.Stream stream -> stream.lengthBytes();
            case S3Response.Body.None _ ->
                header(answer, "Content-Length").flatMap(AccessLog::number).orElse(null);
            case S3Response.Body.Bytes _ -> null;
        };
    }

    private static Optional<Long> number(String text) {
        return text.matches("\\d{1,18}") ? Optional.of(Long.valueOf(text)) : Optional.empty();
    }

    private static Optional<String> header(S3Response answer, String name) {
        return answer.headers().stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(S3Headers.Header::value)
                .findFirst();
    }

    private void run(CountDownLatch stop) {
        try {
            do {
                try {
                    flush(false);
                } catch (RuntimeException e) {
                    LOG.error("writing access logs failed; it goes on", e);
                }
            } while (!stop.await(LOOK_DELAY.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            LOG.debug("writing access logs stops", e);
        }
    }

    /// Writes lines that have waited long, or are many.
    ///
    /// @param all whether to write every line
    void flush(boolean all) throws InterruptedException {
        Deque<Map.Entry<Stream, Lines>> taken = new ArrayDeque<>(take(all));
        try {
            while (!taken.isEmpty()) {
                write(taken.getFirst().getKey(), taken.getFirst().getValue());
                taken.removeFirst();
            }
        } finally {
            // Interrupted in the midst of one: a line may then be there twice, but none is missing.
            taken.forEach(each -> putBack(each.getKey(), each.getValue()));
        }
    }

    private synchronized List<Map.Entry<Stream, Lines>> take(boolean all) {
        Instant now = clock.instant();
        List<Map.Entry<Stream, Lines>> taken = new ArrayList<>();
        Map<Stream, Lines> left = new LinkedHashMap<>();
        waiting.forEach((stream, lines) -> {
            boolean due = all
                    || lines.text().length() >= settings.flushBytes()
                    || !lines.since().plus(settings.flushDelay()).isAfter(now);
            if (due) {
                taken.add(Map.entry(stream, lines));
                waitingBytes -= lines.text().length();
            } else {
                left.put(stream, lines);
            }
        });
        waiting = left;
        return taken;
    }

    private void write(Stream stream, Lines lines) throws InterruptedException {
        Instant now = clock.instant();
        Instant time = stream.day() == null ? now : stream.day();
        String unique = String.format(Locale.ROOT, "%016X", random.nextLong());
        Bucket source = stream.source();
        String key = stream.target()
                .effectiveKeyFormat()
                .key(
                        stream.target().prefix(),
                        new LogKeyFormat.Source(source.tenant(), source.region(), source.name()),
                        time,
                        unique);
        byte[] log = lines.text().toString().getBytes(StandardCharsets.UTF_8);
        try {
            destination.write(source, stream.target(), key, log);
        } catch (S3Exception e) {
            if (e.code() == S3ErrorCode.SERVICE_UNAVAILABLE) {
                putBack(stream, lines);
            } else {
                lose(stream, lines, e);
            }
        } catch (IOException | RuntimeException e) {
            if (Thread.interrupted()) {
                // It is not the lines that are at fault: they may be written when nobody interrupts.
                var interrupted = new InterruptedException("interrupted while access logs were written");
                interrupted.initCause(e);
                throw interrupted;
            }
            lose(stream, lines, e);
        }
    }

    /// To be written later, as far as there is room.
    private void putBack(Stream stream, Lines lines) {
        lines.text().toString().lines().forEach(line -> add(stream, line + "\n"));
    }

    private synchronized void lose(Stream stream, Lines lines, Exception e) {
        lost += lines.text().toString().lines().count();
        LOG.warn(
                "access logs of bucket {} cannot be written to {}: {}",
                stream.source().name(),
                stream.target().bucket(),
                e.getMessage());
    }
}
