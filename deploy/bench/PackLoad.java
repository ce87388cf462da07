import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.gateway.auth.RequestSigner;
import network.cairn.gateway.s3.AccessKey;
import network.cairn.gateway.s3.S3Headers;

/// Puts and gets many small objects through a gateway, so many at once, and prints how fast that went. Run by
/// packs.sh in this folder, with the gateway's address and key in the environment.
///
///     PackLoad.java put|get BUCKET COUNT BYTES AT_ONCE
public final class PackLoad {
    private static final String HOST = URI.create(System.getenv("AWS_ENDPOINT_URL")).getRawAuthority();

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final RequestSigner signer = new RequestSigner(
            new AccessKey(System.getenv("AWS_ACCESS_KEY_ID"), System.getenv("AWS_SECRET_ACCESS_KEY"), "bench"),
            System.getenv("AWS_REGION"));

    public static void main(String[] arguments) throws Exception {
        String what = arguments[0];
        String bucket = arguments[1];
        int count = Integer.parseInt(arguments[2]);
        int bytes = Integer.parseInt(arguments[3]);
        int atOnce = Integer.parseInt(arguments[4]);
        var load = new PackLoad();
        if (what.equals("put")) {
            load.send("PUT", "/" + bucket, new byte[0]);
        }
        long[] nanos = new long[count];
        var next = new AtomicInteger();
        long start = System.nanoTime();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                clients.add(executor.submit(() -> {
                    for (int number = next.getAndIncrement(); number < count; number = next.getAndIncrement()) {
                        long from = System.nanoTime();
                        load.run(what, "/" + bucket + "/" + number, number, bytes);
                        nanos[number] = System.nanoTime() - from;
                    }
                    return null;
                }));
            }
            for (Future<?> each : clients) {
                each.get();
            }
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Arrays.sort(nanos);
        System.out.printf(
                Locale.ROOT,
                "%s, %d at once: %.0f objects/s, median %.1f ms, 99th percentile %.1f ms%n",
                what,
                atOnce,
                count / seconds,
                nanos[count / 2] / 1e6,
                nanos[count * 99 / 100] / 1e6);
    }

    private void run(String what, String path, int number, int bytes) throws Exception {
        byte[] body = new byte[bytes];
        new SplittableRandom(number).nextBytes(body);
        if (what.equals("put")) {
            send("PUT", path, body);
        } else if (!Arrays.equals(send("GET", path, new byte[0]), body)) {
            throw new IllegalStateException(path + " is not what was put");
        }
    }

    private byte[] send(String method, String path, byte[] body) throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://" + HOST + path))
                .timeout(Duration.ofMinutes(2))
                .method(method, HttpRequest.BodyPublishers.ofByteArray(body));
        for (S3Headers.Header header : signer.sign(method, HOST, path, "", Instant.now())) {
            request.setHeader(header.name(), header.value());
        }
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(
                    method + " " + path + ": " + response.statusCode() + " " + new String(response.body()));
        }
        return response.body();
    }
}
