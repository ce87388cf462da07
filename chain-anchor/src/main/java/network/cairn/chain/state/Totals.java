package network.cairn.chain.state;

import network.cairn.client.ledger.Amount;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// How far the chain is, and the money that is nobody's.
///
/// @param height of the block this state is after
/// @param timestampMillis that block's time
/// @param feePool fees that have not been shared out
/// @param burned what slashes have taken in all
/// @param unbondingHead the number of the oldest entry of the unbonding queue
/// @param unbondingTail the number the next entry gets
/// @param oldestEpoch the oldest epoch whose {@link EpochRecord} and set are kept
public record Totals(
        long height,
        long timestampMillis,
        Amount feePool,
        Amount burned,
        long unbondingHead,
        long unbondingTail,
        long oldestEpoch) {
    byte[] encode() {
        var writer = new CanonicalWriter().u64(height).u64(timestampMillis);
        feePool.write(writer);
        burned.write(writer);
        return writer.u64(unbondingHead).u64(unbondingTail).u64(oldestEpoch).toBytes();
    }

    /// @throws CodecException if these bytes are not the encoding of totals
    public static Totals decode(byte[] encoded) throws CodecException {
        var reader = new CanonicalReader(encoded);
        var totals = new Totals(
                reader.u64("height"),
                reader.u64("timestamp"),
                Amount.read(reader, "fee pool"),
                Amount.read(reader, "burned"),
                reader.u64("unbonding head"),
                reader.u64("unbonding tail"),
                reader.u64("oldest epoch"));
        reader.end();
        return totals;
    }

    Totals at(long newHeight, long newTimestampMillis) {
        return new Totals(newHeight, newTimestampMillis, feePool, burned, unbondingHead, unbondingTail, oldestEpoch);
    }

    Totals withFeePool(Amount newFeePool) {
        return new Totals(height, timestampMillis, newFeePool, burned, unbondingHead, unbondingTail, oldestEpoch);
    }

    Totals withBurned(Amount newBurned) {
        return new Totals(height, timestampMillis, feePool, newBurned, unbondingHead, unbondingTail, oldestEpoch);
    }

    Totals withQueue(long newHead, long newTail) {
        return new Totals(height, timestampMillis, feePool, burned, newHead, newTail, oldestEpoch);
    }

    Totals withOldestEpoch(long newOldest) {
        return new Totals(height, timestampMillis, feePool, burned, unbondingHead, unbondingTail, newOldest);
    }
}
