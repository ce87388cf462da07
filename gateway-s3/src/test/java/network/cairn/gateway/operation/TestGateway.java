package network.cairn.gateway.operation;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.client.CairnClient;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.acl.CanonicalUser;
import network.cairn.gateway.auth.FormAuthenticator;
import network.cairn.gateway.auth.RunningChecksum;
import network.cairn.gateway.configuration.LifecycleCalendar;
import network.cairn.gateway.configuration.NotificationTarget;
import network.cairn.gateway.identity.TenantQuota;
import network.cairn.gateway.kms.KeyProtections;
import network.cairn.gateway.kms.LocalKeyRing;
import network.cairn.gateway.kms.MemoryRingStorage;
import network.cairn.gateway.limits.QuotaGuard;
import network.cairn.gateway.metadata.GracePeriods;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PackRecord;
import network.cairn.gateway.metadata.RowMetadataStore;
import network.cairn.gateway.metadata.SettableClock;
import network.cairn.gateway.metadata.StreamId;
import network.cairn.gateway.metadata.TestMetadata;
import network.cairn.gateway.notification.BucketEvents;
import network.cairn.gateway.pack.PackCompactor;
import network.cairn.gateway.pack.PackSettings;
import network.cairn.gateway.pack.PackStore;
import network.cairn.gateway.pack.SmallObjects;
import network.cairn.gateway.policy.ObjectOwnership;
import network.cairn.gateway.reclaim.Reclaimer;
import network.cairn.gateway.s3.Caller;
import network.cairn.gateway.s3.Checksum;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.Credential;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.OperationName;
import network.cairn.gateway.s3.QueryParameters;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.s3.S3Router;
import org.jspecify.annotations.Nullable;

/// All operations over metadata and a network in memory, called without HTTP between.
final class TestGateway {
    static final GracePeriods GRACE = new GracePeriods(Duration.ofMinutes(10), Duration.ofMinutes(1));

    static final NotificationTarget WEBHOOK = new NotificationTarget("hook", NotificationTarget.Type.WEBHOOK);
    static final Set<NotificationTarget> TARGETS =
            Set.of(WEBHOOK, new NotificationTarget("topic", NotificationTarget.Type.KAFKA));

    final MemoryNetwork network = new MemoryNetwork();
    final SettableClock clock = new SettableClock();
    final RowMetadataStore metadata;
    final Reclaimer reclaimer;
    final LocalKeyRing keyRing;
    final PackCompactor compactor;
    final Map<OperationName, Operation> operations;
    final Backend backend;
    private final S3Router router;
    final Map<String, TenantQuota> quotas = new ConcurrentHashMap<>();
    private final Map<String, MasterKey> tenants = new ConcurrentHashMap<>();

    TestGateway() {
        this("us-east-1");
    }

    TestGateway(String region) {
        this(region, null);
    }

    /// @param client what stores the bytes; null for the network in memory
    TestGateway(String region, @Nullable CairnClient client) {
        var random = new SecureRandom();
        this.keyRing = MemoryRingStorage.ring(random, clock);
        this.metadata = TestMetadata.open(GRACE, clock, random);
        Function<String, MasterKey> masterKeys =
                tenant -> tenants.computeIfAbsent(tenant, name -> MasterKey.generate(random));
        var packs = new PackStore(
                metadata,
                client == null ? network : client.uploader(4096),
                client == null ? network : client.downloader(),
                masterKeys,
                PackSettings.DEFAULT,
                random,
                clock);
        this.compactor = new PackCompactor(metadata, packs, GRACE.reader(), clock);
        var data = new ObjectData(
                metadata,
                client == null ? network : client.uploader(),
                client == null ? network : client.downloader(),
                new SmallObjects(packs),
                new KeyProtections(masterKeys, keyRing, random),
                random);
        this.backend = new Backend(
                metadata,
                data,
                new Access(ObjectOwnership.OBJECT_WRITER, TestGateway::tenant, _ -> true, region, clock),
                new Quotas(metadata, new QuotaGuard(tenant -> quotas.getOrDefault(tenant, TenantQuota.NONE)), clock),
                Optional.empty(),
                region,
                random,
                clock,
                new ExpirationHeaders(LifecycleCalendar.REAL),
                new BucketEvents(TARGETS, clock));
        this.operations = new EnumMap<OperationName, Operation>(Operations.of(backend));
        operations.put(
                OperationName.POST_OBJECT,
                new PostObject(new PutObject(backend), new FormAuthenticator(TestGateway::credential, region, false)));
        this.router = new S3Router(operations);
        this.reclaimer = new Reclaimer(metadata, client == null ? network : client.releaser()::release, 4, clock);
    }

    /// Everybody's key goes by their name, and so does its secret.
    private static Credential credential(String accessKeyId, @Nullable String sessionToken, Instant now) {
        return new Credential(accessKeyId, new Caller(accessKeyId, accessKeyId));
    }

    /// Everybody whose name is a first name.
    private static @Nullable CanonicalUser tenant(String id) {
        for (String name : List.of("alice", "bob", "carol")) {
            if (CanonicalUser.idOf(name).equals(id)) {
                return CanonicalUser.of(name);
            }
        }
        return null;
    }

    /// An answer: status, headers and the whole body.
    record Answer(int status, List<S3Headers.Header> headers, byte[] body) {
        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        Optional<String> header(String name) {
            return headers.stream()
                    .filter(header -> header.name().equalsIgnoreCase(name))
                    .map(S3Headers.Header::value)
                    .findFirst();
        }

