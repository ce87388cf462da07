package network.cairn.deploy.chain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;

final class UnsettledPayTest {
    private static final Identity PROVIDER = ChainInMemory.identity(1);
    private static final Identity CLIENT = ChainInMemory.identity(2);
    private static final DealId DEAL = DealId.of(new byte[DealId.LENGTH_BYTES]);
    private static final SumNode LIST = new SumNode(3000, Digest.of(new byte[Digest.LENGTH_BYTES]));

    /// A leaf costs 100 units an epoch of an hour.
    private static final Amount PRICE = Amount.units((100L * 720) << 20);

    private static final long EPOCH = 9;

    /// A deal whose list changed in epoch 4, from 1,000 leaves over 2,000 to 3,000.
    private static Deal deal(Amount escrow, Optional<Long> endsEpoch) {
        return new Deal(
                CLIENT.publicIdentity(),
                PROVIDER.publicIdentity(),
                PRICE,
                new Deal.Funds(escrow, Amount.ZERO, Amount.ZERO),
                new Deal.Contents(2, LIST, 1, Optional.of(0L)),
                new Deal.Billing(4, 1000, 2000, 3, 2),
                endsEpoch);
    }

    /// Epochs 3, 4, 5, 6 and 8 are proven, and two before them.
    private static Optional<Amount> due(Deal deal, long holding) throws Exception {
        var account = ProviderAccount.opened(0)
                .withDeals(holding)
                .withConduct(new ProviderAccount.Conduct(7, 8, 0, 0, 0))
                .withCommitment(
                        new ProviderAccount.Commitment(holding, LIST, Amount.ZERO, 4, SumNode.EMPTY, Amount.ZERO));
        ProvenEpochs proven = ProvenEpochs.NONE.with(3).with(4).with(5).with(6).with(8);
        var chain = new ChainInMemory();
        chain.put(StateKey.dealSlot(PROVIDER.id(), 0), DEAL.toBytes());
        chain.put(StateKey.deal(DEAL), deal.encode());
        chain.put(StateKey.provenEpochs(PROVIDER.id(), 0), proven.encode());
        return UnsettledPay.of(new LedgerRecords(chain), PROVIDER.id(), account, EPOCH);
    }

    @Test
    void due_paysEachEpochForWhatWasHeldThroughIt_lessFourParts() throws Exception {
        long leafEpochs = 1000 + 2000 + 3 * 3000;
        assertThat(due(deal(Amount.credits(1), Optional.empty()), 1)).contains(Amount.units(leafEpochs * 96));
    }

    @Test
    void due_isNoMoreThanTheEscrow() throws Exception {
        assertThat(due(deal(Amount.units(100_000), Optional.empty()), 1)).contains(Amount.units(96_000));
    }

    @Test
    void due_afterTheDealsEnd_isOfNoEpochFromThereOn() throws Exception {
        assertThat(due(deal(Amount.credits(1), Optional.of(6L)), 1)).contains(Amount.units((1000 + 2000 + 3000) * 96));
    }

    @Test
    void due_ofADealThatHasGone_isNothing() throws Exception {
        var account = ProviderAccount.opened(0)
                .withCommitment(new ProviderAccount.Commitment(1, LIST, Amount.ZERO, 4, SumNode.EMPTY, Amount.ZERO));
        assertThat(UnsettledPay.of(new LedgerRecords(new ChainInMemory()), PROVIDER.id(), account, EPOCH))
                .contains(Amount.ZERO);
    }

    @Test
    void due_ofMoreDealsThanAreLookedAt_isNotSaid() throws Exception {
        assertThat(due(deal(Amount.credits(1), Optional.empty()), UnsettledPay.DEALS_MAX + 1L))
                .isEmpty();
    }
}
