package network.cairn.deploy.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ProcessNetworkIT {
    private static final byte[] CONTENT =
            "one stone upon another".repeat(20_000).getBytes(StandardCharsets.UTF_8);

    @Test
    void network_survivesKillsAndARestart(@TempDir Path folder) throws Exception {
        try (NetworkProcess network = NetworkProcess.in(folder).start()) {
            JsonNode status = network.status();
            assertThat(status.get("health").asText()).isEqualTo("ok");
            assertThat(status.get("nodes")).hasSize(8);
            // Eight nodes, the gateway and the chain's one validator.
            assertThat(status.findValuesAsText("pid")).hasSize(10).doesNotHaveDuplicates();
            String idOfThree = status.get("nodes").get(2).get("id").asText();
            URI endpoint = network.endpoint();
            try (S3Client s3 = client(network)) {
                s3.createBucket(request -> request.bucket("hill"));
                s3.putObject(request -> request.bucket("hill").key("cairn"), RequestBody.fromBytes(CONTENT));

                network.killNode(3);
                status = network.status();
                assertThat(status.get("health").asText()).isEqualTo("degraded");
                assertThat(status.get("nodes").get(2).get("up").asBoolean()).isFalse();
                assertThat(status.get("nodes").get(2).get("pid").isNull()).isTrue();
                assertThat(read(s3)).isEqualTo(CONTENT);
                assertThat(network.up().isAlive()).isTrue();

                network.startNode(3);
                status = network.status();
                assertThat(status.get("health").asText()).isEqualTo("ok");
                assertThat(status.get("nodes").get(2).get("id").asText()).isEqualTo(idOfThree);

                network.killValidator(1);
                status = network.status();
                assertThat(status.get("health").asText()).isEqualTo("degraded");
                assertThat(status.get("validators").get(0).get("up").asBoolean())
                        .isFalse();
                network.startValidator(1);
                status = network.status();
                assertThat(status.get("health").asText()).isEqualTo("ok");
                assertThat(status.get("chain").get("problem").asText()).isEmpty();

                network.killGateway();
                network.startGateway();
                assertThat(read(s3)).isEqualTo(CONTENT);
            }
            assertThat(network.up().errText())
                    .contains("node 3 (" + idOfThree)
                    .contains("node run --config " + network.data().resolve("nodes/3/node.yaml"));

            assertThat(network.stop().exitCode()).isEqualTo(128 + 15);
            network.restart();

            assertThat(network.endpoint()).isEqualTo(endpoint);
            try (S3Client s3 = client(network)) {
                assertThat(read(s3)).isEqualTo(CONTENT);
            }
        }
    }

    @Test
    void roles_endWithTheirParentHoweverThatEnds(@TempDir Path folder) throws Exception {
        try (NetworkProcess network =
                NetworkProcess.in(folder).nodes(2).scheme("1/1/2/2").start()) {
            var node = ProcessHandle.of(network.nodePid(1)).orElseThrow();
            var gateway = ProcessHandle.of(network.gatewayPid()).orElseThrow();

            network.up().kill();

            node.onExit().get(1, TimeUnit.MINUTES);
            gateway.onExit().get(1, TimeUnit.MINUTES);
        }
    }

    private static byte[] read(S3Client s3) {
        return s3.getObjectAsBytes(request -> request.bucket("hill").key("cairn"))
                .asByteArray();
    }

    private static S3Client client(NetworkProcess network) {
        return S3Client.builder()
                .endpointOverride(network.endpoint())
                .region(Region.of(network.region()))
                .credentialsProvider(StaticCredentialsProvider.create(
                        AwsBasicCredentials.create(network.accessKeyId(), network.secretAccessKey())))
                .forcePathStyle(true)
                .build();
    }
}
