package network.cairn.client.receipt;

import java.util.List;

/// What a verifier says of a receipt.
public sealed interface ReceiptVerdict {
    /// The chain says so.
    ///
    /// @param receipt the receipt
    /// @param summary what it shows of the object
    /// @param segments what it shows of each segment
    record Accepted(DurabilityReceipt receipt, ReceiptSummary summary, List<SegmentState> segments)
            implements ReceiptVerdict {
        public Accepted {
            segments = List.copyOf(segments);
        }
    }

    /// It shows nothing.
    ///
    /// @param reason the case
    /// @param detail what was wrong
    record Rejected(Reason reason, String detail) implements ReceiptVerdict {}

    /// Why a receipt was rejected.
    enum Reason {
        /// Longer than {@link DurabilityReceipt#ENCODED_BYTES_MAX}.
        TOO_LONG,
        /// The bytes are not a receipt; segments, pieces or records that are there twice among it.
        MALFORMED,
        /// Of another version.
        OTHER_VERSION,
        /// Of another chain.
        OTHER_CHAIN,
        /// Something of it is proven against a header that is too old by the clock.
        STALE,
        /// The segments hold less than the object is said to.
        SIZE_NOT_COVERED,
        /// A record's proof does not lead to the state root of its header.
        RECORD_NOT_PROVEN,
        /// A record that a piece needs is not there, or proven to be absent.
        RECORD_MISSING,
        /// A record or earlier list that no piece needs.
        NOT_NEEDED,
        /// A proven record is not in the form that this version knows.
        UNKNOWN_FORM,
        /// A deal is another provider's.
        OTHER_PROVIDER,
        /// A piece is not in the list that the ledger has of its deal.
        NOT_IN_LIST,
        /// An earlier list is not what the provider was bound to, or a piece was not in it.
        NOT_IN_EARLIER_LIST,
        /// A header's certificate is not a quorum's of its epoch's validators.
        NOT_FINAL,
        /// A header names other validators than the chain chose, or the receipt has others.
        WRONG_VALIDATORS,
        /// A header, or a validator set, that leads from what is trusted to the receipt's records is not there.
        HEADER_MISSING,
        /// It is of an epoch before the one that is trusted.
        BEFORE_TRUSTED,
        /// Two blocks of one height are final: more than a third of the validators lie.
        FORK,
        /// A header is not one of this chain's by its numbers.
        WRONG_HEADER
    }
}
