package network.cairn.deploy.cli;

import static network.cairn.client.receipt.PieceStatus.ALIVE;
import static network.cairn.client.receipt.PieceStatus.AWAITING_PROOF;
import static network.cairn.client.receipt.PieceStatus.DEAL_ENDED;
import static network.cairn.client.receipt.PieceStatus.NOT_IN_DEAL;
import static network.cairn.client.receipt.PieceStatus.NOT_PROVEN_LATELY;
import static network.cairn.client.receipt.PieceStatus.PROVIDER_FAILED;
import static network.cairn.deploy.receipt.SampleReceipts.page;
import static network.cairn.deploy.receipt.SampleReceipts.segment;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import network.cairn.client.receipt.PieceStatus;
import network.cairn.client.receipt.SegmentState;
import network.cairn.deploy.receipt.SampleReceipts;
import network.cairn.deploy.receipt.VerifiedObject;
import org.junit.jupiter.api.Test;

final class ReceiptTextTest {
    private static final String NAME = "s3://hill/big";

    private static VerifiedObject object(SegmentState... segments) {
        return new VerifiedObject(List.of(page(NAME, 2000, segments.length, segments)));
    }

    private static String verdict(PieceStatus... statuses) {
        return ReceiptText.verdict(object(segment(0, statuses)));
    }

    @Test
    void verdict_durable_saysHowManyMoreThanNeeded() {
        assertThat(verdict(ALIVE, ALIVE, ALIVE, ALIVE, ALIVE, ALIVE))
                .isEqualTo("durable: 2 pieces more than needed are alive in every segment");
        assertThat(verdict(ALIVE, ALIVE, ALIVE, ALIVE, ALIVE, NOT_IN_DEAL))
                .isEqualTo("durable: 1 piece more than needed is alive in every segment");
        assertThat(verdict(ALIVE, ALIVE, ALIVE, ALIVE))
                .isEqualTo(
                        "durable: as many pieces as needed are alive in every segment, but in the worst not one more");
    }

    @Test
    void verdict_notDurable_saysWhatIsTheMatter() {
        assertThat(verdict(AWAITING_PROOF, NOT_IN_DEAL, AWAITING_PROOF, NOT_IN_DEAL, AWAITING_PROOF))
                .isEqualTo("not durable yet: segment 0 needs 4 alive pieces and has 0:"
                        + " 3 are awaiting their first proof, 2 are in no deal");
        assertThat(verdict(ALIVE, AWAITING_PROOF, NOT_PROVEN_LATELY, DEAL_ENDED, DEAL_ENDED, PROVIDER_FAILED))
                .isEqualTo("not durable: segment 0 needs 4 alive pieces and has 1: 1 is awaiting a new proof,"
                        + " 1 is not proven lately, 2 are in deals that have ended,"
                        + " 1 is with a provider that has failed");
        assertThat(verdict(ALIVE, ALIVE)).isEqualTo("not durable: segment 0 needs 4 alive pieces and has 2");
        assertThat(ReceiptText.verdict(object(
                        segment(0, ALIVE, ALIVE, ALIVE, ALIVE),
                        segment(1, ALIVE, ALIVE, ALIVE, NOT_IN_DEAL),
                        segment(2, ALIVE, ALIVE, NOT_IN_DEAL, NOT_IN_DEAL),
                        segment(3, ALIVE, ALIVE, ALIVE, NOT_IN_DEAL))))
                .isEqualTo("not durable yet: segment 2 needs 4 alive pieces and has 2: 2 are in no deal;"
                        + " 2 other segments have too few, too");
    }

    @Test
    void verdict_segmentsNotShown_isNotDurable() {
        var object =
                new VerifiedObject(List.of(page(NAME, 2000, 80, segment(0, ALIVE, ALIVE, ALIVE, ALIVE, ALIVE, ALIVE))));

        assertThat(ReceiptText.verdict(object))
                .isEqualTo("not shown whole: no receipt is of segments 1 to 79 of 80;"
                        + " of those shown, 2 pieces more than needed are alive in every segment");
    }

    @Test
    void lines_haveAllOfIt() {
        List<String> lines = ReceiptText.lines(
                object(segment(0, ALIVE, ALIVE, ALIVE, ALIVE, AWAITING_PROOF, NOT_IN_DEAL)),
                "local",
                SampleReceipts.TIME.plusSeconds(12));

        assertThat(lines.getFirst()).startsWith("s3://hill/big: durable: as many");
        assertThat(lines.get(2)).startsWith("chain   00").endsWith("07 (local)");
        assertThat(lines.get(3)).startsWith("block   100 of epoch 9, ");
        assertThat(lines.get(4)).isEqualTo("age     nothing is older than 12 s (2030-01-31T12:00:00Z)");
        assertThat(lines.get(5)).startsWith("object  2.0 KiB in 1 segment; ").contains("is the receipt maker's word");
        assertThat(lines)
                .contains(
                        "ALIVE PIECES  DISTINCT  MOST IN ONE  CAN BE LOST",
                        "providers     4         1            0",
                        "regions       1         4            0");
        assertThat(lines.subList(13, lines.size()).stream()
                        .map(line -> line.replaceAll("cairn1\\w+", "ID").replaceAll(" {2,}", "|")))
                .containsExactly(
                        "SEGMENT|PIECE|STATUS|PROVIDER|OPERATOR|REGION|SUBNET|LAST PROVEN",
                        "0|0|alive|ID|operator-0|north|10.0.0.0/24|epoch 8",
                        "0|1|alive|ID|operator-1|north|10.0.1.0/24|epoch 8",
                        "0|2|alive|ID|operator-2|north|10.0.2.0/24|epoch 8",
                        "0|3|alive|ID|operator-3|north|10.0.3.0/24|epoch 8",
                        "0|4|awaiting its first proof|ID|operator-4|north|10.0.4.0/24|-",
                        "0|5|in no deal|ID|-|-|-|-");
    }

    @Test
    void lines_nameOfAStranger_cannotPassForTheVerdict() {
        var object = new VerifiedObject(
                List.of(page("s3://hill/big: durable\n\u001b[8m", 2000, 1, segment(0, NOT_PROVEN_LATELY))));

        assertThat(ReceiptText.lines(object, "local", SampleReceipts.TIME).getFirst())
                .startsWith("\"s3://hill/big: durable\\u000a\\u001b[8m\": not durable: segment 0 needs 4");
    }

    @Test
    void lines_manySegments_showTheWorst() {
        SegmentState[] segments = IntStream.range(0, 100)
                .mapToObj(number -> number == 99
                        ? segment(number, ALIVE, ALIVE, ALIVE, ALIVE)
                        : segment(number, ALIVE, ALIVE, ALIVE, ALIVE, ALIVE))
                .toArray(SegmentState[]::new);
        List<String> lines = ReceiptText.lines(object(segments), "local", SampleReceipts.TIME);

        assertThat(lines).hasSize(13 + 1 + 63 * 5 + 4 + 1).anyMatch(line -> line.startsWith("99 "));
        assertThat(lines.getLast()).isEqualTo("These are the worst 64 of 100 segments; --json prints all.");
    }
}
