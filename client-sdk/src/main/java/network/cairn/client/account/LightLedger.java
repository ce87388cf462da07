package network.cairn.client.account;

import java.util.Optional;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.light.ChainSource;
import network.cairn.client.light.ChainSourceException;
import network.cairn.client.light.Checked;
import network.cairn.client.light.LightClient;
import network.cairn.client.light.TransactionResult;
import network.cairn.proofs.id.TransactionId;

/// A ledger through a light client.
///
/// @param light checks what the source answers
/// @param source where blocks are read, which are not checked
/// @param sink where transactions go
public record LightLedger(Genesis genesis, LightClient light, ChainSource source, TransactionSink sink)
        implements LedgerView {
    private interface Question<T> {
        T ask() throws ChainSourceException;
    }

    @Override
    public BlockHeader tip() throws LedgerException {
        return checked(light::sync);
    }

    @Override
    public BlockHeader header(long height) throws LedgerException {
        return checked(() -> light.header(height));
    }

    @Override
    public Block block(long height) throws LedgerException {
        Block block = answered(() -> source.block(height));
        if (block.header().height() != height
                || !block.header().chain().equals(genesis.chainId())
                || !block.isWhole()) {
            throw new LedgerException("the block given for height " + height + " is another one, or not whole");
        }
        return block;
    }

    @Override
    public Optional<byte[]> record(StateKey key) throws LedgerException {
        return checked(() -> light.get(key));
    }

    @Override
    public Optional<TransactionResult> result(TransactionId id) throws LedgerException {
        Optional<Checked<TransactionResult>> answer = answered(() -> light.transaction(id));
        return answer.isEmpty() ? Optional.empty() : Optional.of(checked(answer::get));
    }

    @Override
    public Optional<Rejection> submit(Transaction transaction) throws LedgerException {
        return answered(() -> sink.submit(transaction));
    }

    private static <T> T answered(Question<T> question) throws LedgerException {
        try {
            return question.ask();
        } catch (ChainSourceException e) {
            throw new LedgerException("the ledger cannot be asked: " + e.getMessage(), e);
        }
    }

    private static <T> T checked(Question<Checked<T>> question) throws LedgerException {
        return switch (answered(question)) {
            case Checked.Verified<T>(var value, long _) -> value;
            case Checked.Refused<T>(var refusal) ->
                throw new LedgerException("an answer about the ledger is not believed: " + refusal);
        };
    }
}
