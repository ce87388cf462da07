package network.cairn.deploy.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import network.cairn.client.erasure.Scheme;

/// What was asked of a local network. What is left open is taken from the network in the folder, or
/// where there is
/// none yet from the defaults.
///
/// @param port of the gateway; 0 takes a free one
/// @param nodeCapacityBytes what each node offers
/// @param validators how many run the chain
/// @param epoch how long an epoch of the chain is, in whole seconds
/// @param httpsPort of the gateway's HTTPS; 0 takes a free one
public record NetworkOptions(
        Path folder,
        OptionalInt nodes,
        Optional<Scheme> scheme,
        Optional<String> host,
        OptionalInt port,
        OptionalLong nodeCapacityBytes,
        OptionalInt validators,
        Optional<Duration> epoch,
        OptionalInt httpsPort) {
    public static final Duration EPOCH_DEFAULT = Duration.ofHours(1);
    public static final Duration EPOCH_MIN = Duration.ofSeconds(5);
    public static final Duration EPOCH_MAX = Duration.ofDays(7);
    public static final int NODES_DEFAULT = 8;
    public static final int NODES_MAX = 255;
    public static final int VALIDATORS_DEFAULT = 1;
    public static final int VALIDATORS_MAX = 21;
    public static final Scheme SCHEME_DEFAULT = new Scheme(4, 5, 6, 6);
    public static final String HOST_DEFAULT = "127.0.0.1";
    public static final int PORT_DEFAULT = 9000;

    /// How far above its plain port a new network's HTTPS is, where nobody says otherwise and it is free there.
    public static final int HTTPS_PORT_DISTANCE = 443;

    /// How far above its plain port the operator's API of a new network is, where that is free.
    public static final int ADMIN_PORT_DISTANCE = 90;

    /// With the default epoch and port of HTTPS.
    public NetworkOptions(
            Path folder,
            OptionalInt nodes,
            Optional<Scheme> scheme,
            Optional<String> host,
            OptionalInt port,
            OptionalLong nodeCapacityBytes,
            OptionalInt validators) {
        this(folder, nodes, scheme, host, port, nodeCapacityBytes, validators, Optional.empty(), OptionalInt.empty());
    }
}
