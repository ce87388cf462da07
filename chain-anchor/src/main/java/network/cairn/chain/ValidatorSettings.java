package network.cairn.chain;

import java.nio.file.Path;
import java.util.Optional;
import network.cairn.chain.mempool.MempoolLimits;
import network.cairn.chain.net.MeshSettings;
import network.cairn.chain.rpc.RpcSettings;
import network.cairn.chain.state.LedgerSettings;
import network.cairn.chain.validator.ValidatorOptions;
import network.cairn.client.ledger.Genesis;
import network.cairn.proofs.beacon.BeaconSecret;

/// What an operator decides about a validator.
///
/// @param dataFolder folder of the ledger, the journal and the snapshots, made if it is not there; nobody
///     else writes in it
/// @param genesis the chain's
/// @param mesh where other validators reach it, and who else is dialled
/// @param rpc where clients reach it
/// @param mempool how much may wait for a block
/// @param ledger how much of the past is kept
/// @param options how it votes
/// @param snapshotEpochs a snapshot of the state is made at the end of every so many epochs
/// @param verifierThreads threads that check transactions' signatures
/// @param beaconShare its share of the beacons' key, where it holds one
public record ValidatorSettings(
        Path dataFolder,
        Genesis genesis,
        MeshSettings mesh,
        RpcSettings rpc,
        MempoolLimits mempool,
        LedgerSettings ledger,
        ValidatorOptions options,
        int snapshotEpochs,
        int verifierThreads,
        Optional<BeaconSecret> beaconShare) {
    public ValidatorSettings {
        if (snapshotEpochs < 1) {
            throw new IllegalArgumentException("snapshotEpochs is at least 1, not " + snapshotEpochs);
        }
        if (verifierThreads < 1 || verifierThreads > 1024) {
            throw new IllegalArgumentException("verifierThreads is in 1 .. 1024, not " + verifierThreads);
        }
    }

    /// These settings with what an operator seldom changes left at its defaults: a thread for each core, a
    /// snapshot every epoch, {@link LedgerSettings#EPOCHS_KEPT} epochs of blocks.
    public static ValidatorSettings of(
            Path dataFolder, Genesis genesis, MeshSettings mesh, RpcSettings rpc, Optional<BeaconSecret> beaconShare) {
        return new ValidatorSettings(
                dataFolder,
                genesis,
                mesh,
                rpc,
                MempoolLimits.DEFAULT,
                LedgerSettings.of(genesis.parameters()),
                ValidatorOptions.DEFAULT,
                1,
                Runtime.getRuntime().availableProcessors(),
                beaconShare);
    }

    public ValidatorSettings withOptions(ValidatorOptions value) {
        return new ValidatorSettings(
                dataFolder, genesis, mesh, rpc, mempool, ledger, value, snapshotEpochs, verifierThreads, beaconShare);
    }
}
