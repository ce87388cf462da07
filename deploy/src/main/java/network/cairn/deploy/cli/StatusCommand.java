package network.cairn.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import network.cairn.deploy.config.Credits;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.local.LedgerStatus;
import network.cairn.deploy.local.NetworkFolder;
import network.cairn.deploy.local.NetworkStatus;
import network.cairn.deploy.local.RoleStatus;
import network.cairn.deploy.local.StatusWiring;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Shows how a local network is.
@Command(
        name = "status",
        description = {
            "Show a local network's nodes, validators, space and health, how far its chain is, and how the nodes do there.",
            "Asks every node itself, over mutual TLS, and the chain through a light client. DEALS to DUE are the chain's"
                    + " word: epochs proven, misses of late, credits earned and not paid out (what is held back included),"
                    + " and credits proven that no deal has been settled for yet. Exit code 0 when every role is up, 69"
                    + " otherwise."
        },
        mixinStandardHelpOptions = true)
final class StatusCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(com.fasterxml.jackson.databind.cfg.EnumFeature.WRITE_ENUMS_TO_LOWERCASE)
            .build();

    private final Terminal terminal;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "cairn-data",
            description = "The network's folder. Default: ./${DEFAULT-VALUE}")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path data;

    @Option(names = "--json", description = "Print JSON, for programs.")
    private boolean json;

    StatusCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        NetworkStatus status = StatusWiring.ask(
                new NetworkFolder(data), terminal.environment(), InstantSource.system(), new SecureRandom());
        if (json) {
            terminal.result(JSON.writeValueAsString(status));
        } else {
            table(status).forEach(terminal::result);
        }
        return (status.health() == NetworkStatus.Health.OK ? Exit.OK : Exit.UNAVAILABLE).code();
    }

    private static List<String> table(NetworkStatus status) {
        var rows = new ArrayList<List<String>>();
        rows.add(List.of(
                "ROLE",
                "ID",
                "ADDRESS",
                "PID",
                "STATE",
                "USED",
                "FREE",
                "CAPACITY",
                "PIECES",
                "DEALS",
                "HELD",
                "PROVEN",
                "MISSES",
                "EARNED",
                "DUE"));
        rows.add(row(status.gateway()));
        status.validators().forEach(validator -> rows.add(row(validator)));
        status.nodes().forEach(node -> rows.add(row(node)));
        var lines = new ArrayList<String>();
        lines.add(status.health().name().toLowerCase(Locale.ROOT) + ": "
                + status.health().meaning());
        String secure = status.secureEndpoint() == null
                ? ""
                : ", " + status.secureEndpoint() + " (trust " + status.authorityFile() + ")";
        lines.add("endpoint " + status.endpoint() + secure + ", scheme " + status.scheme() + ", data in "
                + status.folder());
        if (status.chain() != null) {
            lines.add(chain(status.chain()));
        }
        lines.add("");
        lines.addAll(Columns.align(rows));
        for (RoleStatus role : status.nodes()) {
            if (!role.problem().isEmpty()) {
                lines.add("node " + role.number() + ": " + role.problem());
            }
        }
        if (!status.gateway().problem().isEmpty()) {
            lines.add("gateway: " + status.gateway().problem());
        }
        return lines;
    }

    private static String chain(LedgerStatus chain) {
        return chain.problem().isEmpty()
                ? "chain at height " + chain.height() + ", epoch " + chain.epoch() + " (" + chain.epochBlocksDone()
                        + " of " + chain.epochBlocks() + " blocks), " + chain.validators()
                        + (chain.validators() == 1 ? " validator" : " validators") + ", final "
                        + chain.finalSecondsAgo() + " s ago"
                : "chain: " + chain.problem();
    }

    private static List<String> row(RoleStatus role) {
        RoleStatus.Storage storage = role.storage();
        String state = !role.up() ? "down" : storage != null && !storage.writable() ? "read-only" : "up";
        RoleStatus.Business business = role.business();
        return List.of(
                role.number() == 0 ? role.role() : role.role() + " " + role.number(),
                role.id(),
                role.address(),
                role.pid() == null ? "-" : role.pid().toString(),
                state,
                storage == null ? "-" : ByteSize.write(storage.usedBytes()),
                storage == null ? "-" : ByteSize.write(storage.freeBytes()),
                storage == null ? "-" : ByteSize.write(storage.capacityBytes()),
                storage == null ? "-" : Long.toString(storage.pieces()),
                business == null ? "-" : Long.toString(business.deals()),
                business == null ? "-" : ByteSize.write(business.heldBytes()),
                business == null ? "-" : Long.toString(business.provenEpochs()),
                business == null ? "-" : Integer.toString(business.missesOfLate()),
                business == null
                        ? "-"
                        : Credits.write(Credits.parse(business.earned()).plusExact(Credits.parse(business.heldBack()))),
                business == null || business.due() == null ? "-" : business.due());
    }
}
