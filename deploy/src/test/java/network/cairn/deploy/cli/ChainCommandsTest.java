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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import network.cairn.client.erasure.Scheme;
import network.cairn.deploy.local.LocalNetwork;
import network.cairn.deploy.local.NetworkOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Everything that is asked and ordered by command, on a chain of four validators.
@Timeout(value = 5, unit = TimeUnit.MINUTES)
final class ChainCommandsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private record Outcome(int exitCode, String out, String err) {}

    @Test
    void everyCommand_onAChainOfFour() throws Exception {
        String receiver;
        String balance = "1234.000000001";
        try (LocalNetwork _ = start()) {
            JsonNode status = json(cairn(Map.of(), "status", "--json", "--data", data()));
            // The network is up a moment before its chain's first block, until which there is nothing certified.
            for (int i = 0; i < 1000 && !status.at("/chain/problem").asText().isEmpty(); i++) {
                status = json(cairn(Map.of(), "status", "--json", "--data", data()));
            }
            assertThat(status.get("health").asText()).isEqualTo("ok");
            assertThat(status.get("validators"))
                    .hasSize(4)
                    .allMatch(role -> role.get("up").asBoolean());
            assertThat(status.get("chain").get("problem").asText()).isEmpty();
            assertThat(status.get("chain").get("validators").asInt()).isEqualTo(4);
            assertThat(chain("status").get("node").get("peers").asInt()).isEqualTo(3);
            assertThat(cairn(Map.of(), "status", "--data", data()).out()).contains("chain at height ");

            receiver = json(cairn(
                            Map.of("CAIRN_PASSPHRASE", "x"),
                            "identity",
                            "create",
                            "--json",
                            "--keystore",
                            folder.resolve("keystore").toString()))
                    .get("id")
                    .asText();
            moneyMoves(receiver, balance);
            stakeMoves();
            providersAndCandidatesCome();
            whatIsNotDone_saysWhy(receiver);

            Outcome events = cairn("events", "--after", "0", "--count", "3");
            assertThat(events.exitCode()).isZero();
            assertThat(events.out().lines()).hasSize(3).allMatch(line -> line.contains("\"height\""));
        }
        assertThat(folder.resolve("net/chain/checkpoint.bin")).exists();
        Outcome stopped = cairn("account");
        assertThat(stopped.exitCode()).isEqualTo(69);
        assertThat(stopped.err()).contains("no validator of this network runs");
        try (LocalNetwork _ = start()) {
            assertThat(chain("account", receiver).get("balance").asText()).isEqualTo(balance);
        }
    }

    private void moneyMoves(String receiver, String balance) throws Exception {
        JsonNode before = chain("account");
        JsonNode transfer = chain("transfer", receiver, balance);
        assertThat(transfer.get("outcome").asText()).isEqualTo("done");
        assertThat(chain("account", receiver).get("balance").asText()).isEqualTo(balance);
        JsonNode after = chain("account");
        assertThat(after.get("nonce").asLong()).isEqualTo(before.get("nonce").asLong() + 1);
        JsonNode block = chain("block", transfer.get("height").asText());
        assertThat(block.get("transactions")).anyMatch(entry -> entry.get("id").equals(transfer.get("id")));
        assertThat(chain("transaction", transfer.get("id").asText()).get("height"))
                .isEqualTo(transfer.get("height"));
    }

    private void stakeMoves() throws Exception {
        String validator =
                chain("validators").get("validators").get(0).get("id").asText();
        assertThat(chain("validators", "--next").get("validators")).hasSize(4);
        chain("delegate", validator, "50");
        assertThat(chain("delegation", validator).get("worth").asText()).isEqualTo("50");
        chain("unbond", validator, "20");
        assertThat(chain("delegation", validator).get("worth").asText()).isEqualTo("30");
        assertThat(chain("validator", validator).get("stake").asText()).isEqualTo("100030");
    }

    private void providersAndCandidatesCome() throws Exception {
        List<String> terms = List.of(
                "--endpoint",
                "203.0.113.7:20001",
                "--operator",
                "hill",
                "--region",
                "north",
                "--subnet",
                "203.0.113.7",
                "--egress-price",
                "0.01",
                "--capacity",
                "1TiB",
                "--price");
        chain(with("register-provider", terms, "0.5"));
        chain(with("update-provider", terms, "0.75"));
        JsonNode provider = chain("provider", chain("account").get("id").asText());
        assertThat(provider.get("pricePerGibMonth").asText()).isEqualTo("0.75");
        assertThat(provider.get("subnet").asText()).isEqualTo("203.0.113.0/24");
        chain("bond", "1000");
        chain("join", "--endpoint", "127.0.0.1:1", "--commission", "5%");
        chain("leave");
    }

    private void whatIsNotDone_saysWhy(String receiver) throws Exception {
        String validator =
                chain("validators").get("validators").get(0).get("id").asText();
        Outcome refused = cairn("unbond", validator, "5000");
        assertThat(refused.exitCode()).isEqualTo(65);
        assertThat(refused.err()).contains("STAKE_TOO_LOW");
        Outcome cheap = cairn("transfer", receiver, "1", "--fee", "0");
        assertThat(cheap.exitCode()).isEqualTo(65);
        assertThat(cheap.err()).contains("FEE_TOO_LOW");
        Outcome absent = cairn("provider", receiver);
        assertThat(absent.exitCode()).isEqualTo(69);
        assertThat(absent.err()).contains("the chain has no provider " + receiver);
        Outcome noDeal = cairn("deal", "ab".repeat(32));
        assertThat(noDeal.exitCode()).isEqualTo(69);
        assertThat(noDeal.err()).contains("the chain has no deal abab");
        assertThat(cairn("deal", "ab").exitCode()).isEqualTo(64);
        Outcome unknown = cairn("transaction", "00".repeat(32));
        assertThat(unknown.exitCode()).isEqualTo(69);
        Path genesis = folder.resolve("net/chain/genesis.bin");
        Outcome silent =
                cairn(Map.of(), "chain", "status", "--genesis", genesis.toString(), "--rpc", "http://127.0.0.1:1");
        assertThat(silent.exitCode()).isEqualTo(69);
        assertThat(cairn(Map.of(), "genesis", "show", genesis.toString()).out()).contains("3 of 4 shares");
    }

    private LocalNetwork start() throws Exception {
        boolean made = Files.exists(folder.resolve("net"));
        return LocalNetwork.start(
                new NetworkOptions(
                        folder.resolve("net"),
                        OptionalInt.of(2),
                        Optional.of(new Scheme(1, 1, 2, 2)),
                        Optional.empty(),
                        made ? OptionalInt.empty() : OptionalInt.of(0),
                        OptionalLong.of(1L << 30),
                        OptionalInt.of(4)),
                Optional.empty(),
                Map.of(),
                new SecureRandom(),
                _ -> {});
    }

    private String data() {
        return folder.resolve("net").toString();
    }

    private static String[] with(String command, List<String> options, String last) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(options);
        words.add(last);
        return words.toArray(String[]::new);
    }

    /// A chain command's JSON.
    private JsonNode chain(String... words) throws Exception {
        return json(cairn(words));
    }

    private Outcome cairn(String... words) {
        List<String> arguments = new ArrayList<>(List.of("chain"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--json", "--data", data()));
        return cairn(Map.of(), arguments.toArray(String[]::new));
    }

    private static Outcome cairn(Map<String, String> environment, String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = CairnMain.run(arguments, new PrintWriter(out), new PrintWriter(err), environment);
        return new Outcome(code, out.toString(), err.toString());
    }

    private static JsonNode json(Outcome outcome) throws Exception {
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        return JSON.readTree(outcome.out());
    }
}
