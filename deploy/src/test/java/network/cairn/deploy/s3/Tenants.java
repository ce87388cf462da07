package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import network.cairn.deploy.network.CairnCommandLine;

/// Keys of others than the network's first tenant, made as an operator makes them.
final class Tenants {
    private static final Pattern SECRET = Pattern.compile("\"secretAccessKey\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern ID = Pattern.compile("\"accessKeyId\"\\s*:\\s*\"([^\"]+)\"");

    private Tenants() {}

    /// A key of a tenant's root; a new name makes a new tenant.
    static Access rootOf(String tenant) {
        return key("--tenant", tenant);
    }

    /// A new key of a tenant's root, made through the admin API.
    static Access newRootOf(String tenant) {
        return access(operator("keys", "create", "--tenant", tenant));
    }

    /// A new key of a tenant's user, made through the admin API.
    static Access newKeyOf(String tenant, String user) {
        return access(operator("keys", "create", "--tenant", tenant, "--user", user));
    }

    /// Runs a command of the operator through the network's admin API.
    ///
    /// @return the JSON that it printed
    static String operator(String... command) {
        return run(command, "--operator-file", SharedNetwork.get().data().resolve("operator.env"));
    }

    private static Access key(String... options) {
        String[] command = new String[options.length + 2];
        command[0] = "keys";
        command[1] = "create";
        System.arraycopy(options, 0, command, 2, options.length);
        return access(run(command, "--data", SharedNetwork.get().data()));
    }

    private static String run(String[] command, String option, Path where) {
        String[] all = Arrays.copyOf(command, command.length + 3);
        all[command.length] = "--json";
        all[command.length + 1] = option;
        all[command.length + 2] = where.toString();
        CairnCommandLine.Outcome outcome = SharedNetwork.get().run(all);
        assertThat(outcome.exitCode()).as(outcome.err()).isZero();
        return outcome.out();
    }

    private static Access access(String shown) {
        Access owner = SharedNetwork.get().owner();
        return new Access(owner.endpoint(), found(ID, shown), found(SECRET, shown), owner.region());
    }

    private static String found(Pattern pattern, String shown) {
        Matcher matcher = pattern.matcher(shown);
        assertThat(matcher.find()).as("a key was shown").isTrue();
        return matcher.group(1);
    }
}
