package network.cairn.chain.rpc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import network.cairn.chain.mempool.Admission;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.rpc.ChainRoutes;
import network.cairn.client.rpc.SubmissionResults;
import network.cairn.client.rpc.TransactionBatch;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.TransactionId;

/// Takes transactions in, alone or in batches, and waits for them to be final if asked to.
final class Submission {
    private static final Duration ADMISSION_TIMEOUT = Duration.ofSeconds(30);

    private final RpcNode node;
    private final BlockFeed feed;
    private final RpcLimits limits;

    Submission(RpcNode node, BlockFeed feed, RpcLimits limits) {
        this.node = node;
        this.feed = feed;
        this.limits = limits;
    }

    RpcAnswer answer(RpcRequest request) throws RpcException, InterruptedException {
        boolean canonical = request.wantsCanonical();
        Duration wait = wait(request);
        boolean alone = request.hasJsonBody();
        List<Transaction> transactions = alone
                ? List.of(fromJson(request.body()))
                : fromCanonical(request, node.ledger().genesis().chainId());
        var ids = transactions.stream().map(Transaction::id).toList();
        List<Admission> admissions = submit(transactions);
        if (!wait.isZero()) {
            awaitFinal(ids, admissions, wait);
        }
        if (canonical) {
            return RpcAnswer.canonical(results(ids, admissions).encode());
        }
        if (alone && admissions.getFirst() instanceof Admission.Refused(var rejection)) {
            boolean full = rejection.reason() == Rejection.Reason.MEMPOOL_FULL;
            return RpcAnswer.error(full ? 503 : 422, rejection.reason().name(), rejection.detail());
        }
        if (alone) {
            return RpcAnswer.json(result(ids.getFirst(), admissions.getFirst()));
        }
        var json = ChainJson.object();
        var array = json.putArray("results");
        for (int i = 0; i < ids.size(); i++) {
            array.add(result(ids.get(i), admissions.get(i)));
        }
        return RpcAnswer.json(json);
    }

    private Duration wait(RpcRequest request) throws RpcException {
        String wait = request.query().get("wait");
        if (wait == null) {
            return Duration.ZERO;
        }
        if (!wait.equals("finalised")) {
            throw new RpcException(RpcError.BAD_REQUEST, "wait is for `finalised`, not for `" + wait + "`");
        }
        String timeout = request.query().get("timeoutMillis");
        if (timeout == null) {
            return limits.waitMax();
        }
        if (timeout.isEmpty() || timeout.length() > 9 || !timeout.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new RpcException(RpcError.BAD_REQUEST, "timeoutMillis is a number of milliseconds, not " + timeout);
        }
        var asked = Duration.ofMillis(Long.parseLong(timeout));
        return asked.compareTo(limits.waitMax()) < 0 ? asked : limits.waitMax();
    }

    private static Transaction fromJson(byte[] body) throws RpcException {
        try {
            JsonNode hex = RpcAnswer.JSON.readTree(body).path("transaction");
            if (!hex.isTextual()) {
                throw new RpcException(
                        RpcError.BAD_REQUEST,
                        "the body is { \"transaction\": \"<hexadecimal>\" } and has no such text");
            }
            return Transaction.decode(HexFormat.of().parseHex(hex.textValue()));
        } catch (IOException | IllegalArgumentException | CodecException e) {
            throw new RpcException(
                    RpcError.BAD_REQUEST, "not a transaction in JSON: " + String.valueOf(e.getMessage()));
        }
    }

    private static List<Transaction> fromCanonical(RpcRequest request, ChainId chain) throws RpcException {
        if (!request.hasCanonicalBody()) {
            throw new RpcException(
                    RpcError.UNSUPPORTED_MEDIA_TYPE,
                    "transactions come as application/json or " + ChainRoutes.CANONICAL + ", not as "
                            + (request.contentType().isEmpty() ? "nothing named" : request.contentType()));
        }
        byte[] body = request.body();
        // A batch begins with its count, a transaction with its chain, which no count looks like.
        boolean alone = body.length > ChainId.LENGTH_BYTES
                && Arrays.equals(body, 0, ChainId.LENGTH_BYTES, chain.toBytes(), 0, ChainId.LENGTH_BYTES);
        try {
            return alone
                    ? List.of(Transaction.decode(body))
                    : TransactionBatch.decode(body).transactions();
        } catch (CodecException e) {
            throw new RpcException(
                    RpcError.BAD_REQUEST, "neither a transaction of this chain nor a batch: " + e.getMessage());
        }
    }

    private List<Admission> submit(List<Transaction> transactions) throws RpcException, InterruptedException {
        try {
            return node.submit(transactions).get(ADMISSION_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new RpcException(
                    RpcError.BUSY,
                    "the transactions were not checked within " + ADMISSION_TIMEOUT + "; ask for them by id");
        } catch (ExecutionException e) {
            throw new IllegalStateException("the transactions could not be checked", e.getCause());
        }
    }

    /// Waits until those that were taken are final, or the time is up.
    private void awaitFinal(List<TransactionId> ids, List<Admission> admissions, Duration timeout)
            throws InterruptedException {
        var open = new ArrayList<TransactionId>();
        for (int i = 0; i < ids.size(); i++) {
            if (!(admissions.get(i) instanceof Admission.Refused)) {
                open.add(ids.get(i));
            }
        }
        long deadline = System.nanoTime() + timeout.toNanos();
        while (true) {
            long seen = node.ledger().tip().height();
            open.removeIf(id -> node.ledger().transaction(id).isPresent());
            var left = Duration.ofNanos(deadline - System.nanoTime());
            if (open.isEmpty() || !feed.await(seen + 1, left)) {
                return;
            }
        }
    }

    private static SubmissionResults results(List<TransactionId> ids, List<Admission> admissions) {
        var results = new ArrayList<SubmissionResults.Result>();
        for (int i = 0; i < ids.size(); i++) {
            Optional<Rejection> rejection =
                    admissions.get(i) instanceof Admission.Refused(var why) ? Optional.of(why) : Optional.empty();
            results.add(new SubmissionResults.Result(ids.get(i), rejection));
        }
        return new SubmissionResults(results);
    }

    private ObjectNode result(TransactionId id, Admission admission) {
        var json = ChainJson.object().put("id", id.toHex());
        if (admission instanceof Admission.Refused(var rejection)) {
            return json.put("error", rejection.reason().name()).put("detail", rejection.detail());
        }
        var place = node.ledger().transaction(id);
        if (place.isEmpty()) {
            return json.put("status", "PENDING");
        }
        json.put("status", "FINAL")
                .put("height", place.get().height())
                .put("index", place.get().index());
        node.ledger()
                .outcomes(place.get().height())
                .ifPresent(outcomes ->
                        json.setAll(ChainJson.outcome(outcomes.get(place.get().index()))));
        return json;
    }
}
