package network.cairn.deploy.endtoend;

import java.net.URI;
import java.time.Duration;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/// The AWS SDK for Java v2 as an application would set it up against Cairn: its defaults, but for the endpoint.
///
/// Retries are off, so that what a test sees is what the gateway answered, and the asynchronous clients, which begin
/// with
/// many requests at once, wait longer for it than their 30 seconds: eleven cold JVMs on a small machine may need them.
record S3Clients(S3Client sync, S3AsyncClient async, S3AsyncClient multipart, S3TransferManager transferManager)
        implements AutoCloseable {
    private static final Duration SILENCE_MAX = Duration.ofMinutes(2);

    static S3Clients of(URI endpoint, String accessKeyId, String secretAccessKey, String region) {
        var credentials = StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKeyId, secretAccessKey));
        var sync = configured(S3Client.builder(), endpoint, credentials, region).build();
        var async = configured(S3AsyncClient.builder(), endpoint, credentials, region)
                .httpClientBuilder(patient())
                .build();
        var multipart = configured(S3AsyncClient.builder(), endpoint, credentials, region)
                .httpClientBuilder(patient())
                .multipartEnabled(true)
                .build();
        return new S3Clients(
                sync,
                async,
                multipart,
                S3TransferManager.builder().s3Client(multipart).build());
    }

    private static NettyNioAsyncHttpClient.Builder patient() {
        return NettyNioAsyncHttpClient.builder().readTimeout(SILENCE_MAX).writeTimeout(SILENCE_MAX);
    }

    private static <B extends S3BaseClientBuilder<B, ?>> B configured(
            B builder, URI endpoint, AwsCredentialsProvider credentials, String region) {
        return builder.endpointOverride(endpoint)
                .credentialsProvider(credentials)
                .region(Region.of(region))
                .forcePathStyle(true)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(RetryMode.STANDARD)
                        .retryStrategy(retries -> retries.maxAttempts(1))
                        .apiCallTimeout(Duration.ofMinutes(5))
                        .build());
    }

    @Override
    public void close() {
        transferManager.close();
        multipart.close();
        async.close();
        sync.close();
    }
}
