package network.cairn.chain.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.client.OneForm;

/// Fuzz targets of what validators send each other; `deploy/fuzz.sh` runs them. As a plain test each passes its kept
/// inputs.
class MessageFuzzTest {
    @FuzzTest
    void peerMessage(byte[] bytes) {
        OneForm.check(bytes, PeerMessageCodec::decode, PeerMessageCodec::encode);
    }
}
