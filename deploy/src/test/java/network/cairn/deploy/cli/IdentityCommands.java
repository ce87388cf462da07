package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.cairn.client.identity.Argon2Cost;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.Keystore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The commands on tenants, users and keys, which do the same wherever they are carried out.
abstract class IdentityCommands {
    private static final String POLICY =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:*\",\"Resource\":\"*\"}]}";

    static final String PASSPHRASE = "open sesame";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    Path folder;

    /// What says where the gateway is: options, and variables of the environment.
    abstract List<String> options();

    abstract Map<String, String> environment();

    record Outcome(int exitCode, String out, String err) {
        JsonNode json() throws Exception {
            return new ObjectMapper().readTree(out);
        }
    }

    @BeforeEach
    void makeGateway() throws Exception {
        var random = new SecureRandom();
        byte[] masterKey = new byte[Keystore.SECRET_BYTES];
        random.nextBytes(masterKey);
        Keystore.create(
                folder.resolve("keystore"),
                PASSPHRASE.toCharArray(),
                Identity.generate(random),
                Map.of(Keystore.MASTER_KEY, masterKey),
                new Argon2Cost(8, 1, 1),
                random);
        Files.writeString(folder.resolve("gateway.yaml"), """
                port: 9000
                dataFolder: data
                nodesFile: nodes.yaml
                scheme: 4/5/6/6
                keystore: keystore
                """);
        Files.writeString(folder.resolve("policy.json"), POLICY + "\n");
    }

    final Outcome cairn(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(options());
        return run(environment(), all);
    }

