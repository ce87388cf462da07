package network.cairn.gateway.metadata;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import network.cairn.client.encryption.DecryptionException;
import network.cairn.client.encryption.SecretBox;
import network.cairn.proofs.id.ActorId;

/// Whose metadata those in a shared database are: the keystore that all gateways on them have, and where one
/// of them makes deals, the data folder that holds these.
///
/// Gateways that differ would work for a while: what one stored, another could not open, prove or delete. So
/// they are refused when they start.
public final class MetadataOwner {
    /// Bytes of the id that the deals in a data folder go by.
    public static final int DEALS_ID_BYTES = 16;

    private static final byte[] CONTEXT = Rows.utf8("cairn metadata owner");

    private final RowDatabase database;
    private final WriterId writer;

    MetadataOwner(RowDatabase database, WriterId writer) {
        this.database = database;
        this.writer = writer;
    }

    /// Takes the metadata for a keystore where they are nobody's yet.
    ///
    /// @param identity the gateway's, by which storage nodes know whose pieces they have
    /// @param box seals under the gateway's master key
    /// @throws IllegalStateException if they are those of gateways with another keystore
    public void claim(ActorId identity, SecretBox box, SecureRandom random) {
        byte[] own = identity.toBytes();
        byte[] proof = box.seal(own, CONTEXT, random);
        byte[] owner = GarbageTable.transact(database, List.of(), (rows, batch) -> {
            byte[] there = rows.get(Rows.OWNER);
            if (there == null) {
                there = Rows.join(own, proof);
                batch.put(Rows.OWNER, there);
            }
            return there;
        });
        ActorId theirs = ActorId.of(Arrays.copyOf(owner, own.length));
        if (!theirs.equals(identity)) {
            throw new IllegalStateException("the metadata's database is that of gateways whose identity is " + theirs
                    + ", and this one's is " + identity
                    + ": give all gateways on one database the same keystore, or this one another database");
        }
        try {
            box.open(Arrays.copyOfRange(owner, own.length, owner.length), CONTEXT);
        } catch (DecryptionException e) {
            throw new IllegalStateException(
                    "the metadata's database is that of gateways with another master key, although their identity "
                            + identity + " is this one's: give all gateways on one database the same keystore",
                    e);
        }
    }

    /// Takes the metadata for the deals in a data folder. From then on no gateway but that one may use them,
    /// as the others would neither add what they store to the deals nor take out what they delete.
    ///
    /// @param deals the id that the data folder's deals go by
    /// @throws IllegalStateException if another gateway's deals hold what is stored, or other gateways run
    public void claimForDeals(byte[] deals) {
        if (deals.length != DEALS_ID_BYTES) {
            throw new IllegalArgumentException("an id of deals has " + DEALS_ID_BYTES + " bytes");
        }
        String refusal = GarbageTable.transact(database, List.of(), (rows, batch) -> {
            byte[] there = rows.get(Rows.DEALS);
            if (there != null) {
                return Arrays.equals(there, deals)
                        ? ""
                        : "what is stored is in the deals of another gateway's data folder (id "
                                + HexFormat.of().formatHex(there) + "; this one's is "
                                + HexFormat.of().formatHex(deals) + ")";
            }
            long others = new RowTables(rows)
                            .scan(
                                    Rows.WRITERS,
                                    Rows.after(Rows.WRITERS),
                                    2,
                                    row -> WriterId.of(
                                            ByteBuffer.wrap(row.key()).position(Rows.WRITERS.length)))
                            .stream()
                            .filter(other -> !other.equals(writer))
                            .count();
            if (others > 0) {
                return "other gateways use it; one that was killed is forgotten after its writer timeout";
            }
            batch.put(Rows.DEALS, deals);
            return "";
        });
        if (!refusal.isEmpty()) {
            throw new IllegalStateException(
                    "with a chain one gateway only can use a metadata's database, and not this one: " + refusal);
        }
    }

    /// Makes sure that no gateway's deals hold what is stored.
    ///
    /// @throws IllegalStateException if some do
    public void requireNoDeals() {
        byte[] deals = GarbageTable.transact(database, List.of(), (rows, batch) -> {
            byte[] there = rows.get(Rows.DEALS);
            byte[] beats = rows.get(Rows.writer(writer));
            if (there == null && beats != null) {
                // Whoever claims the metadata at the same time must have seen this writer, or be undone.
                batch.put(Rows.writer(writer), beats);
            }
            return there == null ? new byte[0] : there;
        });
        if (deals.length > 0) {
            throw new IllegalStateException(
                    "with a chain one gateway only can use a metadata's database: what is stored"
                            + " is in the deals of a gateway's data folder (id "
                            + HexFormat.of().formatHex(deals) + "), and this gateway has no chainFile");
        }
    }
}
