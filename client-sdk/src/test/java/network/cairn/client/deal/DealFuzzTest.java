package network.cairn.client.deal;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.client.OneForm;

/// Fuzz targets of the messages about revisions; `deploy/fuzz.sh` runs them.
class DealFuzzTest {
    @FuzzTest
    void revisionProposal(byte[] bytes) {
        OneForm.check(bytes, RevisionProposal::decode, RevisionProposal::encode);
    }

    @FuzzTest
    void revisionOffer(byte[] bytes) {
        OneForm.check(bytes, RevisionOffer::decode, RevisionOffer::encode);
    }

    @FuzzTest
    void revisionAnswer(byte[] bytes) {
        OneForm.check(bytes, RevisionAnswer::decode, RevisionAnswer::encode);
    }

    @FuzzTest
    void revisionAcceptance(byte[] bytes) {
        OneForm.check(bytes, RevisionAcceptance::decode, RevisionAcceptance::encode);
    }
}
