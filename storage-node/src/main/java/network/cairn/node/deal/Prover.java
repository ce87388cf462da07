package network.cairn.node.deal;

import java.io.IOException;
import network.cairn.proofs.id.BeaconSignature;

/// Makes a provider's proof of an epoch.
@FunctionalInterface
public interface Prover {
    /// The proof, an encoded {@link network.cairn.proofs.deal.EpochProof}.
    ///
    /// @param count how many challenges the ledger draws
    /// @throws IOException if a challenged piece is gone or damaged; the message names it
    byte[] prove(long epoch, BeaconSignature beacon, int count) throws IOException;
}
