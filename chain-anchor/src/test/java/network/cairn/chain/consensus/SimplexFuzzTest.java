package network.cairn.chain.consensus;

import com.code_intelligence.jazzer.junit.FuzzTest;
import network.cairn.chain.message.PeerMessage;

/// The fuzz target of the step function: bytes are a script of what happens to one validator of four, the
/// other three lying as they like; see {@link ScriptedEpoch}.
class SimplexFuzzTest {
    @FuzzTest
    void step(byte[] bytes) {
        var epoch = new ScriptedEpoch(bytes);
        while (epoch.goesOn()) {
            epoch.happen();
        }
    }

    /// A message of any kind, decoded from the bytes, as the first thing a started validator hears.
    @FuzzTest
    void anyMessage(byte[] bytes) {
        var epoch = new ScriptedEpoch(new byte[0]);
        epoch.start();
        if (ScriptedEpoch.decoded(bytes) instanceof PeerMessage.ForConsensus message) {
            epoch.receive(1, message);
        }
    }
}
