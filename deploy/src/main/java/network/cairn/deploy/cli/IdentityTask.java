package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Callable;
import network.cairn.deploy.admin.AdminCalls;
import network.cairn.deploy.admin.GatewayFiles;
import network.cairn.deploy.admin.OperatorAccess;
import network.cairn.deploy.admin.RunningGatewayCalls;
import network.cairn.deploy.config.GatewayFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.NetworkFolder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A command that looks at or changes the identities of a gateway: its tenants, users and keys. It works on the files
/// of the gateway, which may run meanwhile and sees a change within a second, or asks a running gateway's admin API.
abstract class IdentityTask implements Callable<Integer> {
    static final ObjectMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final String DATA_DEFAULT = "cairn-data";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The local network's folder, whose gateway's files are used. Default: ./" + DATA_DEFAULT)
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a gateway outside a local network, whose files are used.")
    private @Nullable Path config;

    @Option(
            names = "--admin",
            paramLabel = "URL",
            description = "The admin API of a running gateway, such as https://127.0.0.1:9090, instead of files. The"
                    + " operator's key is that of CAIRN_OPERATOR_KEY_ID and CAIRN_OPERATOR_SECRET_KEY; CAIRN_ADMIN_CA_FILE"
                    + " names whose certificates to trust. Default: CAIRN_ADMIN_URL, where that is set and no files are"
                    + " named")
    private @Nullable String admin;

    @Option(
            names = "--operator-file",
            paramLabel = "FILE",
            description = "A file with lines NAME=VALUE of these variables, mode 0600, as 'cairn up' writes"
                    + " operator.env.")
    private @Nullable Path operatorFile;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    final Terminal terminal;

    IdentityTask(Terminal terminal) {
        this.terminal = terminal;
    }

    /// What it does at the gateway.
    abstract void run(AdminCalls gateway) throws CommandFailure, IOException, InterruptedException;

    @Override
    public final Integer call() throws CommandFailure, IOException, InterruptedException {
        boolean files = data != null || config != null;
        boolean remote = admin != null || operatorFile != null;
        if (files && remote) {
            throw new CommandFailure(
                    Exit.USAGE, "--admin and --operator-file ask a running gateway, --data and --config name files");
        }
        if (remote || (!files && OperatorAccess.isIn(terminal.environment()))) {
            var access = OperatorAccess.of(admin, operatorFile, terminal.environment());
            try (var gateway = new RunningGatewayCalls(access, InstantSource.system())) {
                run(gateway.calls());
            }
        } else {
            Path folder = data == null ? Path.of(DATA_DEFAULT) : data;
            Path file = config != null ? config : new NetworkFolder(folder).gatewayConfig();
            GatewayFile gateway = GatewayFile.read(file, terminal.environment());
            try (var kept =
                    GatewayFiles.open(gateway, terminal.environment(), new SecureRandom(), InstantSource.system())) {
                run(kept.calls());
            }
        }
        return Exit.OK.code();
    }

    /// Prints a result: as JSON where that was asked for, else as rows in columns.
    final void print(Object asJson, List<List<String>> rows) throws IOException {
        if (json) {
            terminal.result(JSON.writeValueAsString(asJson));
        } else {
            Columns.align(rows).forEach(terminal::result);
        }
    }
}
