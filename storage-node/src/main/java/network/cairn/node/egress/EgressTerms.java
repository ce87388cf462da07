package network.cairn.node.egress;

import network.cairn.client.egress.EgressCost;
import network.cairn.client.ledger.Amount;

/// What a node asks for reads.
///
/// @param pricePerGib for a GiB of egress, as its terms on the ledger say; zero serves for free
/// @param unpaidBytesMax most bytes served that no voucher pays for, of each channel and of each client without
///     one;
///     also the most whose payment a crash can lose
public record EgressTerms(Amount pricePerGib, long unpaidBytesMax) {
    public static final long UNPAID_BYTES_MAX_DEFAULT = 1L << 20;

    public EgressTerms {
        if (unpaidBytesMax < 1 || unpaidBytesMax > 1L << 30) {
            throw new IllegalArgumentException("unpaidBytesMax is 1 .. 2^30, not " + unpaidBytesMax);
        }
    }

    public static EgressTerms ofPrice(Amount pricePerGib) {
        return new EgressTerms(pricePerGib, UNPAID_BYTES_MAX_DEFAULT);
    }

    boolean isFree() {
        return pricePerGib.isZero();
    }

    EgressCost cost(long lengthBytes) {
        return EgressCost.of(lengthBytes, pricePerGib);
    }

    EgressCost unpaidMax() {
        return cost(unpaidBytesMax);
    }
}
