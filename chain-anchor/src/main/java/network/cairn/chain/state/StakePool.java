package network.cairn.chain.state;

import java.math.BigInteger;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Validator;

/// The arithmetic of a validator's pool: money in, shares out, and back.
///
/// All rounding is in the pool's favour, so no order of buying and selling takes money from the other
/// holders; and who buys is told rather than rounded off: a purchase that would lose more than a
/// thousandth is refused, however the price of a share was driven up before.
final class StakePool {
    private static final int SHARES_BITS_MAX = 128;

    /// A purchase loses at most one part in this many to rounding.
    private static final long ROUNDING_LOSS_PARTS_MIN = 1000;

    private StakePool() {}

    /// What buying shares came to.
    sealed interface Purchase {
        record Bought(Amount shares) implements Purchase {}

        record NotSold(Rejection rejection) implements Purchase {}
    }

    /// What selling shares comes to.
    ///
    /// @param shares how many go
    /// @param amount what the pool pays for them
    record Sale(Amount shares, Amount amount) {}

    /// The shares that this much money buys.
    static Purchase buy(Validator pool, Amount amount) {
        if (pool.shares().isZero()) {
            return new Purchase.Bought(amount);
        }
        if (pool.stake().isZero()) {
            return worthless(pool);
        }
        BigInteger money = amount.toBigInteger();
        BigInteger stake = pool.stake().toBigInteger();
        BigInteger shares = pool.shares().toBigInteger();
        BigInteger bought = money.multiply(shares).divide(stake);
        if (bought.add(shares).bitLength() > SHARES_BITS_MAX) {
            return worthless(pool);
        }
        BigInteger worth = stake.add(money).multiply(bought).divide(shares.add(bought));
        BigInteger loss = money.subtract(worth);
        if (bought.signum() == 0
                || loss.multiply(BigInteger.valueOf(ROUNDING_LOSS_PARTS_MIN)).compareTo(money) > 0) {
            return new Purchase.NotSold(new Rejection(
                    Reason.AMOUNT_TOO_SMALL,
                    amount + " units where a share costs " + stake.divide(shares) + ": rounding would take " + loss));
        }
        return new Purchase.Bought(Amount.of(bought));
    }

    private static Purchase worthless(Validator pool) {
        return new Purchase.NotSold(new Rejection(
                Reason.POOL_WORTHLESS,
                "the pool of " + pool.key().id() + " has " + pool.stake() + " units for " + pool.shares() + " shares"));
    }

    /// What this many shares are worth, rounded down.
    static Amount worth(Validator pool, Amount shares) {
        return shares.isZero() ? Amount.ZERO : pool.stake().timesRatio(shares, pool.shares());
    }

    /// Sells as few shares as are worth the amount, or all that are held where what is left of them would
    /// be worth nothing. Pays what those are worth, which may be up to a share's worth more.
    ///
    /// @param held the seller's shares, worth at least the amount
    static Sale sell(Validator pool, Amount held, Amount amount) {
        BigInteger stake = pool.stake().toBigInteger();
        BigInteger[] sold =
                amount.toBigInteger().multiply(pool.shares().toBigInteger()).divideAndRemainder(stake);
        Amount shares = Amount.of(sold[1].signum() == 0 ? sold[0] : sold[0].add(BigInteger.ONE));
        if (worth(pool, held.minusExact(shares)).isZero()) {
            shares = held;
        }
        return new Sale(shares, worth(pool, shares));
    }

    static Amount ownStake(Validator pool) {
        return worth(pool, pool.ownShares());
    }
}
