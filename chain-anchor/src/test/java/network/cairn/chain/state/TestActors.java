package network.cairn.chain.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.proofs.id.ActorId;

/// The actors of the random workloads, by number and by id.
final class TestActors {
    static final int COUNT = 30;

    private static final TestSigner[] SIGNERS = new TestSigner[COUNT];
    private static final Map<ActorId, PublicIdentity> KEYS = new HashMap<>();

    static {
        for (int i = 0; i < COUNT; i++) {
            SIGNERS[i] = TestSigner.of(i);
            KEYS.put(SIGNERS[i].id(), SIGNERS[i].publicIdentity());
        }
    }

    private TestActors() {}

    static TestSigner signer(int number) {
        return SIGNERS[number];
    }

    static PublicIdentity key(ActorId id) {
        return Objects.requireNonNull(KEYS.get(id), "no such actor");
    }
}
