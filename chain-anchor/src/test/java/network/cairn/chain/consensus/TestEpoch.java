package network.cairn.chain.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.TransactionsRoot;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.Signature;
import network.cairn.proofs.id.StateRoot;

/// An epoch with a set of cheap signers, and what tests make for it.
///
/// Members are numbered by their place in the set.
final class TestEpoch {
    static final ChainId CHAIN = ChainId.of(bytes(32, 7));
    static final long START_MILLIS = 1_000_000;
    static final ConsensusTiming TIMING = new ConsensusTiming(
            Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofSeconds(30), Duration.ofSeconds(5));
    private static final Digest NO_TRANSACTIONS = TransactionsRoot.of(List.of());

    final long number;
    final ValidatorSet set;
    final BlockHeader start;
    final long lastHeight;
    final ConsensusTiming timing;
    private final Map<ActorId, KeyedHashSigner> signers = new TreeMap<>();

    TestEpoch(long number, int epochBlocks, ConsensusTiming timing, long... powers) {
        var members = new ArrayList<ValidatorSet.Member>();
        for (int i = 0; i < powers.length; i++) {
            var signer = KeyedHashSigner.of(i);
            signers.put(signer.publicIdentity().id(), signer);
            members.add(new ValidatorSet.Member(signer.publicIdentity(), powers[i], new Endpoint("localhost", 1)));
        }
        this.number = number;
        this.timing = timing;
        this.set = ValidatorSet.of(members);
        this.start = header(
                number == 0 ? 0 : number - 1,
                number * epochBlocks,
                BlockHash.of(bytes(32, 0)),
                START_MILLIS,
                ActorId.of(bytes(20, 0)),
                0);
        this.lastHeight = (number + 1) * epochBlocks;
    }

    static TestEpoch ofFour() {
        return new TestEpoch(0, 1000, TIMING, 1, 1, 1, 1);
    }

    static TestEpoch ofFour(int epochBlocks) {
        return new TestEpoch(0, epochBlocks, TIMING, 1, 1, 1, 1);
    }

    ConsensusConfig config(int member) {
        return config(Optional.of(signer(member)));
    }

    ConsensusConfig config(Optional<Signer> signer) {
        return new ConsensusConfig(CHAIN, number, set, signer, KeyedHashSigner.VERIFIER, start, lastHeight, timing);
    }

    Signer signer(int member) {
        var signer = signers.get(id(member));
        if (signer == null) {
            throw new IllegalArgumentException("member " + member);
        }
        return signer;
    }

    ActorId id(int member) {
        return set.members().get(member).id();
    }

    Round round(long view) {
        return new Round(number, view);
    }

    int leader(long view) {
        return set.position(set.leader(round(view)).id()).orElseThrow();
    }

    SignedVote sign(int member, Vote vote) {
        return SignedVote.sign(signer(member), CHAIN, vote);
    }

    Certificate certificate(Vote vote, int... members) {
        var signatures = new TreeMap<ActorId, Signature>();
        for (int member : members) {
            signatures.put(id(member), sign(member, vote).signature());
        }
        return Certificate.of(vote, set, signatures);
    }

    /// A block of a view's leader; blocks of other salts have other hashes.
    Block block(long view, BlockHeader parent, long timestampMillis, int salt) {
        return new Block(
                header(number, parent.height() + 1, parent.hash(), timestampMillis, id(leader(view)), salt), List.of());
    }

    Block block(long view, BlockHeader parent) {
        return block(view, parent, parent.timestampMillis() + 1000, 0);
    }

    Vote.Notarize notarize(long view, long parentView, Block block) {
        return new Vote.Notarize(round(view), parentView, block.hash());
    }

    Vote.Nullify nullify(long view) {
        return new Vote.Nullify(round(view));
    }

    Vote.Finalize finalize(long view, long parentView, Block block) {
        return new Vote.Finalize(round(view), parentView, block.hash());
    }

    private static BlockHeader header(
            long epoch, long height, BlockHash parent, long timestampMillis, ActorId proposer, int salt) {
        var filler = Digest.of(bytes(32, 1));
        return new BlockHeader(
                CHAIN,
                height,
                epoch,
                parent,
                timestampMillis,
                proposer,
                NO_TRANSACTIONS,
                filler,
                StateRoot.of(bytes(32, salt)),
                filler,
                filler,
                Optional.empty());
    }

    private static byte[] bytes(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
