package network.cairn.client.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import network.cairn.client.GoldenVectors;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.DealId;
import org.junit.jupiter.api.Test;

/// The frozen bytes of a receipt: of one segment, one of whose providers' deals has just changed, one of whose pieces
/// is
/// in no deal that is shown.
class ReceiptFormatTest {
    static DurabilityReceipt receipt(SmallNetwork network) throws Exception {
        network.pass(3);
        var busy = network.nodes.get(0);
        var grown = new ArrayList<>(busy.main().entries());
        grown.add(network.filler());
        network.revise(busy, 0, grown);
        network.nodes.get(2).silent = true;
        network.chain.extend();
        return network.maker(network.chain)
                .make(new ReceiptSubject("photos/cat.jpg", 190_000, 2, 0), network.segments.subList(0, 1), 3)
                .receipt();
    }

    @Test
    void encode_isFrozen() throws Exception {
        byte[] frozen = GoldenVectors.load("receipt-v1.properties").bytes("receipt");
        var network = new SmallNetwork();
        var receipt = receipt(network);
        assertThat(receipt.encode()).isEqualTo(frozen);
        assertThat(DurabilityReceipt.decode(frozen)).isEqualTo(receipt);
    }

    @Test
    void earlier_roundTrip() throws Exception {
        var network = new SmallNetwork();
        var receipt = receipt(network);
        var busy = network.nodes.get(0);
        var piece = network.segments.getFirst().pieces().getFirst();
        var answer = network.proveEarlier(
                        busy.id(),
                        busy.main().id(),
                        3,
                        network.segments.getFirst().pieceId(piece))
                .orElseThrow();
        assertThat(answer.list()).isEqualTo(receipt.earlier().getFirst());
        byte[] encoded = answer.encode();
        assertThat(encoded).hasSizeLessThan(PieceMembership.Earlier.ENCODED_BYTES_MAX);
        assertThat(PieceMembership.Earlier.decode(encoded)).isEqualTo(answer);
        byte[] longer = Arrays.copyOf(encoded, encoded.length + 1);
        assertThatThrownBy(() -> PieceMembership.Earlier.decode(longer)).isInstanceOf(CodecException.class);
        byte[] empty = encoded.clone();
        Arrays.fill(empty, DealId.LENGTH_BYTES, DealId.LENGTH_BYTES + 8, (byte) 0);
        assertThatThrownBy(() -> PieceMembership.Earlier.decode(empty)).isInstanceOf(CodecException.class);
    }
}
