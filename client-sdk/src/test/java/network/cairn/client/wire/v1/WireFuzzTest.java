package network.cairn.client.wire.v1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import network.cairn.client.OneForm;

/// Fuzz targets of the decoders of the wire to storage nodes; `deploy/fuzz.sh` runs them. As a plain test each
/// passes its kept inputs.
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

    @FuzzTest
    void signedVoucher(byte[] bytes) {
        OneForm.check(bytes, SignedVoucher::decode, SignedVoucher::encode);
    }

    @FuzzTest
    void voucherHeader(byte[] bytes) {
        OneForm.check(
                bytes,
                header -> SignedVoucher.fromHeader(new String(header, StandardCharsets.ISO_8859_1)),
                voucher -> voucher.toHeader().getBytes(StandardCharsets.ISO_8859_1));
    }

    @FuzzTest
    void providerReport(byte[] bytes) {
        OneForm.check(bytes, ProviderReport::decode, ProviderReport::encode);
    }
}
