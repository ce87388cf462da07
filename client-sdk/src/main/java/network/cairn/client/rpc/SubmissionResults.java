package network.cairn.client.rpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.client.ledger.Rejection;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.TransactionId;

/// What a node's mempool said to each transaction of a {@link TransactionBatch}, in its order.
public record SubmissionResults(List<Result> results) {
    public static final int DETAIL_BYTES_MAX = 256;
    public static final int ENCODED_BYTES_MAX =
            4 + TransactionBatch.COUNT_MAX * (TransactionId.LENGTH_BYTES + 1 + 4 + DETAIL_BYTES_MAX);

    /// One transaction's answer.
    ///
    /// @param rejection why it was not taken; empty where it waits for a block, which is no promise of one
    public record Result(TransactionId id, Optional<Rejection> rejection) {}

    public SubmissionResults {
        results = List.copyOf(results);
        if (results.size() > TransactionBatch.COUNT_MAX) {
            throw new IllegalArgumentException(
                    "a batch has at most " + TransactionBatch.COUNT_MAX + " results, not " + results.size());
        }
    }

    /// A 32-bit count, then for each: its id, a byte that is 0 or the reason's code, and after a code the
    /// detail, cut to {@value #DETAIL_BYTES_MAX} characters of ASCII.
    public byte[] encode() {
        var writer = new CanonicalWriter().u32(results.size());
        for (Result result : results) {
            writer.id(result.id());
            if (result.rejection().isEmpty()) {
                writer.u8(0);
            } else {
                var rejection = result.rejection().get();
                writer.u8(rejection.reason().code()).text(ascii(rejection.detail()));
            }
        }
        return writer.toBytes();
    }

    private static String ascii(String detail) {
        byte[] bytes = detail.getBytes(StandardCharsets.US_ASCII);
        return new String(bytes, 0, Math.min(bytes.length, DETAIL_BYTES_MAX), StandardCharsets.US_ASCII);
    }

    public static SubmissionResults decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int count = reader.count(TransactionBatch.COUNT_MAX, "results");
        var results = new ArrayList<Result>();
        for (int i = 0; i < count; i++) {
            var id = TransactionId.of(reader.fixed(TransactionId.LENGTH_BYTES, "transaction id"));
            results.add(new Result(id, readRejection(reader)));
        }
        reader.end();
        return new SubmissionResults(results);
    }

    private static Optional<Rejection> readRejection(CanonicalReader reader) throws CodecException {
        int code = reader.u8("rejection");
        if (code == 0) {
            return Optional.empty();
        }
        var reason = Rejection.Reason.ofCode(code)
                .orElseThrow(() -> new CodecException("there is no rejection with code " + code));
        String detail = reader.text(DETAIL_BYTES_MAX, "rejection's detail");
        if (!detail.equals(ascii(detail))) {
            throw new CodecException("a rejection's detail is ASCII");
        }
        return Optional.of(new Rejection(reason, detail));
    }
}
