package network.cairn.deploy.s3;

import static org.assertj.core.api.Assertions.assertThat;

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

    private static Access key(String... options) {
        SharedNetwork network = SharedNetwork.get();
        String[] command = new String[options.length + 5];
        command[0] = "keys";
        command[1] = "create";
        System.arraycopy(options, 0, command, 2, options.length);
        command[options.length + 2] = "--json";
        command[options.length + 3] = "--data";
        command[options.length + 4] = network.data().toString();
        CairnCommandLine.Outcome outcome = network.run(command);
        assertThat(outcome.exitCode()).as(outcome.toString()).isZero();
        Access owner = network.owner();
        return new Access(owner.endpoint(), found(ID, outcome), found(SECRET, outcome), owner.region());
    }

    private static String found(Pattern pattern, CairnCommandLine.Outcome outcome) {
        Matcher matcher = pattern.matcher(outcome.out());
        assertThat(matcher.find()).as(outcome.toString()).isTrue();
        return matcher.group(1);
    }
}
