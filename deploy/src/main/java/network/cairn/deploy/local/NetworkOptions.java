package network.cairn.deploy.local;

import java.nio.file.Path;
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
public record NetworkOptions(
        Path folder,
        OptionalInt nodes,
        Optional<Scheme> scheme,
        Optional<String> host,
        OptionalInt port,
        OptionalLong nodeCapacityBytes,
        OptionalInt validators) {
    public static final int NODES_DEFAULT = 8;
    public static final int NODES_MAX = 255;
    public static final int VALIDATORS_DEFAULT = 1;
    public static final int VALIDATORS_MAX = 21;
    public static final Scheme SCHEME_DEFAULT = new Scheme(4, 5, 6, 6);
    public static final String HOST_DEFAULT = "127.0.0.1";
    public static final int PORT_DEFAULT = 9000;
}
