package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.core.async.BlockingInputStreamAsyncRequestBody;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/// The SDK's other clients: asynchronous over Netty and over the C runtime, in parts, and of files.
@S3Suite
class ClientKindsIT {
    private static final byte[] SMALL = Bytes.seeded(9, 10_000);
    private static final byte[] LARGE = Bytes.seeded(10, 17 * 1024 * 1024 + 3);

    private final AwsClients clients = SharedNetwork.get().clients();
    private final TestBucket bucket = TestBucket.create();
    private final String name = bucket.name();

    @TempDir
    private Path folder;

    private static byte[] read(S3AsyncClient client, String bucket, String key) {
        ResponseBytes<GetObjectResponse> answer = client.getObject(
                        GetObjectRequest.builder().bucket(bucket).key(key).build(), AsyncResponseTransformer.toBytes())
                .join();
        return answer.asByteArray();
    }

    private void roundTrip(S3AsyncClient client, String key, byte[] bytes) {
        client.putObject(request -> request.bucket(name).key(key), AsyncRequestBody.fromBytes(bytes))
                .join();
        assertThat(read(client, name, key)).isEqualTo(bytes);
        assertThat(bucket.get(key).asByteArray()).isEqualTo(bytes);
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "unsigned payload with a trailer, as by the Netty client")
    void netty_roundTrips() {
        roundTrip(clients.netty(), "small", SMALL);
        roundTrip(clients.netty(), "large", LARGE);
        roundTrip(clients.netty(), "empty", new byte[0]);
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "parts sent at once, as by the Netty client")
    void parallel_roundTrips() {
        roundTrip(clients.parallel(), "large", LARGE);
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "parts sent at once, as by the CRT client")
    void crt_roundTrips() {
        roundTrip(clients.crt(), "small", SMALL);
        roundTrip(clients.crt(), "large", LARGE);
    }

    @Test
    @S3Behaviour(operation = "CompleteMultipartUpload", parameter = "of a length not known before")
    void unknownLength_isInParts() {
        BlockingInputStreamAsyncRequestBody body = AsyncRequestBody.forBlockingInputStream(null);
        var put = clients.crt().putObject(request -> request.bucket(name).key("streamed"), body);
        body.writeInputStream(new java.io.ByteArrayInputStream(LARGE));
        put.join();
        assertThat(bucket.get("streamed").asByteArray()).isEqualTo(LARGE);
    }

    @Test
    @S3Behaviour(operation = "GetObject", parameter = "errors as by the asynchronous clients")
    void absent_isNoSuchKey() {
        for (S3AsyncClient client : List.of(clients.netty(), clients.parallel(), clients.crt())) {
            assertThatThrownBy(() -> read(client, name, "absent"))
                    .satisfies(
                            error -> assertThat(((S3Exception) Objects.requireNonNull(error.getCause())).statusCode())
                                    .isEqualTo(404));
        }
    }

    @Test
    @S3Behaviour(operation = "PutObject", parameter = "many at once")
    void netty_manyAtOnce_areAllThere() {
        List<CompletableFuture<?>> puts = IntStream.range(0, 40)
                .<CompletableFuture<?>>mapToObj(i -> clients.netty()
                        .putObject(
                                request -> request.bucket(name).key("key-" + i),
                                AsyncRequestBody.fromString("text " + i)))
                .toList();
        puts.forEach(CompletableFuture::join);
        assertThat(bucket.keys()).hasSize(40);
        assertThat(bucket.text("key-17")).isEqualTo("text 17");
    }

    @Test
    @S3Behaviour(operation = "UploadPartCopy", parameter = "as by the transfer manager")
    void transferManager_uploadsCopiesAndDownloads() throws Exception {
        Path source = Files.write(folder.resolve("source"), LARGE);
        clients.transfer()
                .uploadFile(upload -> upload.source(source)
                        .putObjectRequest(request -> request.bucket(name).key("file")))
                .completionFuture()
                .join();
        clients.transfer()
                .copy(copy -> copy.copyObjectRequest(request -> request.sourceBucket(name)
                        .sourceKey("file")
                        .destinationBucket(name)
                        .destinationKey("copy")))
                .completionFuture()
                .join();
        Path back = folder.resolve("back");
        clients.transfer()
                .downloadFile(download -> download.destination(back)
                        .getObjectRequest(request -> request.bucket(name).key("copy")))
                .completionFuture()
                .join();
        assertThat(back).hasBinaryContent(LARGE);
    }

    @Test
    @S3Behaviour(operation = "ListObjectsV2", parameter = "as by the transfer manager")
    void transferManager_directories_areTheSame() throws Exception {
        Path tree = Files.createDirectories(folder.resolve("tree/deeper"));
        Files.writeString(tree.resolve("one two.txt"), "one two");
        Files.write(folder.resolve("tree/small"), SMALL);
        var uploaded = clients.transfer()
                .uploadDirectory(upload ->
                        upload.source(folder.resolve("tree")).bucket(name).s3Prefix("backup"))
                .completionFuture()
                .join();
        assertThat(uploaded.failedTransfers()).isEmpty();
        var downloaded = clients.transfer()
                .downloadDirectory(download -> download.bucket(name)
                        .listObjectsV2RequestTransformer(list -> list.prefix("backup/"))
                        .destination(folder.resolve("restored")))
                .completionFuture()
                .join();
        assertThat(downloaded.failedTransfers()).isEmpty();
        assertThat(folder.resolve("restored/deeper/one two.txt")).hasContent("one two");
        assertThat(folder.resolve("restored/small")).hasBinaryContent(SMALL);
    }
}
