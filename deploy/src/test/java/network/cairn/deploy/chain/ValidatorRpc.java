package network.cairn.deploy.chain;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.rpc.ChainRoutes;
import network.cairn.client.rpc.ChainStatus;
import network.cairn.client.rpc.SubmissionResults;
import network.cairn.client.rpc.TransactionBatch;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.tree.StateVerdict;

/// One validator's RPC, in canonical bytes over plain HTTP: written for tests alone, so that they do not
/// lean on the
/// client they are to help test.
final class ValidatorRpc {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(TIMEOUT).build();

    private final String address;

    /// @param address host and port
    ValidatorRpc(String address) {
        this.address = address;
    }

    String url() {
        return "http://" + address;
    }

    ChainStatus status() throws IOException {
        return decode(get(ChainRoutes.STATUS), ChainStatus::decode);
    }

    /// The newest final height, or -1 where it does not answer.
    long height() {
        try {
            return status().height();
        } catch (IOException _) {
            return -1;
        }
    }

    BlockHeader header(long height) throws IOException {
        return decode(get(ChainRoutes.header(height)), BlockHeader::decode);
    }

    /// An account, its proof checked against the header that came with it.
    Account account(ActorId id) throws IOException {
        ProvenRecord record = decode(get(ChainRoutes.account(id)), ProvenRecord::decode);
        var verdict = record.proof()
                .verify(record.header().state(), StateKey.account(id).path(), record.value());
        if (verdict instanceof StateVerdict.Rejected(String reason)) {
            throw new IOException("proof of " + id + ": " + reason);
        }
        Optional<byte[]> value = record.value();
        return value.isPresent() ? decode(value.get(), Account::decode) : Account.EMPTY;
    }

    SubmissionResults submit(List<Transaction> transactions) throws IOException {
        var request = request(ChainRoutes.TRANSACTIONS)
                .header("Content-Type", ChainRoutes.CANONICAL)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new TransactionBatch(transactions).encode()))
                .build();
        return decode(send(request), SubmissionResults::decode);
    }

    private byte[] get(String path) throws IOException {
        return send(request(path).GET().build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + address + path))
                .timeout(TIMEOUT)
                .header("Accept", ChainRoutes.CANONICAL);
    }

    private static byte[] send(HttpRequest request) throws IOException {
        try {
            HttpResponse<byte[]> response = HTTP.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() / 100 != 2) {
                throw new IOException(request.uri() + " answered " + response.statusCode() + " "
                        + new String(response.body(), java.nio.charset.StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private interface Decoder<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    private static <T> T decode(byte[] encoded, Decoder<T> decoder) throws IOException {
        try {
            return decoder.decode(encoded);
        } catch (CodecException e) {
            throw new IOException(e);
        }
    }
}
