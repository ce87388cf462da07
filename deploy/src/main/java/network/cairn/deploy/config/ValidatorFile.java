package network.cairn.deploy.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import network.cairn.chain.ValidatorSettings;
import network.cairn.chain.mempool.MempoolLimits;
import network.cairn.chain.net.MeshLimits;
import network.cairn.chain.net.MeshSettings;
import network.cairn.chain.rpc.RpcLimits;
import network.cairn.chain.rpc.RpcSettings;
import network.cairn.chain.state.LedgerSettings;
import network.cairn.chain.validator.ValidatorOptions;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.proofs.beacon.BeaconSecret;
import network.cairn.proofs.id.ActorId;

/// A validator's configuration file; `deploy/config/validator.yaml` explains every key.
///
/// @param file where it was read
/// @param keystore of the validator's identity
/// @param genesisFile the chain's genesis in canonical bytes
/// @param beaconShareFile its share of the beacon's key; empty where it holds none
/// @param blocksKept how many final blocks are kept at least; empty for as many as 24 epochs have
/// @param stateCacheBytesMax memory for pages of the state tree; empty for the ledger's default
/// @param process what it leaves on this machine beside its data
public record ValidatorFile(
        Path file,
        KeystoreSettings keystore,
        Path genesisFile,
        Optional<Path> beaconShareFile,
        Path dataFolder,
        MeshSettings mesh,
        RpcSettings rpc,
        MempoolLimits mempool,
        Optional<Long> blocksKept,
        Optional<Long> stateCacheBytesMax,
        ValidatorOptions options,
        int snapshotEpochs,
        ProcessSettings process) {
    public static final String ENVIRONMENT_PREFIX = "CAIRN_VALIDATOR_";

    /// @throws CommandFailure with `CONFIG`: one line naming file, key and value
    public static ValidatorFile read(Path file, Map<String, String> environment) throws CommandFailure {
        return bind(ConfigDocument.read(file, ENVIRONMENT_PREFIX, environment));
    }

    static ValidatorFile bind(ConfigDocument document) throws CommandFailure {
        try {
            var bound = new ValidatorFile(
                    document.file(),
                    KeystoreSettings.read(document),
                    document.required("genesisFile", ConfigType.path()),
                    document.optional("beaconShareFile", ConfigType.path().orNone(), Optional.empty()),
                    document.required("dataFolder", ConfigType.path()),
                    mesh(document),
                    rpc(document),
                    mempool(document),
                    document.optional(
                            "blocksKept", ConfigType.number(1, Long.MAX_VALUE).orNone(), Optional.empty()),
                    document.optional(
                            "stateCacheBytesMax", ConfigType.number(0, 1L << 40).orNone(), Optional.empty()),
                    options(document),
                    document.optional("snapshotEpochs", ConfigType.integer(1, 1_000_000), 1),
                    ProcessSettings.read(document));
            document.rejectUnknown();
            return bound;
        } catch (IllegalArgumentException e) {
            throw document.failure(String.valueOf(e.getMessage()));
        }
    }

    /// What the validator is started with.
    ///
    /// @param genesis as `genesisFile` has it
    /// @param beaconShare as `beaconShareFile` has it
    public ValidatorSettings settings(Genesis genesis, Optional<BeaconSecret> beaconShare) {
        LedgerSettings ledger = LedgerSettings.of(genesis.parameters());
        return new ValidatorSettings(
                dataFolder,
                genesis,
                mesh,
                rpc,
                mempool,
                new LedgerSettings(
                        blocksKept.orElse(ledger.blocksKept()), stateCacheBytesMax.orElse(ledger.cacheBytesMax())),
                options,
                snapshotEpochs,
                Runtime.getRuntime().availableProcessors(),
                beaconShare);
    }

    private static MeshSettings mesh(ConfigDocument document) throws CommandFailure {
        MeshLimits or = MeshLimits.DEFAULT;
        var limits = new MeshLimits(
                or.frameBytesMax(),
                or.observerFrameBytesMax(),
                document.optional("connectionsMax", ConfigType.integer(1, 10_000), or.connectionsMax()),
                document.optional("observersMax", ConfigType.integer(0, 10_000), or.observersMax()),
                or.outboundBytesMax(),
                or.gossipBytesMax(),
                or.inboundWindowBytesMax(),
                document.optional(
                        "peerBytesPerSecondMax",
                        ConfigType.number(1 << 10, Long.MAX_VALUE),
                        or.inboundBytesPerSecond()),
                or.inboundMessagesPerSecond(),
                or.observerShare(),
                or.connectTimeout(),
                or.handshakeTimeout(),
                or.redialMin(),
                or.redialMax(),
                or.strangerPause(),
                or.beatAfter(),
                or.deadAfter(),
                or.banMin(),
                or.banMax(),
                or.penaltyMax());
        return new MeshSettings(
                document.optional("listenHost", ConfigType.text(), "127.0.0.1"),
                document.required("listenPort", ConfigType.integer(0, 65535)),
                peers(document),
                limits,
                MeshSettings.MISBEHAVIOUR_PENALTY_DEFAULT,
                software());
    }

    private static RpcSettings rpc(ConfigDocument document) throws CommandFailure {
        RpcLimits or = RpcLimits.DEFAULT;
        var limits = new RpcLimits(
                document.optional("rpcConnectionsMax", ConfigType.integer(1, 100_000), or.connectionsMax()),
                document.optional("rpcRequestsMax", ConfigType.integer(1, 100_000), or.requestsMax()),
                or.bodyBytesMax(),
                or.bodiesBytesMax(),
                document.optional("rpcStreamsMax", ConfigType.integer(0, 100_000), or.streamsMax()),
                or.streamLagBlocksMax(),
                or.windowBytesMax(),
                or.bodyTimeout(),
                or.waitMax(),
                or.heartbeatInterval(),
                or.stallTimeout(),
                or.idleTimeout());
        return new RpcSettings(
                document.optional("rpcHost", ConfigType.text(), "127.0.0.1"),
                document.required("rpcPort", ConfigType.integer(0, 65535)),
                document.optional("rpcAllowedOrigin", ConfigType.text().orNone(), Optional.empty()),
                limits);
    }

    private static MempoolLimits mempool(ConfigDocument document) throws CommandFailure {
        MempoolLimits or = MempoolLimits.DEFAULT;
        return new MempoolLimits(
                document.optional("mempoolTransactionsMax", ConfigType.integer(1, 10_000_000), or.transactionsMax()),
                document.optional("mempoolBytesMax", ConfigType.number(1 << 10, 16L << 30), or.bytesMax()),
                document.optional("mempoolAccountTransactionsMax", ConfigType.integer(1, 100_000), or.perAccountMax()),
                document.optional(
                        "mempoolWaitMax", ConfigType.duration(Duration.ofMillis(1), Duration.ofDays(7)), or.waitMax()));
    }

    private static ValidatorOptions options(ConfigDocument document) throws CommandFailure {
        ValidatorOptions or = ValidatorOptions.DEFAULT;
        ConfigType<Duration> time = ConfigType.duration(Duration.ofMillis(1), Duration.ofHours(1));
        return new ValidatorOptions(
                document.optional("delayMin", time, or.delayMin()),
                document.optional("delayMax", time, or.delayMax()),
                or.clockAheadMax(),
                or.standingInterval(),
                or.responseTimeout(),
                or.responseBytesMax(),
                document.optional("votesFromEpoch", ConfigType.number(0, Long.MAX_VALUE), or.votesFromEpoch()),
                document.optional("checkpoint", ConfigType.checkpoint().orNone(), or.checkpoint()));
    }

    private static Map<ActorId, Endpoint> peers(ConfigDocument document) throws CommandFailure {
        List<ConfigType.Peer> listed = document.optional("peers", ConfigType.listOf(ConfigType.peer()), List.of());
        var peers = new HashMap<ActorId, Endpoint>();
        for (ConfigType.Peer peer : listed) {
            if (peers.put(peer.id(), peer.endpoint()) != null) {
                throw document.failure("peers: " + peer.id() + ": is listed twice");
            }
        }
        return peers;
    }

    /// This software's version, as peers are told it.
    private static String software() {
        String version = ValidatorFile.class.getPackage().getImplementationVersion();
        return "cairn/" + (version == null ? "unpackaged" : version);
    }
}
