package network.cairn.deploy.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/// Objects of every telling size, put by every kind of client, remembered by digest and read back byte for byte.
final class StoredObjects {
    static final int SMALL_OBJECTS = 1_000;

    private static final int SMALL_OBJECTS_AT_ONCE = 8;
    private static final int[] SIZES = {0, 1, 5 * 1024 * 1024 - 1, 5 * 1024 * 1024, 64 * 1024 * 1024 + 1};

    private final S3Clients clients;
    private final String bucket;
    private final Map<String, String> sha256ByKey;

    StoredObjects(S3Clients clients, String bucket) {
        this(clients, bucket, new LinkedHashMap<>());
    }

    private StoredObjects(S3Clients clients, String bucket, Map<String, String> sha256ByKey) {
        this.clients = clients;
        this.bucket = bucket;
        this.sha256ByKey = sha256ByKey;
    }

    /// The same objects, through other clients.
    StoredObjects through(S3Clients others) {
        return new StoredObjects(others, bucket, sha256ByKey);
    }

    /// Puts the JDK's `lib/modules`, the sizes at which something changes, and a thousand small objects.
    void putAll(String prefix) throws Exception {
        Path modules = Path.of(System.getProperty("java.home"), "lib", "modules");
        putByTransferManager(prefix + "modules", modules);
        for (int size : SIZES) {
            putSync(prefix + "sync/" + size, size);
            putAsync(prefix + "async/" + size, size);
        }
        putSmall(prefix + "small/");
    }

    void putSync(String key, int lengthBytes) throws IOException {
        clients.sync()
                .putObject(
                        request -> request.bucket(bucket).key(key),
                        RequestBody.fromContentProvider(
                                () -> new SeededBytes(key.hashCode(), lengthBytes),
                                lengthBytes,
                                "binary/octet-stream"));
        remember(key, new SeededBytes(key.hashCode(), lengthBytes));
    }

    void putAsync(String key, int lengthBytes) throws IOException {
        clients.async()
                .putObject(
                        request -> request.bucket(bucket).key(key),
                        AsyncRequestBody.fromBytes(SeededBytes.array(key.hashCode(), lengthBytes)))
                .join();
        remember(key, new SeededBytes(key.hashCode(), lengthBytes));
    }

    void putByTransferManager(String key, Path file) throws IOException {
        clients.transferManager()
                .uploadFile(upload -> upload.source(file)
                        .putObjectRequest(put -> put.bucket(bucket).key(key)))
                .completionFuture()
                .join();
        try (InputStream in = Files.newInputStream(file)) {
            remember(key, in);
        }
    }

    void putSmall(String prefix) throws Exception {
        var puts = IntStream.range(0, SMALL_OBJECTS)
                .<Callable<Void>>mapToObj(i -> () -> {
                    // 1 byte to 12 KiB: both sides of the 4 KiB up to which objects stay in the metadata.
                    putSync(prefix + i, 1 + i * 12);
                    return null;
                })
                .toList();
        atOnce(puts);
    }

    int count() {
        return sha256ByKey.size();
    }

    Set<String> keys() {
        return Set.copyOf(sha256ByKey.keySet());
    }

    /// Reads every object that was put, each by the client of its turn, and compares digests.
    void readAll() throws Exception {
        List<String> keys = List.copyOf(sha256ByKey.keySet());
        var reads = IntStream.range(0, keys.size())
                .<Callable<Void>>mapToObj(i -> () -> {
                    String key = keys.get(i);
                    assertThat(i % 2 == 0 ? readSync(clients.sync(), key) : readAsync(key))
                            .as("SHA-256 of %s", key)
                            .isEqualTo(sha256ByKey.get(key));
                    return null;
                })
                .toList();
        atOnce(reads);
    }

    String readSync(S3Client client, String key) throws IOException {
        try (InputStream in = client.getObject(request -> request.bucket(bucket).key(key))) {
            return sha256(in);
        }
    }

    private String readAsync(String key) throws IOException {
        try (InputStream in = clients.async()
                .getObject(request -> request.bucket(bucket).key(key), AsyncResponseTransformer.toBlockingInputStream())
                .join()) {
            return sha256(in);
        }
    }

    private void remember(String key, InputStream content) throws IOException {
        String digest = sha256(content);
        synchronized (sha256ByKey) {
            sha256ByKey.put(key, digest);
        }
    }

    static String sha256(InputStream in) throws IOException {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            new DigestInputStream(in, digest).transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void atOnce(Iterable<Callable<Void>> jobs) throws Exception {
        try (var pool = Executors.newFixedThreadPool(SMALL_OBJECTS_AT_ONCE)) {
            var futures = new ArrayList<Future<Void>>();
            for (var job : jobs) {
                futures.add(pool.submit(job));
            }
            try {
                for (var future : futures) {
                    future.get();
                }
            } catch (ExecutionException e) {
                pool.shutdownNow();
                if (e.getCause() instanceof AssertionError failed) {
                    throw failed;
                }
                throw e;
            }
        }
    }
}
