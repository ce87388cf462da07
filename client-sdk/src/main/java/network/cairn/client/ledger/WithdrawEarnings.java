package network.cairn.client.ledger;

import java.util.ArrayList;
import java.util.List;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.DealId;

/// Settles deals of the sender, a provider, and pays out all that it has earned, as well as what its collateral and
/// the amount held back exceed what they must be.
///
/// @param deals the deals to settle first, at most {@value #DEALS_MAX}; those of others are left alone
public record WithdrawEarnings(List<DealId> deals) implements StorageOrder {
    static final int CODE = 37;

    /// The most deals of one transaction.
    public static final int DEALS_MAX = 256;

    public WithdrawEarnings {
        deals = List.copyOf(deals);
        if (deals.size() > DEALS_MAX) {
            throw new IllegalArgumentException(
                    "at most " + DEALS_MAX + " deals are settled at once, not " + deals.size());
        }
    }

    @Override
    public int code() {
        return CODE;
    }

    @Override
    public void writeFields(CanonicalWriter writer) {
        writer.u32(deals.size());
        deals.forEach(writer::id);
    }

    static WithdrawEarnings read(CanonicalReader reader) throws CodecException {
        int count = reader.count(DEALS_MAX, "deals");
        var deals = new ArrayList<DealId>();
        for (int i = 0; i < count; i++) {
            deals.add(DealId.of(reader.fixed(DealId.LENGTH_BYTES, "deal")));
        }
        return new WithdrawEarnings(deals);
    }
}
