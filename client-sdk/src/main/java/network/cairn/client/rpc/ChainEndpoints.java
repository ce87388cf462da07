package network.cairn.client.rpc;

import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.client.account.TransactionSink;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.ChainSource;
import network.cairn.client.light.ChainSourceException;
import network.cairn.proofs.id.TransactionId;

/// Several nodes of one chain, of which one is asked until it fails, and then the next. None is trusted.
public final class ChainEndpoints implements ChainSource, TransactionSink, AutoCloseable {
    private final List<HttpChainClient> clients;
    private final AtomicInteger current = new AtomicInteger();

    /// @param endpoints at least one
    public ChainEndpoints(Vertx vertx, List<Endpoint> endpoints, HttpChainLimits limits) {
        if (endpoints.isEmpty()) {
            throw new IllegalArgumentException("a chain is reached through at least one node");
        }
        this.clients = endpoints.stream()
                .map(endpoint -> new HttpChainClient(vertx, endpoint, limits))
                .toList();
    }

    private interface Question<T> {
        T ask(HttpChainClient client) throws ChainSourceException;
    }

    @Override
    public CertifiedHeader latest() throws ChainSourceException {
        return ask(HttpChainClient::latest);
    }

    @Override
    public CertifiedHeader certified(long height) throws ChainSourceException {
        return ask(client -> client.certified(height));
    }

    @Override
    public ValidatorSet validators(long epoch) throws ChainSourceException {
        return ask(client -> client.validators(epoch));
    }

    @Override
    public ProvenRecord prove(StateKey key) throws ChainSourceException {
        return ask(client -> client.prove(key));
    }

    @Override
    public Optional<TransactionInclusion> inclusion(TransactionId id) throws ChainSourceException {
        return ask(client -> client.inclusion(id));
    }

    @Override
    public Block block(long height) throws ChainSourceException {
        return ask(client -> client.block(height));
    }

    @Override
    public Optional<Rejection> submit(Transaction transaction) throws ChainSourceException {
        return ask(client -> client.submit(transaction)).rejection();
    }

    private <T> T ask(Question<T> question) throws ChainSourceException {
        int asked = current.get();
        try {
            return question.ask(clients.get(asked));
        } catch (ChainSourceException e) {
            current.compareAndSet(asked, (asked + 1) % clients.size());
            throw e;
        }
    }

    @Override
    public void close() {
        clients.forEach(HttpChainClient::close);
    }
}
