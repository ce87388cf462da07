package network.cairn.node.egress;

import java.util.Optional;
import network.cairn.client.egress.EgressCost;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Digest;

/// What has been served out of one channel and promised for it, and how much of that is on the disk. Guarded by its
/// {@link VoucherBook}'s lock.
final class ChannelAccount {
    private final Digest channel;
    private final ActorId client;
    private final long expiryMillis;

    EgressCost served;
    Optional<SignedVoucher> best;

    /// What the disk has.
    private EgressCost keptServed;
    private EgressCost keptPaid;

    /// How many reads hold on to it: while there are any it stays in memory.
    int users;

    ChannelAccount(ChannelRow row) {
        this.channel = row.channel();
        this.client = row.client();
        this.expiryMillis = row.expiryMillis();
        this.served = row.served();
        this.best = row.best();
        this.keptServed = row.served();
        this.keptPaid = EgressCost.of(row.total());
    }

    Digest channel() {
        return channel;
    }

    ChannelRow row() {
        return new ChannelRow(channel, client, expiryMillis, served, best);
    }

    EgressCost paid() {
        return EgressCost.of(row().total());
    }

    void kept(ChannelRow row) {
        keptServed = row.served();
        keptPaid = EgressCost.of(row.total());
    }

    boolean isKept() {
        return keptServed.equals(served) && keptPaid.equals(paid());
    }

    /// Whether a crash now would lose more than this: either payment for what has been served, or the count of it,
    /// so that it would be served once more for the same voucher.
    boolean risksMoreThan(EgressCost unpaidMax) {
        return served.compareTo(keptPaid.plus(unpaidMax)) > 0 || served.compareTo(keptServed.plus(unpaidMax)) > 0;
    }
}
