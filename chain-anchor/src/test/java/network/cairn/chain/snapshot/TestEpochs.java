package network.cairn.chain.snapshot;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.TransactionsRoot;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.id.StateRoot;

/// Ends of epochs with sets that change each epoch, signed as they should be.
final class TestEpochs {
    private static final ChainId CHAIN = ChainId.of(new byte[32]);
    private static final ChainParameters PARAMETERS = ChainParameters.DEFAULT;

    private final int seed;

    TestEpochs() {
        this(0);
    }

    TestEpochs(int seed) {
        this.seed = seed;
    }

    SnapshotCheck check(Optional<Checkpoint> checkpoint) {
        return new SnapshotCheck(
                CHAIN,
                PARAMETERS,
                SignatureVerifier.ED25519,
                new SnapshotCheck.Anchor(0, set(0).digest(), 0),
                checkpoint);
    }

    private List<Identity> members(long epoch) {
        var members = new ArrayList<Identity>();
        for (int i = 0; i < 4; i++) {
            byte[] bytes = new byte[Identity.SEED_LENGTH_BYTES];
            bytes[0] = (byte) seed;
            bytes[1] = (byte) (i == 0 ? 0 : epoch);
            bytes[2] = (byte) i;
            members.add(Identity.ofSeed(bytes));
        }
        return members;
    }

    ValidatorSet set(long epoch) {
        return ValidatorSet.of(members(epoch).stream()
                .map(member -> new ValidatorSet.Member(member.publicIdentity(), 10, new Endpoint("localhost", 7000)))
                .toList());
    }

    /// The ends of so many epochs, the last with this state.
    List<EpochEnd> ends(int count, StateRoot state) {
        var ends = new ArrayList<EpochEnd>();
        for (long epoch = 0; epoch < count; epoch++) {
            var header = new BlockHeader(
                    CHAIN,
                    PARAMETERS.lastHeight(epoch),
                    epoch,
                    BlockHash.of(new byte[32]),
                    1_000_000 * (epoch + 1),
                    members(epoch).getFirst().id(),
                    TransactionsRoot.of(List.of()),
                    Outcome.digest(List.of()),
                    epoch == count - 1 ? state : StateRoot.of(new byte[32]),
                    set(epoch).digest(),
                    set(epoch + 1).digest(),
                    Optional.empty());
            ends.add(new EpochEnd(header, finalization(header, 4), set(epoch)));
        }
        return ends;
    }

    Certificate finalization(BlockHeader header, int signers) {
        var vote = new Vote.Finalize(new Round(header.epoch(), 9), 8, header.hash());
        var signatures = new HashMap<ActorId, Signature>();
        for (Identity member : members(header.epoch()).subList(0, signers)) {
            signatures.put(member.id(), member.sign(vote.signedBytes(CHAIN)));
        }
        return Certificate.of(vote, set(header.epoch()), signatures);
    }
}
