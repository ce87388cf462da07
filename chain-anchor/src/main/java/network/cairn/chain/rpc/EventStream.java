package network.cairn.chain.rpc;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import network.cairn.chain.state.Ledger;
import network.cairn.client.net.OutboundBytes;

/// One client's stream of events, on a virtual thread of its own.
///
/// It tells the blocks after the height the client names, first those that are there, then those that
/// come. One that has been up to date and falls too far behind is told so and ended: the client comes back
/// with the last height it saw.
final class EventStream {
    private final Ledger ledger;
    private final BlockFeed feed;
    private final RpcLimits limits;

    EventStream(Ledger ledger, BlockFeed feed, RpcLimits limits) {
        this.ledger = ledger;
        this.feed = feed;
        this.limits = limits;
    }

    /// Tells until the client goes, is too slow, or the node stops.
    ///
    /// @param after the last height the client has seen; empty for only what comes
    void run(OutboundBytes out, Optional<Long> after) throws IOException, InterruptedException {
        long next = after.map(height -> height + 1).orElse(ledger.tip().height() + 1);
        write(out, ": blocks from " + next + " on\n\n");
        boolean upToDate = false;
        while (!feed.isClosed()) {
            long tip = ledger.tip().height();
            if (next > tip) {
                upToDate = true;
                if (!feed.await(next, limits.heartbeatInterval())) {
                    write(out, ": " + tip + "\n\n");
                }
                continue;
            }
            if (upToDate && tip - next > limits.streamLagBlocksMax()) {
                end(
                        out,
                        "TOO_SLOW",
                        "this stream is " + (tip - next) + " blocks behind, the most is " + limits.streamLagBlocksMax()
                                + "; come back with Last-Event-ID " + (next - 1));
                return;
            }
            var text = feed.text(next);
            if (text.isEmpty()) {
                end(
                        out,
                        RpcError.PRUNED.name(),
                        "this node has no block " + next + " any more, its oldest is " + ledger.oldestHeight());
                return;
            }
            write(out, text.get());
            next++;
        }
        end(out, RpcError.STOPPED.name(), "the node is stopping; come back with Last-Event-ID " + (next - 1));
    }

    private static void end(OutboundBytes out, String reason, String detail) throws IOException, InterruptedException {
        write(
                out,
                BlockFeed.event(
                        "end",
                        Optional.empty(),
                        RpcAnswer.errorNode(reason, detail).toString()));
        out.end();
    }

    private static void write(OutboundBytes out, String text) throws IOException, InterruptedException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes, 0, bytes.length);
    }
}
