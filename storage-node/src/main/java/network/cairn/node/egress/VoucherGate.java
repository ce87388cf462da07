package network.cairn.node.egress;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import network.cairn.client.egress.EgressCost;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.RedeemVoucher;
import network.cairn.client.ledger.Voucher;
import network.cairn.client.wire.v1.SignedVoucher;
import network.cairn.node.egress.Admission.Admitted;
import network.cairn.node.egress.Admission.Refused;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Digest;

/// The gate of a node that is paid by vouchers.
///
/// Of each channel, what was served is at most {@link EgressTerms#unpaidBytesMax} bytes' worth beyond what the best
/// voucher promises, and never beyond the deposit. A crash loses at most that much payment again. A client without
/// a voucher is served that many bytes in all. Reads count when they are admitted, so that many at once do not add
/// up to more.
///
/// A voucher that does not promise more than the best known is ignored, not refused: reads overtake each other. Its
/// signature is not looked at, as it gives its sender nothing that the channel's client, who signed the read's
/// order, does not have.
public final class VoucherGate implements EgressGate {
    /// How long after its expiry a channel that the ledger does not have any more is forgotten.
    private static final Duration FORGOTTEN_AFTER = Duration.ofDays(1);

    private final ActorId node;
    private final ChainId chain;
    private final EgressTerms terms;
    private final EgressLimits limits;
    private final InstantSource clock;
    private final SignatureVerifier verifier;
    private final ChannelLookup channels;
    private final VoucherBook book;
    private final Strangers strangers;

    /// @param node the provider, to whom channels have to be open
    /// @param chain the chain they are on
    /// @param ledger looks channels up there
    /// @param store keeps vouchers and counts, in rows whose keys begin with `egress.`; it stays the caller's to
    ///     close
    /// @param clock the node's; within `expiryMargin` of the chain's
    public VoucherGate(
            ActorId node,
            ChainId chain,
            EgressTerms terms,
            EgressLimits limits,
            Channels ledger,
            KeyValueStore store,
            SignatureVerifier verifier,
            InstantSource clock) {
        this.node = node;
        this.chain = chain;
        this.terms = terms;
        this.limits = limits;
        this.clock = clock;
        this.verifier = verifier;
        this.channels = new ChannelLookup(ledger, limits, clock);
        this.book = new VoucherBook(store, terms, limits.channelsMax());
        this.strangers = new Strangers(terms.unpaidBytesMax(), limits.strangersMax(), limits.strangerMemory());
    }

    @Override
    public Admission admit(ActorId client, Optional<SignedVoucher> voucher, long lengthBytes)
            throws InterruptedException {
        if (terms.isFree()) {
            return new Admitted(lengthBytes, _ -> {});
        }
        return voucher.isPresent() ? admitPaid(client, voucher.get(), lengthBytes) : admitStranger(client, lengthBytes);
    }

    @Override
    public Optional<ChannelStanding> standing(Digest channel) {
        return book.find(channel).map(row -> new ChannelStanding(row.client(), row.best()));
    }

    /// The best vouchers that are worth something on the ledger, the channel that expires next first. Looks up
    /// every channel that was ever served out of, so this is for now and then; channels that cannot be looked up
    /// are left out, and those that have long been over are forgotten.
    public List<Redeemable> redeemable() throws InterruptedException {
        List<Redeemable> worthwhile = new ArrayList<>();
        for (ChannelRow row : book.all()) {
            try {
                Optional<Channel> channel = channels.find(row.channel());
                if (channel.isPresent()) {
                    redeemable(row, channel.get()).ifPresent(worthwhile::add);
                } else if (isOver(row)) {
                    book.forget(row.channel());
                }
            } catch (LedgerUnavailableException _) {
                // The next call may find it; what is on the disk stays there.
            }
        }
        worthwhile.sort(Comparator.comparingLong(each -> each.channel().expiryMillis()));
        return List.copyOf(worthwhile);
    }

    @Override
    public void close() {
        book.keepAll();
    }

