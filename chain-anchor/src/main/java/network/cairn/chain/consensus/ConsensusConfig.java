package network.cairn.chain.consensus;

import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.ValidatorSet.Member;
import network.cairn.proofs.id.ChainId;

/// What one epoch's consensus is about; it does not change while the epoch lasts.
///
/// @param signer who votes here; empty, or of no member of the set, for one that only watches
/// @param start the last header of the epoch before: the parent of the epoch's first block
/// @param lastHeight the height the epoch ends with
public record ConsensusConfig(
        ChainId chain,
        long epoch,
        ValidatorSet validators,
        Optional<Signer> signer,
        SignatureVerifier verifier,
        BlockHeader start,
        long lastHeight,
        ConsensusTiming timing) {
    public ConsensusConfig {
        if (lastHeight <= start.height()) {
            throw new IllegalArgumentException(
                    "an epoch that starts on height " + start.height() + " cannot end at " + lastHeight);
        }
    }

    /// The own place in the set; -1 for one that only watches.
    int self() {
        return signer.flatMap(own -> validators.position(own.publicIdentity().id()))
                .orElse(-1);
    }

    Round round(long view) {
        return new Round(epoch, view);
    }

    Member leader(long view) {
        return validators.leader(round(view));
    }

    boolean leads(int member, long view) {
        return member >= 0 && validators.members().get(member).equals(leader(view));
    }
}
