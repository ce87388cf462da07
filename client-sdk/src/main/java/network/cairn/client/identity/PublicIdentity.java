package network.cairn.client.identity;

import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Signature;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// The public half of an actor's identity: its Ed25519 public key (RFC 8032), from which its id follows.
///
/// Verification is Bouncy Castle's: about eight times as fast as the JDK's.
public final class PublicIdentity {
    public static final int KEY_LENGTH_BYTES = Ed25519.PUBLIC_KEY_SIZE;

    private final byte[] publicKey;
    private final ActorId id;

    private PublicIdentity(byte[] publicKey) {
        this.publicKey = publicKey;
        this.id = ActorId.ofPublicKey(publicKey);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless these are 32 bytes that encode a valid point of full order
    public static PublicIdentity of(byte[] publicKey) {
        if (publicKey.length != KEY_LENGTH_BYTES || !Ed25519.validatePublicKeyFull(publicKey, 0)) {
            throw new IllegalArgumentException("not an Ed25519 public key: "
                    + HexFormat.of().formatHex(publicKey, 0, Math.min(publicKey.length, KEY_LENGTH_BYTES)));
        }
        return new PublicIdentity(publicKey.clone());
    }

    /// Wraps the key of a signature that is going to be checked, without the costly check of the
    /// point's order.
    ///
    /// Only for keys whose owner alone is harmed by a weak one, as the sender of a transaction is;
    /// never for a key that a connection or a validator set is pinned to.
    ///
    /// @throws IllegalArgumentException unless these are 32 bytes that encode a point canonically
    public static PublicIdentity ofSender(byte[] publicKey) {
        if (publicKey.length != KEY_LENGTH_BYTES || !Ed25519.validatePublicKeyPartial(publicKey, 0)) {
            throw new IllegalArgumentException("not an Ed25519 public key: "
                    + HexFormat.of().formatHex(publicKey, 0, Math.min(publicKey.length, KEY_LENGTH_BYTES)));
        }
        return new PublicIdentity(publicKey.clone());
    }

    static PublicIdentity ofOwnKey(byte[] publicKey) {
        return new PublicIdentity(publicKey);
    }

    public ActorId id() {
        return id;
    }

    /// A copy of the 32-byte public key.
    public byte[] toBytes() {
        return publicKey.clone();
    }

    /// Whether `signature` is this actor's over `message`.
    public boolean verify(byte[] message, Signature signature) {
        return Ed25519.verify(signature.toBytes(), 0, publicKey, 0, message, 0, message.length);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicIdentity that && Arrays.equals(publicKey, that.publicKey);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(publicKey);
    }

    @Override
    public String toString() {
        return id.toString();
    }
}
