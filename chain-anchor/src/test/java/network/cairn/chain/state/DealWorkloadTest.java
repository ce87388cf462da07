package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.StorageParameters;
import network.cairn.client.ledger.StoragePrices;
import network.cairn.client.ledger.TopUpDeal;
import network.cairn.client.ledger.WithdrawEarnings;
import network.cairn.proofs.id.DealId;
import org.junit.jupiter.api.Test;

/// Random deals over many epochs, against a model that looks at every deal in every epoch: what the ledger counts
/// when somebody asks must be what the model has counted all along. The supply is summed up after every block.
class DealWorkloadTest {
    private static final Amount ESCROW = Amount.credits(3000);
    private static final int EPOCHS = 40;

    /// Room for all that happens in one: the beacon, proofs, withdrawals, and the steps.
    private static final int EPOCH_BLOCKS = 16;

    private static final int STEPS_IN_EPOCH_MAX = 3;

    /// What the model knows of a deal.
    private static final class ModelDeal {
        final TestSigner client;
        final TestSigner provider;
        final Map<Long, Long> leavesAtEnd = new HashMap<>();
        BigInteger paidIn = ESCROW.toBigInteger();
        int touches;
        long endsEpoch = Long.MAX_VALUE;

        ModelDeal(TestSigner client, TestSigner provider) {
            this.client = client;
            this.provider = provider;
        }

        /// What proven epochs before one have cost, times what {@link StoragePrices} divides by.
        BigInteger cost(Set<Long> proven, long before) {
            var sum = BigInteger.ZERO;
            for (long epoch : proven) {
                if (epoch < before && epoch < endsEpoch) {
                    long held = Math.min(leavesAtEnd.getOrDefault(epoch - 1, 0L), leavesAtEnd.getOrDefault(epoch, 0L));
                    sum = sum.add(BigInteger.valueOf(held));
                }
            }
            return sum;
        }
    }

    private final Map<DealId, ModelDeal> deals = new HashMap<>();
    private final Map<TestSigner, Set<Long>> proven = new HashMap<>();
    private SplittableRandom random = new SplittableRandom();
    private StorageChain storage = new StorageChain(0);

