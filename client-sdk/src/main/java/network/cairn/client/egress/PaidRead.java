package network.cairn.client.egress;

import java.util.concurrent.atomic.AtomicBoolean;
import network.cairn.client.ledger.Amount;
import network.cairn.proofs.id.Digest;

/// A read with its voucher. Exactly one of {@link #refused} and {@link #ended} tells how it went, the first that is
/// called; {@link EgressWallet#again} is another way to say that it was refused.
public final class PaidRead {
    private final PaymentChannel channel;
    private final long lengthBytes;
    private final Amount total;
    private final String header;
    private final AtomicBoolean over = new AtomicBoolean();

    PaidRead(PaymentChannel channel, long lengthBytes, Amount total, String header) {
        this.channel = channel;
        this.lengthBytes = lengthBytes;
        this.total = total;
        this.header = header;
    }

    /// What the request carries as `Cairn-Voucher`.
    public String header() {
        return header;
    }

    /// The channel that is paid out of.
    public Digest channelId() {
        return channel.opened().id();
    }

    /// What the voucher promises in all.
    public Amount total() {
        return total;
    }

    public long lengthBytes() {
        return lengthBytes;
    }

    PaymentChannel channel() {
        return channel;
    }

    /// The node answered with an error, before any byte of the piece.
    public void refused() {
        if (isFirstWord()) {
            channel.refused(lengthBytes);
        }
    }

    /// The read is over, with this many bytes received.
    public void ended(long receivedBytes) {
        if (isFirstWord() && receivedBytes < lengthBytes) {
            channel.brokeOff(lengthBytes - receivedBytes);
        }
    }

    boolean isFirstWord() {
        return over.compareAndSet(false, true);
    }
}
