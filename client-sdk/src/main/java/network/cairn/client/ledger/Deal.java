package network.cairn.client.ledger;

import java.util.Optional;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.DealId;

/// What the ledger keeps of a deal between a client and a provider.
///
/// @param client who pays
/// @param provider who stores
/// @param pricePerGibMonth for a GiB (2^30 bytes) over 30 days
/// @param funds the client's money in it
/// @param contents what it holds
/// @param billing which epochs are settled, and what the others pay for
/// @param endsEpoch the first epoch that it pays for no more, once it is ending
public record Deal(
        PublicIdentity client,
        PublicIdentity provider,
        Amount pricePerGibMonth,
        Funds funds,
        Contents contents,
        Billing billing,
        Optional<Long> endsEpoch) {
    /// A deal's money.
    ///
    /// @param escrow what is left to pay the provider from
    /// @param deposit for the cleaning up
    /// @param repairPaid what the deal has paid into the repair fund, and not had back: an account, not money of
    /// its own
    public record Funds(Amount escrow, Amount deposit, Amount repairPaid) {
        public Funds withEscrow(Amount newEscrow) {
            return new Funds(newEscrow, deposit, repairPaid);
        }
    }

    /// A deal's list of pieces.
    ///
    /// @param sequence of the newest revision the ledger has; 0 before the first
    /// @param list its root
    /// @param pieces how many pieces are in it
    /// @param slot the deal's place in the tree over the provider's deals, while it has pieces
    public record Contents(long sequence, SumNode list, long pieces, Optional<Long> slot) {
        static final Contents NOTHING = new Contents(0, SumNode.EMPTY, 0, Optional.empty());

        public Contents withSlot(Optional<Long> newSlot) {
            return new Contents(sequence, list, pieces, newSlot);
        }
    }

    /// How far a deal is paid.
    ///
    /// Whoever touches a deal first has all its epochs settled for which no proof can come any more: all but the
    /// current one and the one before. Hence three numbers tell what an unsettled epoch pays for.
    ///
    /// @param changedEpoch when the list last changed
    /// @param leavesBefore what the epoch before that pays for, in leaves of 1 KiB
    /// @param leavesAtStart what the list held when that epoch began
    /// @param unsettledFrom the first epoch that is not settled
    /// @param provenBefore how many epochs before that the provider has proven
    public record Billing(
            long changedEpoch, long leavesBefore, long leavesAtStart, long unsettledFrom, long provenBefore) {
        public Billing settled(long newUnsettledFrom, long newProvenBefore) {
            return new Billing(changedEpoch, leavesBefore, leavesAtStart, newUnsettledFrom, newProvenBefore);
        }
    }

    /// A deal that was just opened.
    ///
    /// @param provenBefore how many epochs before the last one the provider has proven
    public static Deal opened(
            PublicIdentity client,
            PublicIdentity provider,
            Amount pricePerGibMonth,
            Amount escrow,
            Amount deposit,
            long epoch,
            long provenBefore) {
        return new Deal(
                client,
                provider,
                pricePerGibMonth,
                new Funds(escrow, deposit, Amount.ZERO),
                Contents.NOTHING,
                new Billing(epoch, 0, 0, Math.max(0, epoch - 1), provenBefore),
                Optional.empty());
    }

    /// The id of the deal that a client's transaction of this nonce opens.
    public static DealId idOf(ChainId chain, ActorId client, long nonce) {
        byte[] number = new CanonicalWriter().u64(nonce).toBytes();
        return DealId.of(LedgerDomain.hash(LedgerDomain.DEAL_ID, chain.toBytes(), client.toBytes(), number));
    }

    /// What the deal holds, in leaves of 1 KiB.
    public long leaves() {
        return contents.list().leaves();
    }

    /// What an unsettled epoch pays for if it is proven: what the deal held both at its start and at its end.
    public long payableLeaves(long epoch) {
        if (epoch < billing.changedEpoch()) {
            return billing.leavesBefore();
        }
        return epoch == billing.changedEpoch() ? Math.min(billing.leavesAtStart(), leaves()) : leaves();
    }

    /// All its money.
    public Amount money() {
        return funds.escrow().plusExact(funds.deposit());
    }

    public Deal withFunds(Funds newFunds) {
        return new Deal(client, provider, pricePerGibMonth, newFunds, contents, billing, endsEpoch);
    }

    public Deal withContents(Contents newContents) {
        return new Deal(client, provider, pricePerGibMonth, funds, newContents, billing, endsEpoch);
    }

    public Deal withBilling(Billing newBilling) {
        return new Deal(client, provider, pricePerGibMonth, funds, contents, newBilling, endsEpoch);
    }

    public Deal ending(long epoch) {
        return new Deal(client, provider, pricePerGibMonth, funds, contents, billing, Optional.of(epoch));
    }

    /// The deal at a revision of its own that comes in an epoch, all epochs before the last one being settled.
    public Deal revised(Revision revision, long epoch) {
        boolean first = epoch > billing.changedEpoch();
        var revisedBilling = new Billing(
                epoch,
                first && epoch > 0 ? payableLeaves(epoch - 1) : billing.leavesBefore(),
                first ? leaves() : billing.leavesAtStart(),
                billing.unsettledFrom(),
                billing.provenBefore());
        return withBilling(revisedBilling)
                .withContents(new Contents(revision.sequence(), revision.list(), revision.pieces(), contents.slot()));
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().fixed(client.toBytes()).fixed(provider.toBytes());
        pricePerGibMonth.write(writer);
        funds.escrow().write(writer);
        funds.deposit().write(writer);
        funds.repairPaid().write(writer);
        writer.u64(contents.sequence());
        contents.list().write(writer);
        writer.u64(contents.pieces());
        LedgerDomain.writeOptional(writer, contents.slot());
        writer.u64(billing.changedEpoch())
                .u64(billing.leavesBefore())
                .u64(billing.leavesAtStart())
                .u64(billing.unsettledFrom())
                .u64(billing.provenBefore());
        LedgerDomain.writeOptional(writer, endsEpoch);
        return writer.toBytes();
    }

    public static Deal decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var deal = new Deal(
                LedgerDomain.sender(reader, "deal client"),
                LedgerDomain.sender(reader, "deal provider"),
                Amount.read(reader, "deal price"),
                new Funds(
                        Amount.read(reader, "deal escrow"),
                        Amount.read(reader, "deal deposit"),
                        Amount.read(reader, "deal repair paid")),
                new Contents(
                        reader.u64("deal sequence"),
                        SumNode.read(reader, "deal list"),
                        reader.u64("deal pieces"),
                        LedgerDomain.readOptional(reader, "deal slot")),
                new Billing(
                        reader.u64("deal changed epoch"),
                        reader.u64("deal leaves before"),
                        reader.u64("deal leaves at start"),
                        reader.u64("deal unsettled from"),
                        reader.u64("deal proven before")),
                LedgerDomain.readOptional(reader, "deal end"));
        reader.end();
        return deal;
    }
}
