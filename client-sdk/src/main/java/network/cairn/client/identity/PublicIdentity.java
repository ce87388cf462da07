package network.cairn.client.identity;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.Signature;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.Nullable;

/// The public half of an actor's identity: its Ed25519 public key (RFC 8032), from which its id follows.
///
/// Verification is Bouncy Castle's: about eight times as fast as the JDK's.
public final class PublicIdentity {
    public static final int KEY_LENGTH_BYTES = Ed25519.PUBLIC_KEY_SIZE;

    private static final CheckedKeys FULLY_CHECKED =
            new CheckedKeys(key -> Ed25519.validatePublicKeyFullExport(key, 0));
    private static final CheckedKeys PARTLY_CHECKED =
            new CheckedKeys(key -> Ed25519.validatePublicKeyPartialExport(key, 0));

    private final byte[] publicKey;

    /// The key's point, kept because finding it takes a sixth of the time of a verification.
    private final Ed25519.PublicPoint point;

    private final ActorId id;

    private PublicIdentity(byte[] publicKey, Ed25519.PublicPoint point) {
        this.publicKey = publicKey;
        this.point = point;
        this.id = ActorId.ofPublicKey(publicKey);
    }

    /// Wraps these bytes.
    ///
    /// @throws IllegalArgumentException unless these are 32 bytes that encode a valid point of full order
    public static PublicIdentity of(byte[] publicKey) {
        return FULLY_CHECKED.get(publicKey);
    }

    /// Wraps the key of a signature that is going to be checked, without the costly check of the
    /// point's order.
    ///
    /// Only for keys whose owner alone is harmed by a weak one, as the sender of a transaction is;
    /// never for a key that a connection or a validator set is pinned to.
    ///
    /// @throws IllegalArgumentException unless these are 32 bytes that encode a point canonically
    public static PublicIdentity ofSender(byte[] publicKey) {
        return PARTLY_CHECKED.get(publicKey);
    }

    static PublicIdentity ofOwnKey(byte[] publicKey) {
        return new PublicIdentity(
                publicKey, Objects.requireNonNull(Ed25519.validatePublicKeyPartialExport(publicKey, 0)));
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
        return Ed25519.verify(signature.toBytes(), 0, point, message, 0, message.length);
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

    /// Keys that were found good of late: the check costs some ten microseconds, and a ledger reads the
    /// same few keys again with every block. Bounded: of keys that share a place the last is kept.
    private static final class CheckedKeys {
        private static final int PLACES = 1 << 13;

        private final AtomicReferenceArray<@Nullable PublicIdentity> places = new AtomicReferenceArray<>(PLACES);
        private final Function<byte[], Ed25519.@Nullable PublicPoint> check;

        CheckedKeys(Function<byte[], Ed25519.@Nullable PublicPoint> check) {
            this.check = check;
        }

        PublicIdentity get(byte[] publicKey) {
            int hash = Arrays.hashCode(publicKey);
            int place = (hash ^ hash >>> 16) & (PLACES - 1);
            PublicIdentity known = places.get(place);
            if (known != null && Arrays.equals(known.publicKey, publicKey)) {
                return known;
            }
            Ed25519.PublicPoint point = publicKey.length == KEY_LENGTH_BYTES ? check.apply(publicKey) : null;
            if (point == null) {
                throw new IllegalArgumentException("not an Ed25519 public key: "
                        + HexFormat.of().formatHex(publicKey, 0, Math.min(publicKey.length, KEY_LENGTH_BYTES)));
            }
            var identity = new PublicIdentity(publicKey.clone(), point);
            places.set(place, identity);
            return identity;
        }
    }
}
