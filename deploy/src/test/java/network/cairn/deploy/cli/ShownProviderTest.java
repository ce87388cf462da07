package network.cairn.deploy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.wire.v1.ProviderReport;
import network.cairn.client.wire.v1.ProviderReport.EpochEntry;
import network.cairn.client.wire.v1.ProviderReport.EpochOutcome;
import network.cairn.deploy.chain.ChainInMemory;
import network.cairn.deploy.chain.NodeReport;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

final class ShownProviderTest {
    private static final ActorId ID = ChainInMemory.identity(1).id();
    private static final ProviderName NODE_3 = new ProviderName(ID, OptionalInt.of(3), Optional.empty());

    private static ShownProvider shown(Optional<ProviderAccount> account, NodeReport report) {
        return new ShownProvider(NODE_3, Optional.empty(), account, Optional.of(Amount.units(5)), report);
    }

    private static NodeReport report(String problem) {
        return new NodeReport(
                Optional.of(new ProviderReport(
                        ID,
                        40,
                        2,
                        1,
                        problem,
                        List.of(
                                new EpochEntry(9, EpochOutcome.MISSED, 2048, Amount.units(7), "disk: gone"),
                                new EpochEntry(8, EpochOutcome.NOTHING_HELD, 0, Amount.ZERO, "")))),
                "");
    }

    @Test
    void node_thatAnswers_tellsItsEpochs() {
        ShownProvider shown = shown(Optional.of(ProviderAccount.opened(9)), report(""));
        assertThat(shown.lines(10))
                .contains("Its node says, at height 40: 2 deals with 1 piece")
                .contains("9      missed        2.0 MiB  0.000000007  disk: gone")
                .contains("8      nothing held  0 B      0");
        assertThat(shown.lines(1)).noneMatch(line -> line.contains("nothing held"));
        assertThat(shown.row()).hasSameSizeAs(ShownProvider.HEADINGS).endsWith("9 missed");
        ObjectNode json = shown.json(10);
        assertThat(json.at("/report/epochs/0/outcome").asText()).isEqualTo("missed");
        assertThat(json.at("/report/epochs/0/heldBytes").asLong()).isEqualTo(2 << 20);
        assertThat(json.at("/report/epochs/0/why").asText()).isEqualTo("disk: gone");
        assertThat(json.at("/report/epochs/1/outcome").asText()).isEqualTo("nothing_held");
        assertThat(json.get("due").asText()).isEqualTo("0.000000005");
        assertThat(shown.problem()).isEmpty();
    }

    @Test
    void node_thatIsInTrouble_isSaidToBe() {
        ShownProvider shown = shown(Optional.of(ProviderAccount.opened(9)), report("prove: no disk"));
        assertThat(shown.lines(0)).last().asString().endsWith("2 deals with 1 piece; in its way: prove: no disk");
        assertThat(shown.problem()).isEqualTo("prove: no disk");
    }

    @Test
    void node_thatIsDown_isShownAsTheChainHasIt() {
        ShownProvider shown = shown(Optional.of(ProviderAccount.opened(9)), NodeReport.none("connection refused"));
        assertThat(shown.lines(10)).contains("Its node says nothing: connection refused");
        assertThat(shown.row()).hasSameSizeAs(ShownProvider.HEADINGS).endsWith("-");
        assertThat(shown.json(10).get("report").isNull()).isTrue();
        assertThat(shown.json(10).get("reportProblem").asText()).isEqualTo("connection refused");
        assertThat(shown.problem()).isEqualTo("connection refused");
    }

    @Test
    void node_withoutBusiness_hasNothingButItsName() {
        ShownProvider shown = shown(Optional.empty(), NodeReport.none("this node does no business on a ledger"));
        assertThat(shown.row())
                .hasSameSizeAs(ShownProvider.HEADINGS)
                .startsWith("3", ID.toString(), "-")
                .endsWith("-");
        assertThat(shown.problem()).startsWith("the chain has no provider of this id; this node does no business");
    }

    @Test
    void provider_thatHasFailed_isSaidToHave() {
        var account =
                ProviderAccount.opened(9).withFailure(new ProviderAccount.Failure(12, 3, Amount.ZERO, Amount.ZERO));
        ShownProvider shown = shown(Optional.of(account), report("prove: no disk"));
        assertThat(shown.problem()).isEqualTo("has failed: its deals pay for nothing from epoch 12 on");
        assertThat(shown.lines(0)).anyMatch(line -> line.matches("failed epoch +12"));
    }
}