    private Admission admitStranger(ActorId client, long lengthBytes) {
        Optional<Refused> refused = strangers.reserve(client, lengthBytes, clock.instant());
        return refused.isPresent()
                ? refused.get()
                : new Admitted(lengthBytes, unsent -> strangers.giveBack(client, unsent));
    }

    private Admission admitPaid(ActorId client, SignedVoucher signed, long lengthBytes) throws InterruptedException {
        Voucher voucher = signed.voucher();
        Optional<Channel> found;
        try {
            found = isExpired(voucher) ? Optional.empty() : channels.find(voucher.channel());
        } catch (LedgerUnavailableException e) {
            return new Refused(
                    RefusalReason.LEDGER_UNAVAILABLE,
                    "channel " + voucher.channel() + " cannot be looked up now: " + e.getMessage());
        }
        Optional<Refused> wrong = wrong(voucher, found, client);
        if (wrong.isPresent()) {
            return wrong.get();
        }
        return admitOutOf(found.orElseThrow(), signed, lengthBytes);
    }

    private Admission admitOutOf(Channel channel, SignedVoucher signed, long lengthBytes) {
        ChannelAccount account = book.open(signed.voucher().channel(), channel);
        boolean admitted = false;
        try {
            if (book.isBetter(account, signed)) {
                if (!signed.isSignedBy(channel.client(), chain, verifier)) {
                    return new Refused(
                            RefusalReason.FORGED, "the voucher's signature is not that of " + channel.client());
                }
                book.offer(account, signed);
            }
            Optional<Refused> unpaid = book.reserve(account, channel, lengthBytes);
            if (unpaid.isPresent()) {
                return unpaid.get();
            }
            admitted = true;
            return new Admitted(lengthBytes, unsent -> book.release(account, terms.cost(unsent)));
        } finally {
            if (!admitted) {
                book.release(account, EgressCost.ZERO);
            }
        }
    }

    /// Everything that can be wrong with a voucher but its signature.
    private Optional<Refused> wrong(Voucher voucher, Optional<Channel> found, ActorId client) {
        if (isExpired(voucher)) {
            return refused(
                    RefusalReason.EXPIRED,
                    "the channel expires at " + voucher.expiryMillis() + " ms, less than " + limits.expiryMargin()
                            + " from now; open another");
        }
        if (found.isEmpty()) {
            return refused(RefusalReason.UNKNOWN_CHANNEL, "the ledger has no channel " + voucher.channel());
        }
        Channel channel = found.get();
        if (!channel.provider().equals(node)) {
            return refused(
                    RefusalReason.OTHER_PROVIDER, "the channel pays " + channel.provider() + ", this is " + node);
        }
        if (!channel.client().id().equals(client)) {
            return refused(
                    RefusalReason.OTHER_CLIENT, "the channel is not that of " + client + ", whose order this is");
        }
        if (channel.expiryMillis() != voucher.expiryMillis()) {
            return refused(
                    RefusalReason.WRONG_EXPIRY,
                    "the voucher says that the channel expires at " + voucher.expiryMillis() + ", it does at "
                            + channel.expiryMillis());
        }
        if (voucher.total().compareTo(channel.deposit()) > 0) {
            return refused(
                    RefusalReason.OVER_DEPOSIT,
                    "the voucher promises " + voucher.total() + " units out of a channel of " + channel.deposit());
        }
        return Optional.empty();
    }

    private boolean isExpired(Voucher voucher) {
        return clock.instant().plus(limits.expiryMargin()).toEpochMilli() >= voucher.expiryMillis();
    }

    private boolean isOver(ChannelRow row) {
        return clock.instant().minus(FORGOTTEN_AFTER).toEpochMilli() >= row.expiryMillis();
    }

    private Optional<Redeemable> redeemable(ChannelRow row, Channel channel) {
        boolean worthwhile = row.total().compareTo(channel.redeemed()) > 0
                && clock.millis() < channel.expiryMillis()
                && channel.provider().equals(node);
        return row.best()
                .filter(_ -> worthwhile)
                .map(signed -> new Redeemable(new RedeemVoucher(signed.voucher(), signed.signature()), channel));
    }

    private static Optional<Refused> refused(RefusalReason reason, String text) {
        return Optional.of(new Refused(reason, text));
    }
}
