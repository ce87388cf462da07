package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import network.cairn.client.identity.Argon2Cost;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.Keystore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KmsCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private record Outcome(int exitCode, String out, String err) {
        JsonNode json() throws Exception {
            assertThat(exitCode).as(err).isZero();
            return JsonMapper.builder().build().readTree(out);
        }
    }

    private Outcome kms(String... arguments) {
        var all = new ArrayList<>(List.of("kms"));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--config", folder.resolve("gateway.yaml").toString()));
        var out = new StringWriter();
        var err = new StringWriter();
        int code = CairnMain.run(
                all.toArray(String[]::new),
                new PrintWriter(out),
                new PrintWriter(err),
                Map.of("CAIRN_PASSPHRASE", "open sesame"));
        return new Outcome(code, out.toString(), err.toString());
    }

    private static void assertRefused(Outcome outcome, int exitCode, String message) {
        assertThat(outcome.err()).contains(message);
        assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
    }

    @BeforeEach
    void makeGateway() throws Exception {
        var random = new SecureRandom();
        byte[] masterKey = new byte[32];
        random.nextBytes(masterKey);
        Keystore.create(
                folder.resolve("keystore"),
                "open sesame".toCharArray(),
                Identity.generate(random),
                Map.of(Keystore.MASTER_KEY, masterKey),
                new Argon2Cost(8, 1, 1),
                random);
        Files.createDirectory(folder.resolve("data"));
        writeConfig("");
    }

    private void writeConfig(String more) throws Exception {
        Files.writeString(folder.resolve("gateway.yaml"), """
                keystore: keystore
                nodesFile: nodes.yaml
                port: 9000
                dataFolder: data
                scheme: 4/5/6/6
                """ + more);
    }

    @Test
    void lifeOfAKey() throws Exception {
        JsonNode made = kms("create", "--alias", "reports", "--json").json();
        String id = made.path("keyId").asText();
        assertThat(made.path("arn").asText()).isEqualTo("arn:cairn:kms:us-east-1:main:key/" + id);
        assertThat(made.path("state").asText()).isEqualTo("Enabled");
        assertThat(made.path("version").asInt()).isEqualTo(1);

        assertThat(kms("rotate", "alias/reports", "--json")
                        .json()
                        .path("version")
                        .asInt())
                .isEqualTo(2);
        assertThat(kms("alias", id, "more", "--json").json().path("aliases"))
                .extracting(JsonNode::asText)
                .containsExactly("more", "reports");
        assertThat(kms("alias", id, "more", "--remove", "--json").json().path("aliases"))
                .hasSize(1);
        assertThat(kms("disable", id, "--json").json().path("state").asText()).isEqualTo("Disabled");
        assertThat(kms("enable", id, "--json").json().path("state").asText()).isEqualTo("Enabled");

        JsonNode going = kms("schedule-deletion", id, "--after", "7d", "--json").json();
        assertThat(going.path("state").asText()).isEqualTo("PendingDeletion");
        assertThat(going.path("deletionAt").asText()).isNotEmpty();
        assertRefused(kms("enable", id), 64, "is pending deletion");
        assertThat(kms("cancel-deletion", id, "--json").json().path("state").asText())
                .isEqualTo("Disabled");
    }

    @Test
    void list_isATable_ofOneTenant() throws Exception {
        String id = kms("create", "--json").json().path("keyId").asText();
        kms("create", "--tenant", "other");

        Outcome outcome = kms("list");
        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out().lines()).hasSize(2);
        assertThat(outcome.out()).contains("KEY", "STATE", id, "Enabled");
        assertThat(kms("list", "--tenant", "other", "--json").json()).hasSize(1);
        assertThat(kms("list", "--tenant", "nobody", "--json").json()).isEmpty();
    }

    @Test
    void whatCannotBeDone_isOneLine() throws Exception {
        assertRefused(kms("rotate", "alias/none"), 69, "is not found");
        assertRefused(kms("rotate", "a b"), 69, "Invalid keyId 'a b'");
        assertRefused(kms("create", "--tenant", "No Tenant"), 64, "A tenant's name is");
        assertRefused(kms("create", "--alias", "aws/s3"), 64, "are given by the gateway");
        String id = kms("create", "--json").json().path("keyId").asText();
        assertRefused(kms("schedule-deletion", id, "--after", "1d"), 64, "7 to 30 days");
    }

    @Test
    void damagedRing_isOneLine() throws Exception {
        kms("create");
        Files.writeString(folder.resolve("data/key-ring"), "nothing of the kind, and long enough");
        assertRefused(kms("list"), 78, "key-ring is damaged");
    }

    @Test
    void keysOutside_areNotManagedHere() throws Exception {
        writeConfig("""
                keyServiceKind: vault
                keyServiceUrl: https://vault.example:8200
                keyServiceTokenFile: token
                """);
        assertRefused(kms("list"), 78, "the keys are kept by https://vault.example:8200");
    }
}
