package network.cairn.client.light;

import java.util.Optional;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.TransactionId;

/// Answers as an honest source does but for the lies it was given; counts what it is asked.
final class LyingSource implements ChainSource {
    @FunctionalInterface
    interface Lie<Q, A> {
        A answer(Q question) throws ChainSourceException;
    }

    private final ChainSource honest;
    Lie<Boolean, CertifiedHeader> latest;
    Lie<Long, CertifiedHeader> certified;
    Lie<Long, ValidatorSet> validators;
    Lie<StateKey, ProvenRecord> prove;
    Lie<TransactionId, Optional<TransactionInclusion>> inclusion;
    Lie<Long, Block> block;
    int asked;

    LyingSource(ChainSource honest) {
        this.honest = honest;
        this.latest = _ -> this.honest.latest();
        this.certified = honest::certified;
        this.validators = honest::validators;
        this.prove = honest::prove;
        this.inclusion = honest::inclusion;
        this.block = honest::block;
    }

    @Override
    public CertifiedHeader latest() throws ChainSourceException {
        asked++;
        return latest.answer(true);
    }

    @Override
    public CertifiedHeader certified(long height) throws ChainSourceException {
        asked++;
        return certified.answer(height);
    }

    @Override
    public ValidatorSet validators(long epoch) throws ChainSourceException {
        asked++;
        return validators.answer(epoch);
    }

    @Override
    public ProvenRecord prove(StateKey key) throws ChainSourceException {
        asked++;
        return prove.answer(key);
    }

    @Override
    public Optional<TransactionInclusion> inclusion(TransactionId id) throws ChainSourceException {
        asked++;
        return inclusion.answer(id);
    }

    @Override
    public Block block(long height) throws ChainSourceException {
        asked++;
        return block.answer(height);
    }
}