        String etag() {
            return header("ETag").orElseThrow();
        }

        /// The texts of the elements of this name.
        List<String> elements(String name) {
            var found = new ArrayList<String>();
            Matcher matcher =
                    Pattern.compile("<" + name + ">([^<]*)</" + name + ">").matcher(text());
            while (matcher.find()) {
                found.add(matcher.group(1));
            }
            return found;
        }

        String element(String name) {
            return elements(name).getFirst();
        }
    }

    Call call(String method, @Nullable String bucket, @Nullable String key) {
        return new Call(this, method, bucket, key);
    }

    void createBucket(String name) throws Exception {
        call("PUT", name, null).send();
    }

    Answer put(String bucket, String key, byte[] body) throws Exception {
        return call("PUT", bucket, key).body(body).send();
    }

    Answer get(String bucket, String key) throws Exception {
        return call("GET", bucket, key).send();
    }

    /// The pack that an object is in.
    PackRecord packOf(String bucket, String key) {
        ObjectRecord object = Objects.requireNonNull(
                metadata.object(Objects.requireNonNull(metadata.bucket(bucket)).id(), key));
        var data = ((ObjectContent.Whole) object.content()).data();
        StreamId pack = Objects.requireNonNull(data.slot()).pack();
        return Objects.requireNonNull(metadata.packs().pack(pack));
    }

    /// Releases until nothing is due any more.
    void reclaim() throws InterruptedException {
        while (reclaimer.releaseDue() > 0) {
            // what one round expands into is due for the next
        }
    }

    /// A request being put together.
    static final class Call {
        private final TestGateway gateway;
        private final String method;
        private final @Nullable String bucket;
        private final @Nullable String key;
        private final List<String> query = new ArrayList<>();
        private final List<String> headers = new ArrayList<>();
        private String tenant = "alice";
        private @Nullable Caller caller;
        private byte[] body = {};
        private @Nullable Checksum checksum;

        Call(TestGateway gateway, String method, @Nullable String bucket, @Nullable String key) {
            this.gateway = gateway;
            this.method = method;
            this.bucket = bucket;
            this.key = key;
        }

        Call query(String... namesAndValues) {
            query.addAll(List.of(namesAndValues));
            return this;
        }

        Call header(String name, String value) {
            headers.addAll(List.of(name, value));
            return this;
        }

        Call tenant(String name) {
            tenant = name;
            return this;
        }

        /// As nobody.
        Call anonymously() {
            return tenant("");
        }

        Call caller(Caller somebody) {
            caller = somebody;
            return this;
        }

        Call body(byte[] bytes) {
            body = bytes;
            return this;
        }

        Call body(String text) {
            return body(text.getBytes(StandardCharsets.UTF_8));
        }

        Call checksum(Checksum value) {
            checksum = value;
            return this;
        }

        private Caller caller() {
            return tenant.isEmpty() ? Caller.anonymous() : caller == null ? new Caller(tenant, "CAIRNTEST") : caller;
        }

        Answer send() throws S3Exception, IOException, InterruptedException {
            var queryParameters = QueryParameters.of(query.toArray(String[]::new));
            var s3Headers = S3Headers.of(headers.toArray(String[]::new));
            S3Router.Route route = gateway.router.route(method, bucket, key, queryParameters, s3Headers);
            S3Request request = new S3Request(
                    route.name(),
                    "request-1",
                    method,
                    bucket,
                    key,
                    queryParameters,
                    s3Headers,
                    caller(),
                    new TestBody(body, checksum),
                    gateway.clock.instant(),
                    "/" + bucket + "/" + key,
                    "http",
                    "localhost:9000",
                    "192.0.2.1");
            S3Response response = route.operation().handle(request);
            var out = new ByteArrayOutputStream();
            switch (response.body()) {
                case S3Response.Body.None _ -> {}
                case S3Response.Body.Bytes(byte[] bytes) -> out.writeBytes(bytes);
                case S3Response.Body.Stream(long lengthBytes, S3Response.Writer writer) -> {
                    writer.writeTo(out);
                    if (out.size() != lengthBytes) {
                        throw new IllegalStateException("announced " + lengthBytes + ", wrote " + out.size());
                    }
                }
            }
            return new Answer(response.status(), response.headers(), out.toByteArray());
        }
    }

    private record TestBody(byte[] bytes, @Nullable Checksum sent, InputStream stream, Set<ChecksumAlgorithm> askedFor)
            implements S3Body {
        TestBody(byte[] bytes, @Nullable Checksum sent) {
            this(bytes, sent, new ByteArrayInputStream(bytes), EnumSet.noneOf(ChecksumAlgorithm.class));
        }

        @Override
        public long decodedLengthBytes() {
            return bytes.length;
        }

        @Override
        public Optional<Checksum> checksum() {
            return Optional.ofNullable(sent);
        }

        @Override
        public Optional<ChecksumAlgorithm> promised() {
            return checksum().map(Checksum::algorithm);
        }

        @Override
        public void compute(ChecksumAlgorithm algorithm) {
            askedFor.add(algorithm);
        }

        @Override
        public Optional<Checksum> checksum(ChecksumAlgorithm algorithm) {
            if (promised().filter(algorithm::equals).isPresent()) {
                return checksum();
            }
            if (!askedFor.contains(algorithm)) {
                return Optional.empty();
            }
            RunningChecksum sum = RunningChecksum.of(algorithm);
            sum.update(bytes, 0, bytes.length);
            return Optional.of(new Checksum(algorithm, sum.base64()));
        }
    }
}
