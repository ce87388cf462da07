package network.cairn.client.ledger;

import java.util.Arrays;
import java.util.HexFormat;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.id.Digest;

/// Names one record of the ledger's state: a table's byte, then the table's own key.
///
/// The record's place in the state tree is {@link #path()}. Tables 32 and up are those of deals and proofs.
public final class StateKey implements Comparable<StateKey> {
    /// Longer than any table's keys.
    public static final int LENGTH_BYTES_MAX = 255;

    private final byte[] bytes;

    private StateKey(byte[] bytes) {
        this.bytes = bytes;
    }

    private static StateKey of(int table, byte[]... parts) {
        var writer = new CanonicalWriter().u8(table);
        for (byte[] part : parts) {
            writer.fixed(part);
        }
        return new StateKey(writer.toBytes());
    }

    /// An {@link Account}.
    public static StateKey account(ActorId id) {
        return of(1, id.toBytes());
    }

    /// A {@link Provider}.
    public static StateKey provider(ActorId id) {
        return of(2, id.toBytes());
    }

    /// A {@link Validator}.
    public static StateKey validator(ActorId id) {
        return of(3, id.toBytes());
    }

    /// A {@link Delegation}: what one account has behind one validator.
    public static StateKey delegation(ActorId validator, ActorId delegator) {
        return of(4, validator.toBytes(), delegator.toBytes());
    }

    /// The beacon of an epoch: its 48 bytes, once a block has carried it.
    public static StateKey beacon(long epoch) {
        return of(10, new CanonicalWriter().u64(epoch).toBytes());
    }

    /// A {@link Deal}.
    public static StateKey deal(DealId id) {
        return of(32, id.toBytes());
    }

    /// A {@link ProviderAccount}.
    public static StateKey providerAccount(ActorId provider) {
        return of(33, provider.toBytes());
    }

    /// A {@link Channel}.
    public static StateKey channel(Digest id) {
        return of(34, id.toBytes());
    }

    /// The {@link StorageEpoch} of an epoch.
    public static StateKey storageEpoch(long epoch) {
        return of(35, new CanonicalWriter().u64(epoch).toBytes());
    }

    /// One of the {@link ProvenEpochs} of a provider.
    ///
    /// @param era see {@link ProvenEpochs#era}
    public static StateKey provenEpochs(ActorId provider, long era) {
        return of(36, provider.toBytes(), new CanonicalWriter().u64(era).toBytes());
    }

    /// A node of the tree over a provider's deals: 8 bytes of leaves, 32 of hash.
    public static StateKey dealNode(ActorId provider, int level, long place) {
        return of(
                37,
                provider.toBytes(),
                new CanonicalWriter().u8(level).u64(place).toBytes());
    }

    /// The id of the deal at a place of the tree over a provider's deals.
    public static StateKey dealSlot(ActorId provider, long slot) {
        return of(38, provider.toBytes(), new CanonicalWriter().u64(slot).toBytes());
    }

    /// A key of another table of the ledger's own, see the state machine's `Tables`.
    public static StateKey of(int table, byte[] key) {
        return of(table, new byte[][] {key});
    }

    /// The key with these bytes, as {@link #toBytes()} gives them.
    ///
    /// @throws IllegalArgumentException if there are none, or more than {@value #LENGTH_BYTES_MAX}
    public static StateKey ofBytes(byte[] bytes) {
        if (bytes.length < 1 || bytes.length > LENGTH_BYTES_MAX) {
            throw new IllegalArgumentException(
                    "a state key is 1 to " + LENGTH_BYTES_MAX + " bytes, not " + bytes.length);
        }
        return new StateKey(bytes.clone());
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    /// Where the state tree keeps the record: SHA-256 of the domain byte `0c` and the key.
    public Digest path() {
        return LedgerDomain.digest(LedgerDomain.STATE_KEY, bytes);
    }

    /// In the order of their bytes, unsigned.
    @Override
    public int compareTo(StateKey that) {
        return Arrays.compareUnsigned(bytes, that.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StateKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}
