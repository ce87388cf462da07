package network.cairn.client.receipt;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.time.Duration;
import java.util.Optional;
import network.cairn.client.OneForm;
import network.cairn.client.light.SmallChain;

/// Fuzz targets of durability receipts; `deploy/fuzz.sh` runs them.
class ReceiptFuzzTest {
    private static final SmallChain CHAIN = new SmallChain("receipts", 4, 1);

    /// Takes any signature, so that what is behind a certificate is reached as well.
    private static final ReceiptVerifier CREDULOUS = new ReceiptVerifier(
            CHAIN.genesis, Optional.empty(), (_, _, _) -> true, () -> SmallNetwork.START, Duration.ofDays(1));

    @FuzzTest
    void durabilityReceipt(byte[] bytes) {
        OneForm.check(bytes, DurabilityReceipt::decode, DurabilityReceipt::encode);
    }

    @FuzzTest
    void earlierMembership(byte[] bytes) {
        OneForm.check(bytes, PieceMembership.Earlier::decode, PieceMembership.Earlier::encode);
    }

    /// A verdict for any bytes, and no exception.
    @FuzzTest
    void receiptVerifier(byte[] bytes) {
        ReceiptReport.of(CREDULOUS.verify(bytes));
    }
}
