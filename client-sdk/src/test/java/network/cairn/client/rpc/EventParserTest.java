package network.cairn.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;

class EventParserTest {
    static BlockEvent event(long height) {
        return new BlockEvent(
                height,
                LedgerSamples.blockHash((int) height),
                height / 4,
                1_790_000_000_000L + height,
                LedgerSamples.actor(3),
                List.of(
                        new BlockEvent.TransactionEvent(LedgerSamples.transactionId(1), 0),
                        new BlockEvent.TransactionEvent(LedgerSamples.transactionId(2), 9)));
    }

    static String text(BlockEvent event) {
        return "event: block\nid: " + event.height() + "\ndata: " + event.toJson() + "\n\n";
    }

    private static List<BlockEvent> parse(byte[] bytes) throws CodecException {
        return new EventParser().add(bytes, bytes.length);
    }

    @Test
    void add_anyCutting_givesTheSameEvents() throws Exception {
        String stream = ": hello\n\n" + text(event(1)) + "event: end\ndata: {}\n\n" + ":\r\n\r\n"
                + text(event(2)).replace("\n", "\r\n") + "retry: 5\n" + text(event(3));
        byte[] bytes = stream.getBytes(StandardCharsets.UTF_8);
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var parser = new EventParser();
            var events = new ArrayList<BlockEvent>();
            for (int at = 0; at < bytes.length; ) {
                int count = Math.min(bytes.length - at, 1 + random.nextInt(200));
                events.addAll(parser.add(Arrays.copyOfRange(bytes, at, at + count), count));
                at += count;
            }
            assertThat(events).as("seed %d", seed).containsExactly(event(1), event(2), event(3));
        }
    }

    @Test
    void add_eventThatIsNone_isRefused() {
        for (String data : List.of(
                "{}",
                "[]",
                "7",
                "null",
                "{\"height\":\"x\"}",
                event(1).toJson().put("hash", "00").encode(),
                event(1).toJson().put("proposer", "cairn1").encode(),
                event(1).toJson().put("transactions", "none").encode(),
                "{\"a\":".repeat(5000))) {
            assertThatThrownBy(() -> parse(("event: block\ndata: " + data + "\n\n").getBytes(StandardCharsets.UTF_8)))
                    .as(data.substring(0, Math.min(80, data.length())))
                    .isInstanceOf(CodecException.class);
        }
    }

    @Test
    void add_lineOrEventWithoutEnd_isRefusedAtTheLimit() {
        byte[] chunk = new byte[64 << 10];
        Arrays.fill(chunk, (byte) 'x');
        var parser = new EventParser();
        assertThatThrownBy(() -> {
                    for (int i = 0; i <= BlockEvent.LINE_BYTES_MAX / chunk.length; i++) {
                        assertThat(parser.add(chunk, chunk.length)).isEmpty();
                    }
                })
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("longer");
        byte[] line = ("data: " + "x".repeat(1 << 20) + "\n").getBytes(StandardCharsets.UTF_8);
        var lines = new EventParser();
        assertThatThrownBy(() -> {
                    for (int i = 0; i < 6; i++) {
                        assertThat(lines.add(line, line.length)).isEmpty();
                    }
                })
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("longer");
    }
}
