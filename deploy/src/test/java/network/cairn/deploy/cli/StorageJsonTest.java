package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Optional;
import network.cairn.client.identity.Identity;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.proofs.deal.SumNode;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;
import org.junit.jupiter.api.Test;

class StorageJsonTest {
    private static final SumNode THREE_LEAVES = new SumNode(3, Digest.of(new byte[Digest.LENGTH_BYTES]));

    private static Identity identity(int seed) {
        byte[] bytes = new byte[Identity.SEED_LENGTH_BYTES];
        bytes[0] = (byte) seed;
        return Identity.ofSeed(bytes);
    }

    @Test
    void deal_namesItsPartiesItsMoneyAndWhatItHolds() {
        var deal = new Deal(
                identity(1).publicIdentity(),
                identity(2).publicIdentity(),
                Amount.credits(2),
                new Deal.Funds(Amount.credits(7), Amount.units(10_000_000), Amount.ZERO),
                new Deal.Contents(4, THREE_LEAVES, 2, Optional.of(0L)),
                new Deal.Billing(5, 0, 0, 4, 1),
                Optional.empty());
        var node = StorageJson.deal(DealId.of(new byte[DealId.LENGTH_BYTES]), deal);
        assertThat(node.get("client").asText()).isEqualTo(identity(1).id().toString());
        assertThat(node.get("provider").asText()).isEqualTo(identity(2).id().toString());
        assertThat(node.get("escrow").asText()).isEqualTo("7");
        assertThat(node.get("deposit").asText()).isEqualTo("0.01");
        assertThat(node.get("bytes").asLong()).isEqualTo(3072);
        assertThat(node.get("pieces").asLong()).isEqualTo(2);
        assertThat(node.get("endsEpoch").isNull()).isTrue();
    }

    @Test
    void account_showsWhatIsAtStakeEarnedAndMissed() {
        var account = ProviderAccount.opened(9)
                .withCommitment(new ProviderAccount.Commitment(
                        1, THREE_LEAVES, Amount.credits(1), 9, SumNode.EMPTY, Amount.ZERO))
                .withMoney(new ProviderAccount.Money(Amount.credits(3), Amount.ZERO, Amount.credits(2)))
                .withConduct(new ProviderAccount.Conduct(40, 8, 0b101, 1, 1))
                .withFailure(new ProviderAccount.Failure(8, 3, Amount.ZERO, Amount.ZERO));
        var node = JsonNodeFactory.instance.objectNode();
        StorageJson.account(node, account);
        assertThat(node.get("heldBytes").asLong()).isEqualTo(3072);
        assertThat(node.get("collateral").asText()).isEqualTo("3");
        assertThat(node.get("earned").asText()).isEqualTo("2");
        assertThat(node.get("provenEpochs").asLong()).isEqualTo(40);
        assertThat(node.get("missesOfLate").asInt()).isEqualTo(2);
        assertThat(node.get("failedEpoch").asLong()).isEqualTo(8);
    }
}
