package network.cairn.client.ledger;

import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.deal.SumNode;

/// What the ledger keeps of all of a provider's deals together: what it is bound to, has proven, has at stake and
/// has earned.
///
/// @param deals how many deals it has, with pieces or without
/// @param commitment what it has to prove
/// @param money what it has at stake and has earned
/// @param conduct what it has proven, and missed
/// @param failure what its failure left, once it has failed
public record ProviderAccount(
        long deals, Commitment commitment, Money money, Conduct conduct, Optional<Failure> failure) {
    /// What a provider has to prove.
    ///
    /// @param holding how many deals have pieces, and so are in the tree over its deals
    /// @param root the root of that tree
    /// @param rate what these deals come to over 30 days, which the collateral must cover before there may be more
    /// @param changedEpoch when the tree last changed
    /// @param rootBefore what the root was at the end of the epoch before that
    /// @param rateBefore what the rate was then
    public record Commitment(
            long holding, SumNode root, Amount rate, long changedEpoch, SumNode rootBefore, Amount rateBefore) {
        /// What it was bound to by the end of an epoch that is not judged.
        public SumNode rootAtEndOf(long epoch) {
            return epoch < changedEpoch ? rootBefore : root;
        }

        /// What its deals came to over 30 days by the end of such an epoch.
        public Amount rateAtEndOf(long epoch) {
            return epoch < changedEpoch ? rateBefore : rate;
        }

        /// The commitment after a change of the tree in an epoch.
        public Commitment changed(long newHolding, SumNode newRoot, Amount newRate, long epoch) {
            boolean first = epoch > changedEpoch;
            return new Commitment(
                    newHolding, newRoot, newRate, epoch, first ? root : rootBefore, first ? rate : rateBefore);
        }
    }

    /// A provider's money in the ledger.
    ///
    /// @param collateral what it has at stake
    /// @param heldBack what is kept of its pay until that covers the repair of what it holds
    /// @param earned what is its own and not paid out
    public record Money(Amount collateral, Amount heldBack, Amount earned) {}

    /// How a provider has behaved, up to the epochs for which proofs may still come.
    ///
    /// @param proven how many epochs it has proven
    /// @param judgedFrom the first epoch that is not judged
    /// @param misses the judged epochs of late that were misses: bit 0 is the last judged
    /// @param missesInRow misses since the last proof
    /// @param unprovenInRow epochs without a proof since the last one, whether or not they were misses
    public record Conduct(long proven, long judgedFrom, int misses, int missesInRow, int unprovenInRow) {
        public Conduct withProven(long newProven) {
            return new Conduct(newProven, judgedFrom, misses, missesInRow, unprovenInRow);
        }

        public Conduct judgedTo(long newJudgedFrom) {
            return new Conduct(proven, newJudgedFrom, misses, missesInRow, unprovenInRow);
        }
    }

    /// What a failed provider left.
    ///
    /// @param epoch the first epoch that its deals pay for no more
    /// @param leaves what they held
    /// @param forfeited money for making the pieces again, before anything was claimed
    /// @param left what of it has not been claimed
    public record Failure(long epoch, long leaves, Amount forfeited, Amount left) {}

    /// The account of a provider without deals.
    public static ProviderAccount opened(long epoch) {
        return new ProviderAccount(
                0,
                new Commitment(0, SumNode.EMPTY, Amount.ZERO, epoch, SumNode.EMPTY, Amount.ZERO),
                new Money(Amount.ZERO, Amount.ZERO, Amount.ZERO),
                new Conduct(0, Math.max(0, epoch - 1), 0, 0, 0),
                Optional.empty());
    }

    /// What it holds, in leaves of 1 KiB.
    public long leaves() {
        return commitment.root().leaves();
    }

    /// All money in the account.
    public Amount total() {
        Amount own = money.collateral().plusExact(money.heldBack()).plusExact(money.earned());
        return failure.map(failed -> own.plusExact(failed.left())).orElse(own);
    }

    public ProviderAccount withDeals(long newDeals) {
        return new ProviderAccount(newDeals, commitment, money, conduct, failure);
    }

    public ProviderAccount withCommitment(Commitment newCommitment) {
        return new ProviderAccount(deals, newCommitment, money, conduct, failure);
    }

    public ProviderAccount withMoney(Money newMoney) {
        return new ProviderAccount(deals, commitment, newMoney, conduct, failure);
    }

    public ProviderAccount withConduct(Conduct newConduct) {
        return new ProviderAccount(deals, commitment, money, newConduct, failure);
    }

    public ProviderAccount withFailure(Failure newFailure) {
        return new ProviderAccount(deals, commitment, money, conduct, Optional.of(newFailure));
    }

    public byte[] encode() {
        var writer = new CanonicalWriter().u64(deals);
        writer.u64(commitment.holding());
        commitment.root().write(writer);
        commitment.rate().write(writer);
        writer.u64(commitment.changedEpoch());
        commitment.rootBefore().write(writer);
        commitment.rateBefore().write(writer);
        money.collateral().write(writer);
        money.heldBack().write(writer);
        money.earned().write(writer);
        writer.u64(conduct.proven())
                .u64(conduct.judgedFrom())
                .u32(conduct.misses())
                .u32(conduct.missesInRow())
                .u32(conduct.unprovenInRow());
        writer.bool(failure.isPresent());
        failure.ifPresent(failed -> {
            writer.u64(failed.epoch()).u64(failed.leaves());
            failed.forfeited().write(writer);
            failed.left().write(writer);
        });
        return writer.toBytes();
    }

    public static ProviderAccount decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var account = new ProviderAccount(
                reader.u64("deals"),
                new Commitment(
                        reader.u64("deals with pieces"),
                        SumNode.read(reader, "root"),
                        Amount.read(reader, "rate"),
                        reader.u64("changed epoch"),
                        SumNode.read(reader, "root before"),
                        Amount.read(reader, "rate before")),
                new Money(
                        Amount.read(reader, "collateral"),
                        Amount.read(reader, "held back"),
                        Amount.read(reader, "earned")),
                new Conduct(
                        reader.u64("proven epochs"),
                        reader.u64("judged from"),
                        reader.u32("misses"),
                        reader.u32("misses in a row"),
                        reader.u32("unproven in a row")),
                reader.bool("provider has failed") ? Optional.of(readFailure(reader)) : Optional.empty());
        reader.end();
        return account;
    }

    private static Failure readFailure(CanonicalReader reader) throws CodecException {
        return new Failure(
                reader.u64("failure epoch"),
                reader.u64("failure leaves"),
                Amount.read(reader, "forfeited"),
                Amount.read(reader, "forfeited and left"));
    }
}
