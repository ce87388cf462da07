package network.cairn.client.wire.v1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.client.OneForm;

/// Fuzz targets of the decoders of the wire to storage nodes; `deploy/fuzz.sh` runs them. As a plain test each passes
/// its kept inputs.
class WireFuzzTest {
    @FuzzTest
    void pieceOrder(byte[] bytes) {
        OneForm.check(bytes, PieceOrder::decode, PieceOrder::encode);
    }

    @FuzzTest
    void pieceReceipt(byte[] bytes) {
        OneForm.check(bytes, PieceReceipt::decode, PieceReceipt::encode);
    }

    @FuzzTest
    void pieceStat(byte[] bytes) {
        OneForm.check(bytes, PieceStat::decode, PieceStat::encode);
    }

    @FuzzTest
    void nodeHealth(byte[] bytes) {
        OneForm.check(bytes, NodeHealth::decode, NodeHealth::encode);
    }
}
