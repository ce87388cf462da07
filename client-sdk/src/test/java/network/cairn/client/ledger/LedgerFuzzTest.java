package network.cairn.client.ledger;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import network.cairn.client.OneForm;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.EpochProof;
import network.cairn.proofs.deal.EpochVerdict;
import network.cairn.proofs.deal.EpochVerifier;
import network.cairn.proofs.deal.ListChange;
import network.cairn.proofs.deal.ListChangeProof;
import network.cairn.proofs.deal.MembershipProof;
import network.cairn.proofs.deal.MembershipVerdict;
import network.cairn.proofs.deal.PieceEntry;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.PieceId;
import network.cairn.proofs.id.PieceRoot;
import network.cairn.proofs.id.StateRoot;
import network.cairn.proofs.piece.PieceTree;
import network.cairn.proofs.tree.StateProof;
import network.cairn.proofs.tree.StateVerdict;

/// Fuzz targets of the ledger's decoders and of those in `proofs`; `deploy/fuzz.sh` runs them. As a plain test each
/// passes its kept inputs.
class LedgerFuzzTest {
    @FuzzTest
    void transaction(byte[] bytes) {
        OneForm.check(bytes, Transaction::decode, Transaction::encode);
    }

    @FuzzTest
    void transactionBody(byte[] bytes) {
        OneForm.check(bytes, TransactionBody::decode, TransactionBody::encode);
    }

    @FuzzTest
    void vote(byte[] bytes) {
        OneForm.check(bytes, Vote::decode, Vote::encode);
    }

    @FuzzTest
    void signedVote(byte[] bytes) {
        OneForm.check(bytes, SignedVote::decode, SignedVote::encode);
    }

    @FuzzTest
    void certificate(byte[] bytes) {
        OneForm.check(bytes, Certificate::decode, Certificate::encode);
    }

    @FuzzTest
    void validatorSet(byte[] bytes) {
        OneForm.check(bytes, ValidatorSet::decode, ValidatorSet::encode);
    }

    @FuzzTest
    void blockHeader(byte[] bytes) {
        OneForm.check(bytes, BlockHeader::decode, BlockHeader::encode);
    }

    @FuzzTest
    void block(byte[] bytes) {
        OneForm.check(bytes, Block::decode, Block::encode);
    }

    @FuzzTest
    void genesis(byte[] bytes) {
        OneForm.check(bytes, Genesis::decode, Genesis::encode);
    }

    @FuzzTest
    void certifiedHeader(byte[] bytes) {
        OneForm.check(bytes, CertifiedHeader::decode, CertifiedHeader::encode);
    }

    @FuzzTest
    void provenRecord(byte[] bytes) {
        OneForm.check(bytes, ProvenRecord::decode, ProvenRecord::encode);
    }

    @FuzzTest
    void transactionInclusion(byte[] bytes) {
        OneForm.check(bytes, TransactionInclusion::decode, TransactionInclusion::encode);
    }

    @FuzzTest
    void stateRecord(byte[] bytes) {
        OneForm.check(bytes, Account::decode, Account::encode);
        OneForm.check(bytes, Delegation::decode, Delegation::encode);
        OneForm.check(bytes, Provider::decode, Provider::encode);
        OneForm.check(bytes, Validator::decode, Validator::encode);
    }

    @FuzzTest
    void stateProof(byte[] bytes) {
        OneForm.check(bytes, StateProof::decode, StateProof::encode);
        verify(bytes);
    }

    @FuzzTest
    void pieceTree(byte[] bytes) {
        OneForm.check(bytes, PieceTree::decode, PieceTree::encode);
    }

    /// A verifier answers whatever it is given: no proof shows a record under a root that is not its own.
    private static void verify(byte[] bytes) {
        try {
            var proof = StateProof.decode(bytes);
            var path = Digest.of(Arrays.copyOf(bytes, Digest.LENGTH_BYTES));
            var root = StateRoot.of(Arrays.copyOf(bytes, StateRoot.LENGTH_BYTES));
            if (!(proof.verify(root, path, Optional.of(bytes)) instanceof StateVerdict.Rejected)) {
                throw new AssertionError("a proof leads to a root it does not hash to");
            }
        } catch (CodecException refused) {
            // Not a proof.
        }
    }

    @FuzzTest
    void deal(byte[] bytes) {
        OneForm.check(bytes, Deal::decode, Deal::encode);
    }

    @FuzzTest
    void providerAccount(byte[] bytes) {
        OneForm.check(bytes, ProviderAccount::decode, ProviderAccount::encode);
    }

    /// A verdict for any bytes, and no exception. Nothing that is found hashes to the root.
    @FuzzTest
    void epochProof(byte[] bytes) {
        var provider = ActorId.of(new byte[ActorId.LENGTH_BYTES]);
        var root = new SumNode(1_000_000, Digest.of(new byte[Digest.LENGTH_BYTES]));
        long[] challenges = {0, 1, 500, 1023, 70_000, 999_999};
        byte[] proof = new CanonicalWriter()
                .u8(EpochProof.VERSION)
                .u64(7)
                .id(provider)
                .fixed(bytes)
                .toBytes();
        if (EpochVerifier.verify(root, provider, 7, challenges, proof) instanceof EpochVerdict.Accepted) {
            throw new AssertionError("accepted");
        }
    }

    /// The same of a proof of a change.
    @FuzzTest
    void listChangeProof(byte[] bytes) {
        var entry = new PieceEntry(
                PieceId.of(new byte[PieceId.LENGTH_BYTES]), 5000, PieceRoot.of(new byte[PieceRoot.LENGTH_BYTES]));
        var change = new ListChange(List.of(new ListChange.Removal(3, entry)), List.of(entry));
        var root = new SumNode(1000, Digest.of(new byte[Digest.LENGTH_BYTES]));
        if (ListChangeProof.verify(root, 13, change, bytes) instanceof ListChangeProof.Result.Changed) {
            throw new AssertionError("accepted");
        }
    }

    /// The same of a proof that a piece is in a list.
    @FuzzTest
    void membershipProof(byte[] bytes) {
        OneForm.check(bytes, MembershipProof::decode, MembershipProof::encode);
        var entry = new PieceEntry(
                PieceId.of(new byte[PieceId.LENGTH_BYTES]), 5000, PieceRoot.of(new byte[PieceRoot.LENGTH_BYTES]));
        var root = new SumNode(1000, Digest.of(new byte[Digest.LENGTH_BYTES]));
        if (MembershipProof.verify(root, 13, entry, bytes) instanceof MembershipVerdict.Member) {
            throw new AssertionError("accepted");
        }
    }
}
