package network.cairn.chain.state;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Rejection;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// How a block's outcomes are kept: for each its code, and a rejection's detail, which nothing on the
/// chain depends on, up to {@value #DETAIL_CHARS_MAX} characters.
final class OutcomesCodec {
    private static final int DETAIL_CHARS_MAX = 500;
    private static final int DETAIL_BYTES_MAX = 4 * DETAIL_CHARS_MAX;
    private static final Map<Integer, Rejection.Reason> REASONS = reasons();

    private OutcomesCodec() {}

    private static Map<Integer, Rejection.Reason> reasons() {
        var reasons = new HashMap<Integer, Rejection.Reason>();
        for (Rejection.Reason reason : Rejection.Reason.values()) {
            reasons.put(reason.code(), reason);
        }
        return Map.copyOf(reasons);
    }

    static byte[] encode(List<Outcome> outcomes) {
        var writer = new CanonicalWriter().u32(outcomes.size());
        for (Outcome outcome : outcomes) {
            writer.u8(outcome.code());
            if (outcome instanceof Outcome.Charged(var rejection)) {
                writer.text(shortened(rejection.detail()));
            }
        }
        return writer.toBytes();
    }

    /// Cut short, and without halves of characters, which have no encoding.
    private static String shortened(String detail) {
        String start = detail.length() <= DETAIL_CHARS_MAX ? detail : detail.substring(0, DETAIL_CHARS_MAX);
        return new String(start.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static List<Outcome> decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        int count = reader.count(Block.TRANSACTIONS_MAX, "outcomes");
        var outcomes = new ArrayList<Outcome>(count);
        for (int i = 0; i < count; i++) {
            int code = reader.u8("outcome");
            outcomes.add(code == 0 ? new Outcome.Applied() : charged(code, reader));
        }
        reader.end();
        return outcomes;
    }

    private static Outcome charged(int code, CanonicalReader reader) throws CodecException {
        Rejection.Reason reason = REASONS.get(code);
        if (reason == null || !reason.charged()) {
            throw new CodecException("there is no outcome with code " + code);
        }
        return new Outcome.Charged(new Rejection(reason, reader.text(DETAIL_BYTES_MAX, "rejection's detail")));
    }
}
