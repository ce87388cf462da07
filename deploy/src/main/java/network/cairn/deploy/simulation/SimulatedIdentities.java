package network.cairn.deploy.simulation;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import network.cairn.client.identity.Identity;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.identity.Signer;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Signature;

/// A fixed pool of actors whose signatures are keyed 64-bit hashes.
///
/// Their public keys are real points, as codecs demand. The signatures keep out liars of the simulation,
/// who sign only as themselves; they would keep out nobody else.
final class SimulatedIdentities implements SignatureVerifier {
    static final int POOL_SIZE = 48;

    /// The pool is the same for all seeds: making keys costs more than running a seed.
    static final SimulatedIdentities POOL = new SimulatedIdentities();

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MULTIPLIER = 0x9e3779b97f4a7c15L;

    private final List<Actor> actors = new ArrayList<>();
    private final Map<PublicIdentity, Actor> byKey = new HashMap<>();

    private SimulatedIdentities() {
        for (int i = 0; i < POOL_SIZE; i++) {
            byte[] seed = new byte[Identity.SEED_LENGTH_BYTES];
            Arrays.fill(seed, (byte) (i + 1));
            var actor = new Actor(Identity.ofSeed(seed).publicIdentity(), mixed((i + 1) * MULTIPLIER));
            actors.add(actor);
            byKey.put(actor.publicIdentity(), actor);
        }
    }

    Signer signer(int index) {
        return actors.get(index);
    }

    PublicIdentity key(int index) {
        return actors.get(index).publicIdentity();
    }

    ActorId id(int index) {
        return key(index).id();
    }

    @Override
    public boolean verify(PublicIdentity signer, byte[] message, Signature signature) {
        Actor actor = byKey.get(signer);
        return actor != null && actor.sign(message).equals(signature);
    }

    /// One of the pool.
    private record Actor(PublicIdentity publicIdentity, long secret) implements Signer {
        @Override
        public Signature sign(byte[] message) {
            byte[] bytes = new byte[Signature.LENGTH_BYTES];
            LONGS.set(bytes, 0, hash(secret, message));
            return Signature.of(bytes);
        }
    }

    static long hash(long key, byte[] message) {
        long hash = key ^ (message.length * MULTIPLIER);
        int at = 0;
        for (; at + Long.BYTES <= message.length; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONGS.get(message, at));
        }
        for (; at < message.length; at++) {
            hash = mixed(hash ^ (message[at] & 0xff));
        }
        return hash;
    }

    static long mixed(long value) {
        long mixed = (value ^ (value >>> 32)) * MULTIPLIER;
        return mixed ^ (mixed >>> 29);
    }
}
