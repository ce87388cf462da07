package network.cairn.chain.journal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.client.OneForm;

/// Fuzz targets of the journal's records; `deploy/fuzz.sh` runs them. As a plain test each passes its kept inputs.
class JournalFuzzTest {
    @FuzzTest
    void journalRecord(byte[] bytes) {
        OneForm.check(bytes, JournalRecordCodec::decode, JournalRecordCodec::encode);
    }
}
