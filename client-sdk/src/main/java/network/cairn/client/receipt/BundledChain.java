package network.cairn.client.receipt;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.ChainSource;
import network.cairn.client.light.ChainSourceException;
import network.cairn.proofs.id.Digest;
import network.cairn.proofs.id.TransactionId;

/// What a receipt tells of the chain, as a source for a light client, which checks it as it would a node's answers.
final class BundledChain implements ChainSource {
    private final DurabilityReceipt receipt;
    private final Map<Long, CertifiedHeader> headers = new HashMap<>();
    private final Map<Digest, ValidatorSet> sets = new HashMap<>();
    private final Map<Long, Digest> digests = new HashMap<>();

    BundledChain(DurabilityReceipt receipt) {
        this.receipt = receipt;
        for (ValidatorSet set : receipt.sets()) {
            sets.put(set.digest(), set);
        }
        for (CertifiedHeader certified : receipt.headers()) {
            headers.put(certified.header().height(), certified);
            var named = certified.certified();
            digests.putIfAbsent(named.epoch(), named.validators());
            digests.putIfAbsent(named.epoch() + 1, named.nextValidators());
        }
    }

    @Override
    public CertifiedHeader latest() {
        return receipt.tip();
    }

    @Override
    public CertifiedHeader certified(long height) throws ChainSourceException {
        var header = headers.get(height);
        if (header == null) {
            throw new ChainSourceException("the receipt has no header " + height);
        }
        return header;
    }

    @Override
    public ValidatorSet validators(long epoch) throws ChainSourceException {
        var digest = digests.get(epoch);
        var set = digest == null ? null : sets.get(digest);
        if (set == null) {
            throw new ChainSourceException("the receipt has no validator set of epoch " + epoch);
        }
        return set;
    }

    @Override
    public ProvenRecord prove(StateKey key) throws ChainSourceException {
        throw new ChainSourceException("a receipt's records are checked by themselves");
    }

    @Override
    public Optional<TransactionInclusion> inclusion(TransactionId id) {
        return Optional.empty();
    }

    @Override
    public Block block(long height) throws ChainSourceException {
        throw new ChainSourceException("a receipt has no blocks");
    }
}
