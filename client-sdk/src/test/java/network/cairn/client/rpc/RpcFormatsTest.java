package network.cairn.client.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import network.cairn.client.GoldenVectors;
import network.cairn.client.HostileBytes;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.LedgerFormat;
import network.cairn.client.ledger.LedgerSamples;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.light.Checkpoint;
import network.cairn.proofs.codec.CodecException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RpcFormatsTest {
    private static final Transaction TRANSACTION = LedgerSamples.transaction(new LeaveValidators());

    /// Every message of the RPC that is canonical bytes, beside those of the ledger.
    static List<LedgerFormat<?>> formats() {
        return List.of(
                new LedgerFormat<>(
                        "batch",
                        new TransactionBatch(List.of(TRANSACTION, TRANSACTION)),
                        TransactionBatch::encode,
                        TransactionBatch::decode),
                new LedgerFormat<>(
                        "results",
                        new SubmissionResults(List.of(
                                new SubmissionResults.Result(LedgerSamples.transactionId(1), Optional.empty()),
                                new SubmissionResults.Result(
                                        LedgerSamples.transactionId(2),
                                        Optional.of(new Rejection(Reason.NONCE_USED, "4 of 7"))))),
                        SubmissionResults::encode,
                        SubmissionResults::decode),
                new LedgerFormat<>(
                        "pending",
                        new TransactionStatus.Pending(),
                        TransactionStatus::encode,
                        TransactionStatus::decode),
                new LedgerFormat<>(
                        "final",
                        new TransactionStatus.Final(LedgerSamples.inclusion()),
                        TransactionStatus::encode,
                        TransactionStatus::decode),
                new LedgerFormat<>(
                        "status",
                        new ChainStatus(
                                LedgerSamples.CHAIN,
                                "cairn-test-1",
                                Optional.of(LedgerSamples.actor(3)),
                                77,
                                LedgerSamples.blockHash(4),
                                1_790_000_000_000L,
                                1,
                                new Round(0, 80),
                                3,
                                12,
                                3_456),
                        ChainStatus::encode,
                        ChainStatus::decode),
                new LedgerFormat<>(
                        "checkpoint",
                        new Checkpoint(LedgerSamples.block().header(), LedgerSamples.set(), LedgerSamples.set()),
                        Checkpoint::encode,
                        Checkpoint::decode));
    }

    @ParameterizedTest
    @MethodSource("formats")
    <T> void encode_sample_isItsGoldenVectorAndDecodesToIt(LedgerFormat<T> format) throws Exception {
        assertThat(format.encodedSample())
                .isEqualTo(GoldenVectors.load("rpc-v1.properties").bytes(format.name()));
        assertThat(format.decoder().decode(format.encodedSample())).isEqualTo(format.sample());
    }

    @ParameterizedTest
    @MethodSource("formats")
    void decode_hostileBytes_refusesOrGivesBackTheSameBytes(LedgerFormat<?> format) {
        HostileBytes.assertOnlyCodecException(format.encodedSample(), encoded -> {
            byte[] recoded = format.recode(encoded);
            assertThat(recoded).isEqualTo(encoded);
            return recoded;
        });
    }

    @Test
    void batch_emptyOrTooMany_isRefused() {
        assertThatThrownBy(() -> new TransactionBatch(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TransactionBatch.decode(new byte[4])).isInstanceOf(CodecException.class);
        assertThatThrownBy(() -> new TransactionBatch(Collections.nCopies(TransactionBatch.COUNT_MAX + 1, TRANSACTION)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> TransactionBatch.decode(new byte[TransactionBatch.ENCODED_BYTES_MAX + 1]))
                .isInstanceOf(CodecException.class);
    }

    @Test
    void results_longDetailBeyondAscii_isCutAndReadsBack() throws Exception {
        var result = new SubmissionResults.Result(
                LedgerSamples.transactionId(1), Optional.of(new Rejection(Reason.TOO_LONG, "ü".repeat(1000))));
        var read = SubmissionResults.decode(new SubmissionResults(List.of(result)).encode());
        assertThat(read.results().getFirst().rejection().orElseThrow())
                .isEqualTo(new Rejection(Reason.TOO_LONG, "?".repeat(SubmissionResults.DETAIL_BYTES_MAX)));
    }
}
