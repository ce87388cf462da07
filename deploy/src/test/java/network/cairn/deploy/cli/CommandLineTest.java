package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandLineTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    private record Outcome(int exitCode, String out, String err) {}

    private static Outcome cairn(String... arguments) {
        var out = new StringWriter();
        var err = new StringWriter();
        int code = CairnMain.run(arguments, new PrintWriter(out), new PrintWriter(err), Map.of());
        return new Outcome(code, out.toString(), err.toString());
    }

    private void assertRefused(Outcome outcome, int exitCode, String message) throws Exception {
        assertThat(outcome.err()).contains(message);
        assertThat(outcome.err().lines()).as(outcome.err()).hasSize(1);
        assertThat(outcome.out()).isEmpty();
        assertThat(outcome.exitCode()).isEqualTo(exitCode);
    }

    private void assertNothingLeft() throws Exception {
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "up",
                "status",
                "verify",
                "keys",
                "keys create",
                "keys list",
                "keys delete",
                "keys enable",
                "keys disable",
                "kms",
                "kms create",
                "kms list",
                "kms rotate",
                "kms alias",
                "kms enable",
                "kms disable",
                "kms schedule-deletion",
                "kms cancel-deletion",
                "tenant",
                "tenant create",
                "tenant list",
                "tenant show",
                "tenant suspend",
                "tenant resume",
                "tenant quota",
                "tenant limit",
                "tenant delete",
                "user",
                "user create",
                "user list",
                "user show",
                "user delete",
                "user policy",
                "user policy put",
                "user policy show",
                "user policy list",
                "user policy delete",
                "user policy attach",
                "user policy detach",
                "node",
                "node run",
                "gateway",
                "gateway run",
                "validator",
                "validator run",
                "chain",
                "chain status",
                "chain validators",
                "chain account",
                "chain provider",
                "chain validator",
                "chain delegation",
                "chain block",
                "chain transaction",
                "chain events",
                "chain transfer",
                "chain bond",
                "chain unbond",
                "chain delegate",
                "chain join",
                "chain leave",
                "chain register-provider",
                "chain update-provider",
                "provider",
                "provider show",
                "provider withdraw",
                "identity",
                "identity create",
                "identity show",
                "genesis",
                "genesis make",
                "genesis show",
                "simulate",
                "simulate chain",
                "completion"
            })
    void help_goesToStdout(String command) {
        String[] arguments = (command + " --help").strip().split(" ");
        Outcome outcome = cairn(arguments);

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).startsWith("Usage: cairn");
        assertThat(outcome.err()).isEmpty();
    }

    @Test
    void version_namesCairnAndJava() {
        assertThat(cairn("--version").out()).startsWith("cairn ").contains("Java ");
    }

    @Test
    void completion_isAScript() {
        Outcome outcome = cairn("completion");

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.out()).contains("complete ").contains("--scheme").contains("gateway");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "up --nods=3 | Unknown option: '--nods=3'",
                "up --nodes many | 'many' is not an int",
                "up --scheme 4/5 | a scheme is four numbers",
                "up --scheme 6/5/6/6 | is not 1 <= k",
                "up --node-capacity much | 'much' is not a size such as 10GiB",
                "node run | Missing required option: '--config=FILE'",
                "node | Missing subcommand: run",
                "validator | Missing subcommand: run",
                "genesis make --from x | Missing required option: '--out=DIR'",
                "chain transfer cairn1x 5 | Invalid value for positional parameter at index 0 (TO)",
                "chain transfer cairn1wfzkwgzpyqm6dveelzzvumv3hdxvzca8x7jmeq 5.0000000001 | at most 9 decimals",
                "chain join --endpoint here | 'here' is not host:port",
                "chain join --endpoint a:1 --commission 101% | '101%' is more than 100%",
                "chain register-provider --subnet 300.1.2.3 | Invalid value for option '--subnet'",
                "chain status --genesis g | --genesis: a chain outside a local network needs --rpc too",
                "chain block many | 'many' is not a long",
                "provider | Missing subcommand: show or withdraw",
                "provider show hill | 'hill' is neither a node's number nor an id",
                "provider show --epochs 101 | --epochs 101: must be from 0 to 100",
                "provider show --genesis g | a chain outside a local network has no list of nodes",
                "provider show 2 --genesis g | name node 2 by its id",
                "provider withdraw | whose earnings?",
                "provider withdraw 1 --keystore k | --keystore: 1 names a node already",
                "keys | Missing subcommand: create, list, enable, disable or delete",
                "keys delete | Missing required parameter: 'ACCESS-KEY'",
                "kms | Missing subcommand: create, list, rotate, alias, enable, disable, schedule-deletion or",
                "kms rotate | Missing required parameter: 'KEY'",
                "kms alias k | Missing required parameter: 'NAME'",
                "kms schedule-deletion k --after soon | 'soon' is no time",
                "tenant | Missing subcommand: create, list, show",
                "tenant delete hill | Missing required option: '--erase-objects'",
                "user | Missing subcommand: create, list, show, delete or policy",
                "user policy | Missing subcommand: put, show, list, delete, attach or detach",
                "user policy put ann p | Missing required parameter: 'FILE'",
                "verify | name the object, such as s3://hill/big, or a kept receipt with --receipt",
                "verify hill/big | 'hill/big' is no object such as s3://hill/big",
                "verify s3://hill | 's3://hill' is no object",
                "verify s3://hill/ | 's3://hill/' is no object",
                "verify s3:///big | 's3:///big' is no object",
                "verify s3://hill/big --receipt f | --receipt: is checked without a network; do not name an object too",
                "verify --receipt f --out g | --out: is for receipts that are fetched",
                "verify --receipt f --endpoint http://g | --endpoint: is for receipts that are fetched",
                "verify --receipt f --max-age 0s | --max-age: must be more than nothing",
                "verify --receipt f --max-age old | 'old' is no time",
                "walk | Unmatched argument",
            })
    void wrongCommandLine_isOneLineAndExitCode64(String line, String message) throws Exception {
        assertRefused(cairn(line.split(" ")), 64, message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--nodes=0 | 64 | --nodes 0: must be from 1 to 255",
                "--validators=0 | 64 | --validators 0: must be from 1 to 21",
                "--validators=22 | 64 | --validators 22: must be from 1 to 21",
                "--nodes=256 | 64 | --nodes 256: must be from 1 to 255",
                "--nodes=5 | 64 | --scheme 4/5/6/6: puts 6 pieces on different nodes, but there are only 5",
                "--scheme=4/5/6/9 | 64 | there are only 8",
                "--port=70000 | 64 | --port 70000: must be from 0 to 65535",
                "--node-capacity=5 | 64 | --node-capacity",
                "--host=no.such.host.invalid | 64 | --host no.such.host.invalid: no such host",
            })
    void up_impossibleNetwork_leavesNothing(String option, int exitCode, String message) throws Exception {
        assertRefused(cairn("up", "--data", folder.resolve("deep/net").toString(), option), exitCode, message);
        assertNothingLeft();
    }

    @Test
    void up_portInUse_leavesNothing() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            assertRefused(
                    cairn("up", "--data", folder.resolve("net").toString(), "--port", port),
                    73,
                    "cannot listen on 127.0.0.1:" + port);
        }
        assertNothingLeft();
    }

    @Test
    void up_folderThatIsNone_isRefused() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "mine");

        assertRefused(cairn("up", "--data", file.toString()), 73, file + ": is a file");
        assertRefused(cairn("up", "--data", file.resolve("net").toString()), 73, file + "/net: cannot be used");
        assertRefused(cairn("up", "--data", folder.toString()), 73, folder + ": holds files, but no network");
        assertThat(file).hasContent("mine");
    }

    @ParameterizedTest
    @ValueSource(strings = {"--node-heap=much", "--gateway-heap=0m", "--gateway-heap=-1g", "--validator-heap=x"})
    void up_heapThatIsNone_isRefused(String option) throws Exception {
        assertRefused(
                cairn("up", "--processes", "--data", folder.resolve("net").toString(), option), 64, "such as 128m");
        assertNothingLeft();
    }

    @Test
    void withoutANetwork_statusAndKeysSaySo() throws Exception {
        String net = folder.resolve("net").toString();

        assertRefused(cairn("status", "--data", net), 69, net + ": there is no network");
        assertRefused(cairn("verify", "s3://hill/big", "--data", net), 69, net + ": there is no chain");
        assertRefused(cairn("verify", "--receipt", net, "--data", net), 69, net + ": there is no chain");
        assertRefused(cairn("verify", "--receipt", net, "--genesis", net), 78, net + ": no such file or folder");
        assertRefused(cairn("chain", "status", "--data", net), 69, net + ": there is no chain");
        assertRefused(cairn("chain", "account", "--data", net), 69, net + ": there is no chain");
        assertRefused(cairn("provider", "show", "--data", net), 69, net + ": there is no network");
        assertRefused(cairn("provider", "withdraw", "1", "--data", net), 69, net + ": there is no network");
        assertRefused(cairn("validator", "run", "--config", net), 78, net + ": no such file or folder");
        assertRefused(cairn("genesis", "show", net), 78, net + ": no such file or folder");
        assertRefused(cairn("keys", "list", "--data", net), 78, "gateway.yaml: no such file or folder");
        assertRefused(cairn("kms", "list", "--data", net), 78, "gateway.yaml: no such file or folder");
        assertRefused(cairn("node", "run", "--config", net), 78, net + ": no such file or folder");
        assertNothingLeft();
    }

    @Test
    void verbose_showsWhereAnErrorCameFrom() {
        Outcome outcome =
                cairn("--verbose", "status", "--data", folder.resolve("net").toString());

        assertThat(outcome.exitCode()).isEqualTo(69);
        assertThat(outcome.err()).contains("CommandFailure").contains("\tat ");
    }

    @Test
    void sizes_readAndWrite() throws Exception {
        var size = new ByteSize();

        assertThat(size.convert("10GiB")).isEqualTo(10L << 30);
        assertThat(size.convert("2TB")).isEqualTo(2_000_000_000_000L);
        assertThat(size.convert("77")).isEqualTo(77);
        assertThat(ByteSize.write(77)).isEqualTo("77 B");
        assertThat(ByteSize.write(10L << 30)).isEqualTo("10 GiB");
        assertThat(ByteSize.write(1536)).isEqualTo("1.5 KiB");
    }
}