    static Outcome run(Map<String, String> environment, List<String> all) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = CairnMain.run(all.toArray(String[]::new), new PrintWriter(out), new PrintWriter(err), environment);
        return new Outcome(code, out.toString(), err.toString());
    }

    final JsonNode json(String line) throws Exception {
        Outcome outcome = cairn((line + " --json").split(" ", -1));
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        assertThat(outcome.err()).isEmpty();
        return outcome.json();
    }

    final void refused(int exitCode, String message, String line) {
        Outcome outcome = cairn(line.split(" ", -1));
        assertThat(outcome.exitCode()).as(outcome.out() + outcome.err()).isEqualTo(exitCode);
        assertThat(outcome.err()).contains(message);
        assertThat(outcome.err().lines()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
    }

    @Test
    void keys_ofRoot_makeTheirTenantAndAreShownOnce() throws Exception {
        JsonNode made = json("keys create --tenant hill");
        assertThat(made.path("accessKeyId").asText()).matches("CAIRN[A-Z2-7]{15}");
        assertThat(made.path("secretAccessKey").asText()).hasSize(40);
        assertThat(made.path("tenant").asText()).isEqualTo("hill");
        assertThat(made.path("status").asText()).isEqualTo("Active");
        assertThat(json("keys create").path("tenant").asText()).isEqualTo("main");
        JsonNode listed = json("keys list");
        assertThat(listed.findValuesAsText("tenant")).containsExactly("hill", "main");
        assertThat(listed.toString()).doesNotContain("secret");
        assertThat(json("keys list --tenant hill").findValuesAsText("accessKeyId"))
                .containsExactly(made.path("accessKeyId").asText());
        assertThat(cairn("keys", "list").out()).contains("ACCESS KEY", "(root)", "Active");
    }

    @Test
    void keys_switchedOffAndOnAndDeleted() throws Exception {
        String id = json("keys create").path("accessKeyId").asText();
        assertThat(json("keys disable " + id).path("status").asText()).isEqualTo("Inactive");
        assertThat(json("keys enable " + id).path("status").asText()).isEqualTo("Active");
        assertThat(json("keys delete " + id).path("deleted").asBoolean()).isTrue();
        refused(69, "there is no access key " + id, "keys delete " + id);
        refused(69, "there is no access key " + id, "keys disable " + id);
    }

    @Test
    void keys_ofUsersAndOfTheOperator() throws Exception {
        json("tenant create hill");
        json("user create ann --tenant hill");
        JsonNode made = json("keys create --tenant hill --user ANN");
        assertThat(made.path("user").asText()).isEqualTo("ann");
        JsonNode operator = json("keys create --operator");
        assertThat(operator.path("operator").asBoolean()).isTrue();
        assertThat(json("keys list --operator").findValuesAsText("accessKeyId"))
                .contains(operator.path("accessKeyId").asText())
                .doesNotContain(made.path("accessKeyId").asText());
        assertThat(json("keys list --user ann").findValuesAsText("accessKeyId"))
                .containsExactly(made.path("accessKeyId").asText());
        refused(69, "The user with name bob cannot be found", "keys create --tenant hill --user bob");
        refused(69, "The tenant with name dale cannot be found", "keys create --tenant dale --user ann");
        refused(64, "--operator: such a key is of no tenant", "keys create --operator --user ann");
        refused(64, "a tenant's name is 1 to 63 of", "keys create --tenant Hill");
        for (int i = 1; i < 10; i++) {
            json("keys create --tenant hill --user ann");
        }
        refused(65, "AccessKeysPerUser: 10", "keys create --tenant hill --user ann");
    }

    @Test
    void tenant_createdLimitedSuspendedDeleted() throws Exception {
        JsonNode made = json("tenant create hill --bytes-max 10GiB --requests-per-second 50");
        assertThat(made.path("bytesMax").asLong()).isEqualTo(10L << 30);
        assertThat(made.path("objectsMax").isNull()).isTrue();
        assertThat(made.path("requestsPerSecond").asLong()).isEqualTo(50);
        JsonNode quota = json("tenant quota hill --bytes-max none --objects-max 7");
        assertThat(quota.path("bytesMax").isNull()).isTrue();
        assertThat(quota.path("objectsMax").asLong()).isEqualTo(7);
        JsonNode limit = json("tenant limit hill --bytes-per-second 10MiB");
        assertThat(limit.path("bytesPerSecond").asLong()).isEqualTo(10L << 20);
        assertThat(limit.path("requestsPerSecond").asLong()).isEqualTo(50);
        assertThat(cairn("tenant", "list").out()).contains("TENANT", "hill", "active", "10 MiB", "none");

        json("keys create --tenant hill");
        refused(65, "must be suspended first", "tenant delete hill --erase-objects");
        assertThat(json("tenant suspend hill").path("suspended").asBoolean()).isTrue();
        assertThat(json("tenant resume hill").path("suspended").asBoolean()).isFalse();
        json("tenant suspend hill");
        refused(64, "Missing required option: '--erase-objects'", "tenant delete hill");
        json("tenant delete hill --erase-objects");
        assertThat(json("keys list").findValuesAsText("tenant")).isEmpty();
        refused(69, "The tenant with name hill cannot be found", "tenant show hill");
        assertThat(json("tenant list")).isEmpty();
    }

    @Test
    void user_createdGivenPoliciesDeleted() throws Exception {
        json("tenant create hill");
        JsonNode made = json("user create ann --tenant hill --path /team/");
        assertThat(made.path("arn").asText()).isEqualTo("arn:aws:iam::hill:user/team/ann");
        json("keys create --tenant hill --user ann");
        String file = folder.resolve("policy.json").toString();
        assertThat(json("user policy put ann all " + file + " --tenant hill")
                        .path("policies")
                        .get(0)
                        .asText())
                .isEqualTo("all");
        assertThat(cairn("user", "policy", "show", "ann", "all", "--tenant", "hill")
                        .out())
                .isEqualTo(POLICY + System.lineSeparator());
        json("user create a+b=c,d@e --tenant hill");
        json("user policy put a+b=c,d@e p=1 " + file + " --tenant hill");
        assertThat(json("user show a+b=c,d@e --tenant hill").path("policies")).hasSize(1);
        json("user delete a+b=c,d@e --tenant hill");
        json("user policy attach ann arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess --tenant hill");
        assertThat(cairn("user", "policy", "list", "ann", "--tenant", "hill").out())
                .contains("all", "own", "AmazonS3ReadOnlyAccess", "managed");
        JsonNode shown = json("user show ann --tenant hill");
        assertThat(shown.path("keys").asInt()).isOne();
        assertThat(shown.path("attachedPolicies")).hasSize(1);
        json("user policy detach ann arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess --tenant hill");
        json("user policy delete ann all --tenant hill");
        refused(69, "cannot be found", "user policy delete ann all --tenant hill");
        refused(65, "already exists", "user create ANN --tenant hill");
        assertThat(json("user list --tenant hill").findValuesAsText("user")).containsExactly("ann");
        json("user delete ann --tenant hill");
        assertThat(json("keys list").findValuesAsText("tenant"))
                .as("its key is gone with it")
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "64 | tenant create Hill | a tenant's name is",
                "64 | tenant create hill --bytes-max much | is not a size",
                "64 | tenant create hill --objects-max -1 | is neither a whole number nor none",
                "64 | tenant create hill --requests-per-second 0 | at least 1 is needed",
                "64 | tenant quota hill | name what to set",
                "64 | tenant limit hill | name what to set",
                "69 | tenant suspend nobody | cannot be found",
                "69 | user create ann | The tenant with name main cannot be found",
                "69 | user list | The tenant with name main cannot be found",
                "78 | user policy put ann p /no/such/file | no such file",
            })
    void command_thatCannotBe_isOneLineAndItsExitCode(int exitCode, String line, String message) {
        refused(exitCode, message, line);
    }

    @Test
    void policy_thatIsNone_isRefused() throws Exception {
        json("tenant create main");
        json("user create ann");
        Path file = Files.writeString(folder.resolve("bad.json"), "{\"Statement\":[]}");
        refused(64, "policy", "user policy put ann p " + file);
        refused(69, "there is no policy", "user policy attach ann arn:aws:iam::aws:policy/None");
    }
}
