package network.cairn.deploy.chain;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.ChainSourceException;
import network.cairn.client.light.Checked;
import network.cairn.client.light.Checkpoint;
import network.cairn.client.light.LightClient;
import network.cairn.client.light.TransactionResult;
import network.cairn.client.rpc.BlockEvent;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.client.rpc.HttpChainClient;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import network.cairn.proofs.id.TransactionId;

/// A chain through one node's RPC.
///
/// @param client for the node's own word
/// @param kept where the light client's trusted header is kept
record NodeAccess(
        Genesis genesis, LightClient light, HttpChainClient client, Optional<CheckpointFile> kept, Runnable ending)
        implements ChainAccess {
    private interface Question<T> {
        T ask() throws ChainSourceException;
    }

    @Override
    public BlockHeader tip() throws CommandFailure {
        return checked(light::sync);
    }

    @Override
    public ValidatorSet validators(boolean next) throws CommandFailure {
        tip();
        return light.checkpoint()
                .map(checkpoint -> next ? checkpoint.nextValidators() : checkpoint.validators())
                .orElseGet(genesis::validatorSet);
    }

    @Override
    public Optional<byte[]> record(StateKey key) throws CommandFailure {
        return checked(() -> light.get(key));
    }

    @Override
    public Block block(long height) throws CommandFailure {
        tip();
        return checked(() -> light.block(height));
    }

    @Override
    public Optional<TransactionResult> result(TransactionId id) throws CommandFailure {
        Optional<Checked<TransactionResult>> answer = answered(() -> light.transaction(id));
        return answer.isEmpty() ? Optional.empty() : Optional.of(checked(answer::get));
    }

    @Override
    public Optional<Rejection> submit(Transaction transaction) throws CommandFailure {
        return answered(() -> client.submit(transaction)).rejection();
    }

    @Override
    public ChainStatus nodeStatus() throws CommandFailure {
        ChainStatus status = answered(client::status);
        if (!status.chain().equals(genesis.chainId())) {
            throw new CommandFailure(
                    Exit.UNAVAILABLE,
                    "the node is of chain " + status.chain() + " (" + status.name() + "), not of " + genesis.chainId()
                            + " (" + genesis.name() + ")");
        }
        return status;
    }

    @Override
    public void events(long afterHeight, Predicate<BlockEvent> wanted) throws CommandFailure, InterruptedException {
        var ended = new CompletableFuture<String>();
        var enough = new AtomicBoolean();
        try (var _ = client.events(
                afterHeight,
                event -> {
                    if (!enough.get() && !wanted.test(event)) {
                        enough.set(true);
                        ended.complete("");
                    }
                },
                ended::complete)) {
            String why = ended.get();
            if (!enough.get()) {
                throw new CommandFailure(Exit.UNAVAILABLE, "the stream of events has ended: " + why);
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a future that nothing fails has failed", e);
        }
    }

    private static <T> T answered(Question<T> question) throws CommandFailure {
        try {
            return question.ask();
        } catch (ChainSourceException e) {
            throw new CommandFailure(Exit.UNAVAILABLE, CommandFailure.reason(e), e);
        }
    }

    private static <T> T checked(Question<Checked<T>> question) throws CommandFailure {
        return switch (answered(question)) {
            case Checked.Verified<T>(var value, long _) -> value;
            case Checked.Refused<T>(var refusal) ->
                throw new CommandFailure(Exit.UNAVAILABLE, "the node's answer is not believed: " + refusal);
        };
    }

    /// Keeps what the light client has come to, and closes the connections.
    @Override
    public void close() {
        try {
            Optional<Checkpoint> checkpoint = light.checkpoint();
            if (kept.isPresent() && checkpoint.isPresent()) {
                kept.get().write(checkpoint.get());
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(
                    "the checkpoint " + kept.map(CheckpointFile::file).orElse(null) + " cannot be kept", e);
        } finally {
            ending.run();
        }
    }
}
