package network.cairn.client.rpc;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.client.OneForm;
import network.cairn.client.light.Checkpoint;
import network.cairn.proofs.codec.CodecException;

/// Fuzz targets of the decoders of the RPC's messages and of checkpoints; `deploy/fuzz.sh` runs them. As a plain test
/// each passes its kept inputs.
class RpcFuzzTest {
    @FuzzTest
    void transactionBatch(byte[] bytes) {
        OneForm.check(bytes, TransactionBatch::decode, TransactionBatch::encode);
    }

    @FuzzTest
    void submissionResults(byte[] bytes) {
        OneForm.check(bytes, SubmissionResults::decode, SubmissionResults::encode);
    }

    @FuzzTest
    void transactionStatus(byte[] bytes) {
        OneForm.check(bytes, TransactionStatus::decode, TransactionStatus::encode);
    }

    @FuzzTest
    void chainStatus(byte[] bytes) {
        OneForm.check(bytes, ChainStatus::decode, ChainStatus::encode);
    }

    @FuzzTest
    void checkpoint(byte[] bytes) {
        OneForm.check(bytes, Checkpoint::decode, Checkpoint::encode);
    }

    @FuzzTest
    void events(byte[] bytes) {
        try {
            for (BlockEvent event : new EventParser().add(bytes, bytes.length)) {
                if (!BlockEvent.fromJson(event.toJson().encode()).equals(event)) {
                    throw new AssertionError("an event that its own form does not give back: " + event);
                }
            }
        } catch (CodecException refused) {
            // Not a stream of events.
        }
    }
}
