package network.cairn.client.rpc;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionInclusion;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.ChainSource;
import network.cairn.client.light.ChainSourceException;
import network.cairn.client.light.Checkpoint;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.TransactionId;
import org.jspecify.annotations.Nullable;

/// A node's RPC over HTTP. What it answers is unchecked: put a
/// {@link network.cairn.client.light.LightClient} before it.
///
/// Calls block; use it from virtual threads. Safe for use by many.
public final class HttpChainClient implements ChainSource, AutoCloseable {
    private static final int HEADERS_BYTES_MAX = 8 << 10;
    private static final int ERROR_TEXT_LENGTH_MAX = 200;

    private final Endpoint endpoint;
    private final HttpChainLimits limits;
    private final Context context;
    private final HttpClientAgent client;

    public HttpChainClient(Vertx vertx, Endpoint endpoint, HttpChainLimits limits) {
        this.endpoint = endpoint;
        this.limits = limits;
        this.context = freshContext(vertx);
        var options = new HttpClientOptions()
                .setDefaultHost(endpoint.host())
                .setDefaultPort(endpoint.port())
                .setConnectTimeout((int) limits.connectTimeout().toMillis())
                .setTcpNoDelay(true)
                .setKeepAlive(true)
                .setPipelining(false)
                .setMaxRedirects(0)
                .setMaxHeaderSize(HEADERS_BYTES_MAX);
        this.client = vertx.createHttpClient(
                options,
                new PoolOptions()
                        .setHttp1MaxSize(limits.connectionsMax())
                        .setMaxWaitQueueSize(limits.questionsWaitingMax()));
    }

    /// A context of its own, on the next event loop: Vert.x gives one to each new thread that asks.
    private static Context freshContext(Vertx vertx) {
        var context = new CompletableFuture<Context>();
        Thread.ofVirtual().start(() -> context.complete(vertx.getOrCreateContext()));
        return context.join();
    }

    @FunctionalInterface
    private interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    /// Hands one transaction in.
    public SubmissionResults.Result submit(Transaction transaction) throws ChainSourceException {
        return submit(new TransactionBatch(List.of(transaction))).results().getFirst();
    }

    /// Hands transactions in.
    public SubmissionResults submit(TransactionBatch batch) throws ChainSourceException {
        var results = decode(
                ChainRoutes.TRANSACTIONS,
                ask(HttpMethod.POST, ChainRoutes.TRANSACTIONS, batch.encode(), SubmissionResults.ENCODED_BYTES_MAX),
                SubmissionResults::decode);
        if (results.results().size() != batch.transactions().size()) {
            throw new ChainSourceException(
                    endpoint + " answered " + results.results().size() + " results to "
                            + batch.transactions().size() + " transactions");
        }
        return results;
    }

    public ChainStatus status() throws ChainSourceException {
        return get(ChainRoutes.STATUS, ChainStatus.ENCODED_BYTES_MAX, ChainStatus::decode);
    }

    /// The chain's genesis; its {@link Genesis#chainId()} says whether it is the one that was meant.
    public Genesis genesis() throws ChainSourceException {
        return get(ChainRoutes.GENESIS, Genesis.ENCODED_BYTES_MAX, Genesis::decode);
    }

    public BlockHeader header(long height) throws ChainSourceException {
        return get(ChainRoutes.header(height), BlockHeader.ENCODED_BYTES_MAX, BlockHeader::decode);
    }

    /// What the node knows of a transaction; empty if nothing.
    public Optional<TransactionStatus> transaction(TransactionId id) throws ChainSourceException {
        return find(ChainRoutes.transaction(id), TransactionStatus.ENCODED_BYTES_MAX, TransactionStatus::decode);
    }

    @Override
    public CertifiedHeader latest() throws ChainSourceException {
        return get(ChainRoutes.latestCertificate(), CertifiedHeader.ENCODED_BYTES_MAX, CertifiedHeader::decode);
    }

    @Override
    public CertifiedHeader certified(long height) throws ChainSourceException {
        return get(ChainRoutes.certificate(height), CertifiedHeader.ENCODED_BYTES_MAX, CertifiedHeader::decode);
    }

    @Override
    public ValidatorSet validators(long epoch) throws ChainSourceException {
        return get(ChainRoutes.set(epoch), Checkpoint.SET_BYTES_MAX, ValidatorSet::decode);
    }

    @Override
    public ProvenRecord prove(StateKey key) throws ChainSourceException {
        return get(ChainRoutes.proof(key), ProvenRecord.ENCODED_BYTES_MAX, ProvenRecord::decode);
    }

    @Override
    public Optional<TransactionInclusion> inclusion(TransactionId id) throws ChainSourceException {
        return transaction(id).flatMap(status -> switch (status) {
            case TransactionStatus.Pending() -> Optional.empty();
            case TransactionStatus.Final(var inclusion) -> Optional.of(inclusion);
        });
    }

    @Override
    public Block block(long height) throws ChainSourceException {
        return get(ChainRoutes.block(height), Block.ENCODED_BYTES_MAX, Block::decode);
    }

    /// Listens to the blocks that become final.
    ///
    /// @param afterHeight the last block that is known; the node tells those after it first
    /// @param onEvent called on a thread of the stream's own, one event after the other; the node is slowed
    ///     down where it does not keep up
    /// @param onEnd called once, when the stream has ended or broken; its argument says why
    public EventStream events(long afterHeight, Consumer<BlockEvent> onEvent, Consumer<String> onEnd) {
        return EventStream.open(context, client, limits, afterHeight, onEvent, onEnd);
    }

    private <T> T get(String path, int bytesMax, Decoding<T> decoding) throws ChainSourceException {
        return decode(path, ask(HttpMethod.GET, path, null, bytesMax), decoding);
    }

    private <T> Optional<T> find(String path, int bytesMax, Decoding<T> decoding) throws ChainSourceException {
        var answer = ask(HttpMethod.GET, path, null, bytesMax);
        return answer.status() == 404 ? Optional.empty() : Optional.of(decode(path, answer, decoding));
    }

    private ChainAnswer.Whole ask(HttpMethod method, String path, byte @Nullable [] body, int bytesMax)
            throws ChainSourceException {
        var options = new RequestOptions()
                .setMethod(method)
                .setURI(path)
                .putHeader(HttpHeaders.ACCEPT, ChainRoutes.CANONICAL);
        if (body != null) {
            options.putHeader(HttpHeaders.CONTENT_TYPE, ChainRoutes.CANONICAL);
        }
        return ChainAnswer.ask(context, client, options, body, bytesMax, limits.requestTimeout());
    }

    private <T> T decode(String path, ChainAnswer.Whole answer, Decoding<T> decoding) throws ChainSourceException {
        if (answer.status() != 200 && answer.status() != 202) {
            String text = new String(answer.body(), StandardCharsets.UTF_8);
            throw new ChainSourceException(endpoint + " answered " + answer.status() + " to " + path + ": "
                    + text.substring(0, Math.min(text.length(), ERROR_TEXT_LENGTH_MAX)));
        }
        try {
            return decoding.decode(answer.body());
        } catch (CodecException e) {
            throw new ChainSourceException(
                    "the answer of " + endpoint + " to " + path + " is not canonical: " + e.getMessage(), e);
        }
    }

    /// Closes every connection; questions under way fail.
    @Override
    public void close() {
        var _ = client.close();
    }
}
