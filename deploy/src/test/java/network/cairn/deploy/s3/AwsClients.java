package network.cairn.deploy.s3;

import java.time.Duration;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.s3.S3BaseClientBuilder;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.transfer.s3.S3TransferManager;

/// The AWS SDK for Java v2 in each of its kinds, with its defaults but for the endpoint and retries: what a test
/// sees is what the gateway answered.
///
/// @param sync     Apache's HTTP client
/// @param plain    the same without the checksums that the SDK adds by default
/// @param netty    Netty, one request an object
/// @param parallel Netty, large objects in parts
/// @param crt      the C runtime's client
/// @param transfer files in parts, by the C runtime's client
record AwsClients(
        S3Client sync,
        S3Client plain,
        S3AsyncClient netty,
        S3AsyncClient parallel,
        S3AsyncClient crt,
        S3TransferManager transfer,
        S3Presigner presigner)
        implements AutoCloseable {
    private static final Duration SILENCE_MAX = Duration.ofMinutes(1);
    private static final long PART_BYTES = 5L * 1024 * 1024;

    static AwsClients of(Access access) {
        S3AsyncClient crt = S3AsyncClient.crtBuilder()
                .endpointOverride(access.endpoint())
                .credentialsProvider(access.provider())
                .region(Region.of(access.region()))
                .forcePathStyle(true)
                .minimumPartSizeInBytes(PART_BYTES)
                .retryConfiguration(retries -> retries.numRetries(0))
                .build();
        return new AwsClients(
                configured(S3Client.builder(), access).build(),
                configured(S3Client.builder(), access)
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .build(),
                configured(S3AsyncClient.builder(), access)
                        .httpClientBuilder(patient())
                        .build(),
                configured(S3AsyncClient.builder(), access)
                        .httpClientBuilder(patient())
                        .multipartEnabled(true)
                        .build(),
                crt,
                S3TransferManager.builder().s3Client(crt).build(),
                presigner(access));
    }

    static S3Presigner presigner(Access access) {
        return S3Presigner.builder()
                .endpointOverride(access.endpoint())
                .credentialsProvider(access.provider())
                .region(Region.of(access.region()))
                .serviceConfiguration(
                        S3Configuration.builder().pathStyleAccessEnabled(true).build())
                .build();
    }

    private static NettyNioAsyncHttpClient.Builder patient() {
        return NettyNioAsyncHttpClient.builder().readTimeout(SILENCE_MAX).writeTimeout(SILENCE_MAX);
    }

    /// A client's settings for these keys.
    static <B extends S3BaseClientBuilder<B, ?>> B configured(B builder, Access access) {
        return builder.endpointOverride(access.endpoint())
                .credentialsProvider(access.provider())
                .region(Region.of(access.region()))
                .forcePathStyle(true)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(RetryMode.STANDARD)
                        .retryStrategy(retries -> retries.maxAttempts(1))
                        .apiCallTimeout(Duration.ofMinutes(2))
                        .build());
    }

    @Override
    public void close() {
        presigner.close();
        transfer.close();
        crt.close();
        parallel.close();
        netty.close();
        plain.close();
        sync.close();
    }
}
