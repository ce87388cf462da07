package network.cairn.client.egress;

import java.math.BigInteger;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Voucher;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ChainId;

/// What has been asked for and promised out of one channel.
///
/// What is promised is `adopted + asked`, rounded up to whole steps: never more than a step beyond what was asked
/// for, whatever the node says. Safe for many threads.
final class PaymentChannel {
    private final OpenedChannel opened;
    private final ChainId chain;
    private final Signer client;
    private final SignatureVerifier verifier;
    private final Amount step;

    /// Guards the rest.
    private final ReentrantLock lock = new ReentrantLock();

    /// The total taken over from an earlier life of this client.
    private Amount adopted = Amount.ZERO;

    /// What has been asked for in this life, without what was refused or broke off.
    private EgressCost asked = EgressCost.ZERO;

    /// What broke off: the node may have counted it, as bytes that were on their way, or not.
    private EgressCost disputed = EgressCost.ZERO;

    private SignedVoucher voucher;
    private String header;
    private long signed;

    /// Whether the node has been asked how far an earlier life of this client was.
    private boolean counted;

    PaymentChannel(OpenedChannel opened, ChainId chain, Signer client, SignatureVerifier verifier) {
        this.opened = opened;
        this.chain = chain;
        this.client = client;
        this.verifier = verifier;
        this.step = EgressCost.of(EgressWallet.STEP_BYTES, opened.pricePerGib()).roundedUp();
        this.voucher = signed(Amount.ZERO);
        this.header = voucher.toHeader();
    }

    OpenedChannel opened() {
        return opened;
    }

    /// How many vouchers have been signed, but for the one of nothing that the channel begins with.
    long signed() {
        lock.lock();
        try {
            return signed;
        } finally {
            lock.unlock();
        }
    }

    Amount promised() {
        lock.lock();
        try {
            return voucher.voucher().total();
        } finally {
            lock.unlock();
        }
    }

    boolean isCounted() {
        lock.lock();
        try {
            return counted;
        } finally {
            lock.unlock();
        }
    }

    /// Begins where an earlier life of this client stopped. What is said later is not listened to.
    void count(Optional<SignedVoucher> nodesBest) {
        lock.lock();
        try {
            if (!counted) {
                counted = true;
                if (nodesBest.isPresent()) {
                    var _ = adopt(nodesBest.get());
                }
            }
        } finally {
            lock.unlock();
        }
    }

    PaidRead ask(long lengthBytes) {
        lock.lock();
        try {
            return askLocked(lengthBytes);
        } finally {
            lock.unlock();
        }
    }

    /// The node refused: it has counted nothing.
    void refused(long lengthBytes) {
        lock.lock();
        try {
            asked = asked.less(cost(lengthBytes));
        } finally {
            lock.unlock();
        }
    }

    /// The read ended with these bytes not received.
    void brokeOff(long lengthBytes) {
        EgressCost cost = cost(lengthBytes);
        lock.lock();
        try {
            asked = asked.less(cost);
            disputed = disputed.plus(cost);
        } finally {
            lock.unlock();
        }
    }

    /// The same read again after the node has asked for payment, where more can be promised than it was shown.
    Optional<PaidRead> again(PaidRead refused, Optional<SignedVoucher> nodesBest) {
        lock.lock();
        try {
            asked = asked.less(cost(refused.lengthBytes()));
            if (nodesBest.isEmpty() || !adopt(nodesBest.get())) {
                settleDispute();
            }
            PaidRead again = askLocked(refused.lengthBytes());
            if (again.total().compareTo(refused.total()) > 0) {
                return Optional.of(again);
            }
            asked = asked.less(cost(refused.lengthBytes()));
            return Optional.empty();
        } finally {
            lock.unlock();
        }
    }

    private PaidRead askLocked(long lengthBytes) {
        asked = asked.plus(cost(lengthBytes));
        Amount due = due();
        if (due.compareTo(voucher.voucher().total()) > 0) {
            voucher = signed(due);
            header = voucher.toHeader();
            signed++;
        }
        return new PaidRead(this, lengthBytes, voucher.voucher().total(), header);
    }

    private Amount due() {
        BigInteger steps = asked.roundedUp().toBigInteger();
        BigInteger one = step.toBigInteger();
        BigInteger due = steps.add(one).subtract(BigInteger.ONE).divide(one).multiply(one);
        return Amount.of(due.add(adopted.toBigInteger()).min(opened.deposit().toBigInteger()));
    }

    /// Goes on from what this client had promised in an earlier life, which nothing but its own signature proves.
    private boolean adopt(SignedVoucher best) {
        Voucher theirs = best.voucher();
        if (!theirs.channel().equals(opened.id())
                || theirs.expiryMillis() != opened.expiryMillis()
                || theirs.total().compareTo(opened.deposit()) > 0
                || theirs.total().compareTo(voucher.voucher().total()) <= 0
                || !best.isSignedBy(client.publicIdentity(), chain, verifier)) {
            return false;
        }
        adopted = theirs.total();
        voucher = best;
        header = best.toHeader();
        return true;
    }

    /// The node has counted more than this client: bytes of reads that broke off. Takes as many of those for
    /// served as use the credit up. An honest node's count is at most its limit of unpaid bytes beyond what was
    /// promised, so the next voucher, which pays for the read on top, is enough for it.
    private void settleDispute() {
        EgressCost credit = EgressCost.of(
                        voucher.voucher().total().minus(adopted).orElse(Amount.ZERO))
                .less(asked);
        EgressCost settled = disputed.lesser(credit);
        disputed = disputed.less(settled);
        asked = asked.plus(settled);
    }

    private EgressCost cost(long lengthBytes) {
        return EgressCost.of(lengthBytes, opened.pricePerGib());
    }

    private SignedVoucher signed(Amount total) {
        return SignedVoucher.sign(new Voucher(opened.id(), total, opened.expiryMillis()), client, chain);
    }
}
