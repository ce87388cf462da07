package network.cairn.deploy.cli;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The commands on tenants, users and keys, against the files of a gateway that does not run.
final class IdentityCommandsTest extends IdentityCommands {
    @Override
    List<String> options() {
        return List.of("--config", folder.resolve("gateway.yaml").toString());
    }

    @Override
    Map<String, String> environment() {
        // Files that are named go before an API that the environment knows.
        return Map.of("CAIRN_PASSPHRASE", PASSPHRASE, "CAIRN_ADMIN_URL", "http://127.0.0.1:1");
    }

    @Test
    void filesAndApi_contradict() {
        refused(64, "--admin and --operator-file ask a running gateway", "tenant list --admin http://127.0.0.1:9090");
    }
}
