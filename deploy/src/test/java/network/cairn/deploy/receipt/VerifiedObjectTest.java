package network.cairn.deploy.receipt;

import static network.cairn.client.receipt.PieceStatus.ALIVE;
import static network.cairn.client.receipt.PieceStatus.AWAITING_PROOF;
import static network.cairn.deploy.receipt.SampleReceipts.page;
import static network.cairn.deploy.receipt.SampleReceipts.segment;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import network.cairn.client.receipt.PieceStatus;
import network.cairn.client.receipt.ReceiptVerdict;
import network.cairn.client.receipt.SegmentState;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.deploy.exit.Exit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class VerifiedObjectTest {
    private static final String NAME = "s3://hill/big";
    private static final PieceStatus[] ALL_ALIVE = {ALIVE, ALIVE, ALIVE, ALIVE, ALIVE, ALIVE};
    private static final PieceStatus[] FOUR_ALIVE = {ALIVE, ALIVE, ALIVE, ALIVE, AWAITING_PROOF};
    private static final PieceStatus[] THREE_ALIVE = {ALIVE, ALIVE, ALIVE, AWAITING_PROOF};

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private Path folder;

    @Test
    void pages_areJoinedInOrder() {
        var object = new VerifiedObject(List.of(
                page(NAME, 12_000, 3, segment(2, ALL_ALIVE)),
                page(NAME, 12_000, 3, segment(0, ALL_ALIVE), segment(1, FOUR_ALIVE))));

        assertThat(object.isDurable()).isTrue();
        assertThat(object.gap()).isEmpty();
        assertThat(object.segments()).extracting(SegmentState::number).containsExactly(0, 1, 2);
        assertThat(object.durability().alive()).isEqualTo(4);
        assertThat(object.durability().spare()).isZero();
        assertThat(object.newest().height()).isEqualTo(102);
        assertThat(object.provenFrom()).isEqualTo(SampleReceipts.TIME);
    }

    @Test
    void segmentWithoutEnough_isNotDurable() {
        var object = new VerifiedObject(List.of(page(NAME, 8_000, 2, segment(0, ALL_ALIVE), segment(1, THREE_ALIVE))));

        assertThat(object.isDurable()).isFalse();
    }

    @Test
    void missingSegments_areNotDurable() {
        var inTheMiddle = new VerifiedObject(
                List.of(page(NAME, 9, 6, segment(0, ALL_ALIVE)), page(NAME, 9, 6, segment(3, ALL_ALIVE))));
        var atTheEnd = new VerifiedObject(List.of(page(NAME, 9, 6, segment(0, ALL_ALIVE))));

        assertThat(inTheMiddle.isDurable()).isFalse();
        assertThat(inTheMiddle.gap()).contains(new VerifiedObject.Gap(1, 2));
        assertThat(atTheEnd.isDurable()).isFalse();
        assertThat(atTheEnd.gap()).contains(new VerifiedObject.Gap(1, 5));
    }

    private static void assertRejected(String message, VerifiedPage... pages) {
        assertThatThrownBy(() -> VerifiedObject.of(List.of(pages)))
                .hasMessageContaining("the receipts are rejected: ")
                .hasMessageContaining(message)
                .extracting(failure -> ((CommandFailure) failure).exit())
                .isEqualTo(Exit.REFUSED);
    }

    @Test
    void pagesThatAreNotOfOneObject_areRejected() {
        var first = page(NAME, 8_000, 2, segment(0, ALL_ALIVE));

        assertRejected("two objects", first, page("s3://hill/other", 8_000, 2, segment(1, ALL_ALIVE)));
        assertRejected("two versions", first, page(NAME, 7_000, 2, segment(1, ALL_ALIVE)));
        assertRejected("two versions", first, page(NAME, 8_000, 3, segment(1, ALL_ALIVE)));
        assertRejected("two receipts of segment 0", first, first);
        SegmentState again = segment(0, ALL_ALIVE);
        var sameAsFirst = new SegmentState(
                1, again.id(), again.k(), again.total(), again.pieceBytes(), again.pieces(), again.durability());
        assertRejected("segment 1 is another one once more", first, page(NAME, 8_000, 2, sameAsFirst));
        assertRejected(
                "segments of 8192 bytes for an object of 8193",
                page(NAME, 8_193, 2, segment(0, ALL_ALIVE)),
                page(NAME, 8_193, 2, segment(1, ALL_ALIVE)));
    }

    private static ReceiptPages pages(Map<String, VerifiedPage> accepted) {
        return new ReceiptPages((from, encoded) -> {
            VerifiedPage page = accepted.get(new String(encoded, StandardCharsets.UTF_8));
            if (page == null) {
                throw new RejectedReceiptException(
                        from, new ReceiptVerdict.Rejected(ReceiptVerdict.Reason.STALE, "too old"));
            }
            return page;
        });
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void fetch_goesOnToTheLastSegment() throws Exception {
        var pages = pages(Map.of(
                "at 0", page(NAME, 12_000, 3, segment(0, ALL_ALIVE), segment(1, ALL_ALIVE)),
                "at 2", page(NAME, 12_000, 3, segment(2, ALL_ALIVE))));
        List<String> progress = new ArrayList<>();
        var fetched = pages.fetch(ObjectName.parse(NAME), segment -> bytes("at " + segment), progress::add);

        assertThat(fetched.pages()).hasSize(2);
        assertThat(progress).containsExactly("segments 0 to 1 of 3 verified");
        assertThat(ReceiptPages.write(folder.resolve("kept"), fetched.encoded()))
                .containsExactly(folder.resolve("kept"), folder.resolve("kept.2"));
        assertThat(pages.read(List.of(folder.resolve("kept.2"), folder.resolve("kept"))))
                .containsExactlyElementsOf(fetched.pages().reversed());
    }

    @Test
    void fetch_anotherObjectOrSegment_isRefused() {
        var other = pages(Map.of("x", page("s3://hill/other\n", 1, 2, segment(0, ALL_ALIVE))));
        var first = pages(Map.of("x", page(NAME, 1, 2, segment(0, ALL_ALIVE))));

        assertThatThrownBy(() -> other.fetch(ObjectName.parse(NAME), _ -> bytes("x"), _ -> {}))
                .hasMessageContaining("the gateway gave a receipt of \"s3://hill/other\\u000a\" from segment 0 on")
                .extracting(failure -> ((CommandFailure) failure).exit())
                .isEqualTo(Exit.REFUSED);
        // The same page again and again would never come to an end.
        assertThatThrownBy(() -> first.fetch(ObjectName.parse(NAME), _ -> bytes("x"), _ -> {}))
                .hasMessageContaining("from segment 0 on; asked for was segment 1");
    }

    @Test
    void fetch_withoutEnd_isLimitedByItsBytes() {
        byte[] large = new byte[ReceiptPages.BYTES_MAX / 2];
        var endless = new ReceiptPages((_, _) -> page(NAME, 1, 9, segment(0, ALL_ALIVE)));

        assertThatThrownBy(() -> endless.fetch(
                        ObjectName.parse(NAME), segment -> segment == 0 ? large : new byte[large.length + 1], _ -> {}))
                .hasMessageContaining("the receipts of segments 0 to 0 are longer than 256 MiB");
    }

    @Test
    void read_rejectedOrMissing_namesTheFile() throws Exception {
        Path old = Files.writeString(folder.resolve("old"), "old");
        var pages = pages(Map.of());

        assertThatThrownBy(() -> pages.read(List.of(old)))
                .isInstanceOf(RejectedReceiptException.class)
                .hasMessage(old + ": the receipt is rejected: STALE: too old; --max-age takes older ones");
        assertThatThrownBy(() -> pages.read(List.of(folder.resolve("none"))))
                .hasMessageContaining("none: no such file or folder")
                .extracting(failure -> ((CommandFailure) failure).exit())
                .isEqualTo(Exit.CONFIG);
    }
}