    @Test
    void ledger_countsLikeOneThatLooksEachEpoch() {
        for (long seed = 0; seed < 12; seed++) {
            random = new SplittableRandom(seed);
            storage = new StorageChain(seed, StorageParameters.DEFAULT, EPOCH_BLOCKS);
            deals.clear();
            proven.clear();
            for (int i = 0; i < 3; i++) {
                TestSigner provider = TestSigner.of(12 + i);
                storage.register(provider);
                proven.put(provider, new HashSet<>());
            }
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                for (int step = random.nextInt(STEPS_IN_EPOCH_MAX + 1); step > 0; step--) {
                    act();
                }
                endEpoch();
                compare("seed " + seed + ", epoch " + storage.chain.epoch());
            }
        }
    }

    private void act() {
        var open = deals.entrySet().stream()
                .filter(deal -> storage.isOpen(deal.getKey()))
                .sorted(Map.Entry.comparingByKey())
                .toList();
        if (open.size() < 2 || random.nextInt(5) == 0) {
            var model = new ModelDeal(TestSigner.of(10 + random.nextInt(2)), TestSigner.of(12 + random.nextInt(3)));
            deals.put(storage.open(model.client, model.provider, ESCROW), model);
            return;
        }
        var chosen = open.get(random.nextInt(open.size()));
        DealId id = chosen.getKey();
        ModelDeal deal = chosen.getValue();
        switch (random.nextInt(8)) {
            case 0 -> {
                Amount more = Amount.credits(random.nextInt(1, 50));
                assertThat(storage.chain.only(TestSigner.of(15), new TopUpDeal(id, more)))
                        .isNull();
                deal.paidIn = deal.paidIn.add(more.toBigInteger());
            }
            case 1 -> {
                assertThat(storage.chain.only(deal.provider, new WithdrawEarnings(List.of(id, id))))
                        .isNull();
                deal.touches++;
            }
            case 2 -> close(id, deal);
            default -> {
                boolean ending = storage.deal(id).endsEpoch().isPresent();
                storage.update(id, deal.client, deal.provider, random.nextInt(4), ending ? 0 : random.nextInt(5));
                deal.touches++;
            }
        }
    }

    private void close(DealId id, ModelDeal deal) {
        if (storage.deal(id).leaves() > 0) {
            return;
        }
        BigInteger left = storage.deal(id).funds().escrow().toBigInteger();
        if (storage.chain.only(deal.client, new CloseDeal(id)) == null) {
            deal.touches++;
            if (storage.isOpen(id)) {
                deal.endsEpoch =
                        Math.min(deal.endsEpoch, storage.deal(id).endsEpoch().orElseThrow());
            } else {
                assertThat(left).isPositive();
            }
        }
    }

    private void endEpoch() {
        long ending = storage.chain.epoch();
        deals.forEach((id, deal) -> {
            if (storage.isOpen(id)) {
                deal.leavesAtEnd.put(ending, storage.deal(id).leaves());
            }
        });
        if (random.nextInt(12) == 0) {
            storage.nextEpochWithoutBeacon();
            return;
        }
        storage.nextEpoch();
        var provers = new ArrayList<>(proven.keySet());
        provers.sort((one, other) -> one.id().compareTo(other.id()));
        for (TestSigner provider : provers) {
            boolean holds = storage.held(provider).frozen().deals().items() > 0;
            if (holds && random.nextInt(5) > 0) {
                assertThat(storage.prove(provider)).isNull();
                proven.getOrDefault(provider, Set.of()).add(ending);
            }
        }
    }

    private void compare(String what) {
        long networkLeaves = 0;
        for (TestSigner provider : proven.keySet()) {
            long leaves = 0;
            var rate = BigInteger.ZERO;
            var settle = new ArrayList<DealId>();
            for (var entry : deals.entrySet()) {
                if (entry.getValue().provider.equals(provider) && storage.isOpen(entry.getKey())) {
                    long held = storage.deal(entry.getKey()).leaves();
                    leaves += held;
                    rate = rate.add(
                            StoragePrices.monthly(StorageChain.PRICE, held).toBigInteger());
                    settle.add(entry.getKey());
                }
            }
            if (settle.isEmpty()) {
                continue;
            }
            networkLeaves += leaves;
            assertThat(storage.account(provider).leaves()).as(what).isEqualTo(leaves);
            assertThat(storage.account(provider).commitment().rate().toBigInteger())
                    .as(what)
                    .isEqualTo(rate);
            assertThat(storage.account(provider).commitment().root()).as(what).isEqualTo(storage.rootOf(provider));
            assertThat(storage.chain.only(provider, new WithdrawEarnings(settle)))
                    .isNull();
            settle.forEach(id -> isPaid(id, deals.getOrDefault(id, new ModelDeal(provider, provider)), what));
        }
        assertThat(storage.totals().leaves()).as(what).isEqualTo(networkLeaves);
    }

    /// Each settlement rounds down three times at most.
    private void isPaid(DealId id, ModelDeal deal, String what) {
        deal.touches++;
        var parameters = storage.chain.genesis.parameters();
        BigInteger held = deal.cost(proven.getOrDefault(deal.provider, Set.of()), storage.chain.epoch() - 1);
        BigInteger due = StoragePrices.epochs(parameters, StorageChain.PRICE, held.longValueExact(), 1)
                .toBigInteger();
        BigInteger paid = deal.paidIn.subtract(storage.deal(id).funds().escrow().toBigInteger());
        assertThat(due.subtract(paid))
                .as("%s, deal %s: due %s, paid %s", what, id, due, paid)
                .isBetween(BigInteger.ZERO, BigInteger.valueOf(3L * deal.touches));
    }
}
