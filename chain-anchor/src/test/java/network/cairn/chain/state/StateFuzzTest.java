package network.cairn.chain.state;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.client.OneForm;

/// Fuzz targets of the state machine's own records; `deploy/fuzz.sh` runs them. As a plain test each passes its kept
/// inputs.
class StateFuzzTest {
    @FuzzTest
    void stateRecord(byte[] bytes) {
        OneForm.check(bytes, Unbonding::decode, Unbonding::encode);
        OneForm.check(bytes, EpochRecord::decode, EpochRecord::encode);
        OneForm.check(bytes, Totals::decode, Totals::encode);
        OneForm.check(bytes, Candidates::decode, Candidates::encode);
        OneForm.check(bytes, OutcomesCodec::decode, OutcomesCodec::encode);
    }
}
