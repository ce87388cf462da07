package network.cairn.client.receipt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import network.cairn.client.GoldenVectors;
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
}
