package network.cairn.client.egress;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Amount;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;

/// Pays nodes for reads with vouchers out of channels.
///
/// Promises are made in steps of {@value #STEP_BYTES} bytes' worth, so that most reads cost no signature. What it
/// promises is at most the price of what was asked for and one step, beyond what an earlier life of this client had
/// promised; and never more than the channel's deposit. Nothing is kept on the disk: before the first read in a
/// life the node is asked what the best voucher was, and it counts if this client's signature is on it. Asking
/// later would not do: reads at the same time could promise more than before, and hide that the count was lost.
/// Safe for many threads.
public final class EgressWallet {
    /// How much is paid for in advance, at most.
    public static final long STEP_BYTES = 1L << 20;

    private final ChainId chain;
    private final Signer client;
    private final SignatureVerifier verifier;
    private final EgressChannels channels;

    /// One for each node that has been read from; as bounded as the list of nodes.
    private final Map<ActorId, PaymentChannel> payments = new ConcurrentHashMap<>();

    /// @param chain the chain the channels are on
    /// @param client whose channels they are
    public EgressWallet(ChainId chain, Signer client, SignatureVerifier verifier, EgressChannels channels) {
        this.chain = chain;
        this.client = client;
        this.verifier = verifier;
        this.channels = channels;
    }

    /// The channel of a node which has to be asked for its best voucher before anything is promised out of it, and
    /// the answer be given to {@link #count}.
    public Optional<Digest> uncounted(ActorId node) {
        return payment(node)
                .filter(payment -> !payment.isCounted())
                .map(payment -> payment.opened().id());
    }

    /// What the node says was the best voucher of a channel; not trusted.
    public void count(ActorId node, Digest channel, Optional<SignedVoucher> nodesBest) {
        payment(node)
                .filter(payment -> payment.opened().id().equals(channel))
                .ifPresent(payment -> payment.count(nodesBest));
    }

    /// The voucher to send with a read of so many bytes; empty where the node has no channel or is to serve for
    /// free.
    public Optional<PaidRead> voucherFor(ActorId node, long lengthBytes) {
        return payment(node).map(payment -> payment.ask(lengthBytes));
    }

    /// The same read again, after the node has asked for payment: with a higher voucher than it has seen, or
    /// empty where there is none to give.
    ///
    /// @param nodesBest what the node says was the best voucher of the channel; not trusted
    public Optional<PaidRead> again(PaidRead refused, Optional<SignedVoucher> nodesBest) {
        return refused.isFirstWord() ? refused.channel().again(refused, nodesBest) : Optional.empty();
    }

    /// What has been promised out of the channel that a node is paid out of; zero where there is none or no read
    /// yet. Close to the deposit it is time for another channel.
    public Amount promised(ActorId node) {
        return payment(node).map(PaymentChannel::promised).orElse(Amount.ZERO);
    }

    /// How many vouchers have been signed for the channel that a node is paid out of.
    public long vouchersSigned(ActorId node) {
        return payment(node).map(PaymentChannel::signed).orElse(0L);
    }

    private Optional<PaymentChannel> payment(ActorId node) {
        Optional<OpenedChannel> open = channels.channel(node)
                .filter(channel ->
                        channel.node().equals(node) && !channel.pricePerGib().isZero());
        if (open.isEmpty()) {
            return Optional.empty();
        }
        OpenedChannel opened = open.get();
        PaymentChannel known = payments.get(node);
        if (known != null && known.opened().equals(opened)) {
            return Optional.of(known);
        }
        return Optional.of(payments.compute(
                node,
                (_, now) -> now != null && now.opened().equals(opened)
                        ? now
                        : new PaymentChannel(opened, chain, client, verifier)));
    }
}
