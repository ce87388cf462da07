package network.cairn.chain.rpc;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.state.Ledger;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.TransactionProof;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.TransactionId;

/// What the ledger has, in the form light clients check.
final class ChainQueries {
    /// The tip may move on between two looks at the ledger; hardly ever twice.
    private static final int ATTEMPTS_MAX = 5;

    private final Ledger ledger;

    ChainQueries(Ledger ledger) {
        this.ledger = ledger;
    }

    Block block(long height) throws RpcException {
        var block = ledger.block(height);
        if (block.isEmpty()) {
            throw missing(height);
        }
        return block.get();
    }

    BlockHeader header(long height) throws RpcException {
        var header = ledger.header(height);
        if (header.isEmpty()) {
            throw missing(height);
        }
        return header.get();
    }

    long height(BlockHash block) throws RpcException {
        return ledger.height(block)
                .orElseThrow(() -> new RpcException(
                        RpcError.NOT_FOUND, "there is no final block " + block + " here; it may have been pruned"));
    }

    private RpcException missing(long height) {
        long tip = ledger.tip().height();
        if (height > tip) {
            return new RpcException(RpcError.NOT_FOUND, "the newest final block is " + tip + ", not yet " + height);
        }
        if (height < 1) {
            return new RpcException(RpcError.NOT_FOUND, "genesis is no block; see /v1/genesis");
        }
        return new RpcException(
                RpcError.PRUNED,
                "this node has no block " + height + " any more, its oldest is " + ledger.oldestHeight());
    }

    /// A header and the first finalization at or after it.
    CertifiedHeader certified(long height) throws RpcException {
        var header = header(height);
        if (height == 0) {
            throw new RpcException(
                    RpcError.NOT_FOUND,
                    ledger.tip().height() == 0
                            ? "the chain has no final block yet; its genesis is at /v1/genesis"
                            : "genesis has no certificate; see /v1/genesis");
        }
        var finalization = ledger.finalization(height).orElseThrow(() -> missing(height));
        if (!(finalization.vote() instanceof Vote.Finalize vote)) {
            throw new IllegalStateException("the ledger keeps a certificate of " + finalization.vote());
        }
        long last = vote.block().equals(header.hash()) ? height : height(vote.block());
        if (last - height > CertifiedHeader.DESCENDANTS_MAX) {
            throw new RpcException(
                    RpcError.PRUNED, "the next certificate after block " + height + " is of block " + last);
        }
        var descendants = new ArrayList<BlockHeader>();
        for (long next = height + 1; next <= last; next++) {
            descendants.add(header(next));
        }
        return new CertifiedHeader(header, descendants, finalization);
    }

    /// A record of the newest state with its proof and certificate.
    ProvenRecord prove(StateKey key) {
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            var proven = ledger.prove(key);
            var header = proven.header();
            Optional<Certificate> finalization =
                    header.height() == 0 ? Optional.empty() : ledger.finalization(header.height());
            boolean matches = finalization.isEmpty()
                    ? header.height() == 0
                    : finalization.get().vote() instanceof Vote.Finalize vote
                            && vote.block().equals(header.hash());
            if (matches) {
                return new ProvenRecord(header, finalization, Optional.ofNullable(proven.value()), proven.proof());
            }
        }
        throw new IllegalStateException("the newest header has no certificate of its own");
    }

    Optional<TransactionInclusion> inclusion(TransactionId id) throws RpcException {
        var place = ledger.transaction(id);
        if (place.isEmpty()) {
            return Optional.empty();
        }
        long height = place.get().height();
        var ids = block(height).transactions().stream().map(Transaction::id).toList();
        var outcomes = outcomes(height);
        byte[] codes = new byte[outcomes.size()];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) outcomes.get(i).code();
        }
        return Optional.of(new TransactionInclusion(
                certified(height), TransactionProof.of(ids, place.get().index()), codes));
    }

    List<Outcome> outcomes(long height) throws RpcException {
        return ledger.outcomes(height).orElseThrow(() -> missing(height));
    }
}
