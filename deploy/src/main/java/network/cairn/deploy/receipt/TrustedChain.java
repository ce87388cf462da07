package network.cairn.deploy.receipt;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.light.Checkpoint;
import network.cairn.client.receipt.ReceiptVerifier;
import network.cairn.deploy.chain.CheckpointFile;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.deploy.genesis.GenesisFiles;

/// What a reader of receipts trusts: a chain's genesis, and a checkpoint of it if there is one.
public record TrustedChain(Genesis genesis, Optional<Checkpoint> checkpoint) {
    /// Trust in a genesis alone.
    public static TrustedChain genesis(Path genesisFile) throws CommandFailure {
        return new TrustedChain(GenesisFiles.read(genesisFile), Optional.empty());
    }

    /// The same with the checkpoint of a file, if that is there.
    public TrustedChain withKept(Path checkpointFile) throws CommandFailure {
        return new TrustedChain(genesis, new CheckpointFile(checkpointFile).read(genesis.chainId()));
    }

    /// The same with the checkpoint of a file, which must be there.
    public TrustedChain with(Path checkpointFile) throws CommandFailure {
        TrustedChain trusted = withKept(checkpointFile);
        if (trusted.checkpoint.isEmpty()) {
            throw new CommandFailure(Exit.CONFIG, checkpointFile + ": no such file or folder");
        }
        return trusted;
    }

    /// The epoch that a receipt for this reader has to lead on from.
    public long fromEpoch() {
        return checkpoint.map(trusted -> trusted.header().epoch()).orElse(0L);
    }

    /// @param clock tells how old receipts are
    /// @param ageMax how old anything may be that a receipt is proven against
    public ReceiptVerifier verifier(InstantSource clock, Duration ageMax) {
        return new ReceiptVerifier(genesis, checkpoint, SignatureVerifier.ED25519, clock, ageMax);
    }
}
