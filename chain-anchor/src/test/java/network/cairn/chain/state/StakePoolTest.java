package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Validator;
import org.junit.jupiter.api.Test;

class StakePoolTest {
    private static Validator pool(long stake, long shares) {
        return ValidatorChange.pool(
                ValidatorChange.fresh(TestActors.signer(0).publicIdentity()),
                Amount.units(stake),
                Amount.units(shares),
                Amount.ZERO);
    }

    private static Reason refusal(Validator pool, Amount amount) {
        var purchase = StakePool.buy(pool, amount);
        assertThat(purchase).isInstanceOf(StakePool.Purchase.NotSold.class);
        return ((StakePool.Purchase.NotSold) purchase).rejection().reason();
    }

    private static Amount bought(Validator pool, long amount) {
        var purchase = StakePool.buy(pool, Amount.units(amount));
        assertThat(purchase).isInstanceOf(StakePool.Purchase.Bought.class);
        return ((StakePool.Purchase.Bought) purchase).shares();
    }

    @Test
    void buy_firstShares_costAUnitEach() {
        assertThat(bought(pool(0, 0), 1)).isEqualTo(Amount.units(1));
        assertThat(bought(pool(0, 0), 12345)).isEqualTo(Amount.units(12345));
    }

    @Test
    void buy_afterASlash_givesMoreShares() {
        assertThat(bought(pool(950, 1000), 950)).isEqualTo(Amount.units(1000));
    }

    @Test
    void buy_wherePriceWasDrivenUp_isRefusedRatherThanRoundedOff() {
        // The first holder kept one share and had 1,000 credits paid into the pool.
        var driven = pool(1_000_000_000_000L, 1);
        assertThat(refusal(driven, Amount.units(999_999_999_999L))).isEqualTo(Reason.AMOUNT_TOO_SMALL);
        assertThat(refusal(driven, Amount.units(1_500_000_000_000L))).isEqualTo(Reason.AMOUNT_TOO_SMALL);
        assertThat(bought(driven, 1_000_000_000_000L)).isEqualTo(Amount.units(1));
    }

    @Test
    void buy_lessThanAShare_isRefused() {
        assertThat(refusal(pool(2000, 1000), Amount.units(1))).isEqualTo(Reason.AMOUNT_TOO_SMALL);
    }

    @Test
    void buy_ofAPoolWithoutStake_isRefused() {
        assertThat(refusal(pool(0, 1000), Amount.units(1000))).isEqualTo(Reason.POOL_WORTHLESS);
    }

    @Test
    void buy_moreSharesThanCanBeCounted_isRefused() {
        assertThat(refusal(pool(1, Long.MAX_VALUE), Amount.MAX)).isEqualTo(Reason.POOL_WORTHLESS);
    }

    @Test
    void sell_all_leavesNothing() {
        var sale = StakePool.sell(pool(951, 1000), Amount.units(1000), Amount.units(951));
        assertThat(sale).isEqualTo(new StakePool.Sale(Amount.units(1000), Amount.units(951)));
    }

    @Test
    void sell_whatLeavesWorthlessShares_sellsThemToo() {
        // Ten shares of a pool where a share is worth a tenth of a unit.
        var sale = StakePool.sell(pool(100, 1000), Amount.units(15), Amount.units(1));
        assertThat(sale).isEqualTo(new StakePool.Sale(Amount.units(15), Amount.units(1)));
    }

    @Test
    void sell_lessThanAShare_paysTheWholeShare() {
        var sale = StakePool.sell(pool(1_000_000, 10), Amount.units(5), Amount.units(1));
        assertThat(sale).isEqualTo(new StakePool.Sale(Amount.units(1), Amount.units(100_000)));
    }

    /// Whoever trades, in whatever order, the others' shares are never worth less for it, and nobody who
    /// buys and sells at once comes out ahead.
    @Test
    void trades_neverTakeFromTheOtherHolders() {
        for (long seed = 1; seed <= 300; seed++) {
            var random = new SplittableRandom(seed);
            var pool = pool(random.nextLong(1, 1L << random.nextInt(2, 60)), random.nextLong(1, 1L << 50));
            Amount mine = Amount.ZERO;
            for (int i = 0; i < 60; i++) {
                var before = pool;
                var amount = Amount.units(random.nextLong(1, 1L << random.nextInt(2, 55)));
                if (random.nextBoolean()) {
                    if (StakePool.buy(pool, amount) instanceof StakePool.Purchase.Bought(var shares)) {
                        pool = traded(
                                pool,
                                pool.stake().plusExact(amount),
                                pool.shares().plusExact(shares));
                        mine = mine.plusExact(shares);
                        var back = StakePool.worth(pool, shares);
                        assertThat(back).as("seed %s", seed).isLessThanOrEqualTo(amount);
                    }
                } else if (StakePool.worth(pool, mine).compareTo(amount) >= 0) {
                    var sale = StakePool.sell(pool, mine, amount);
                    assertThat(sale.amount()).as("seed %s", seed).isGreaterThanOrEqualTo(amount);
                    assertThat(sale.shares()).as("seed %s", seed).isLessThanOrEqualTo(mine);
                    pool = traded(
                            pool,
                            pool.stake().minusExact(sale.amount()),
                            pool.shares().minusExact(sale.shares()));
                    mine = mine.minusExact(sale.shares());
                }
                assertThat(priceFell(before, pool))
                        .as("seed %s, step %s", seed, i)
                        .isFalse();
            }
        }
    }

    private static Validator traded(Validator pool, Amount stake, Amount shares) {
        return ValidatorChange.pool(pool, stake, shares, Amount.ZERO);
    }

    private static boolean priceFell(Validator before, Validator after) {
        return after.stake()
                        .toBigInteger()
                        .multiply(before.shares().toBigInteger())
                        .compareTo(before.stake()
                                .toBigInteger()
                                .multiply(after.shares().toBigInteger()))
                < 0;
    }
}
