package network.cairn.node.egress;

/// Why a read is not served. The client is told the name at the beginning of the error's text.
public enum RefusalReason {
    /// More would be served and not paid for than the node's limit.
    UNPAID,
    /// What is left in the channel does not pay for the read: another channel has to.
    DEPOSIT_USED,
    /// The voucher is not signed by the channel's client.
    FORGED,
    /// The channel is another client's than the one that reads.
    OTHER_CLIENT,
    /// The channel pays another provider.
    OTHER_PROVIDER,
    /// The channel has expired, or expires so soon that its vouchers might not be redeemed in time.
    EXPIRED,
    /// The voucher's expiry is not its channel's, so that the ledger would not take it.
    WRONG_EXPIRY,
    /// The voucher promises more than the channel holds.
    OVER_DEPOSIT,
    /// The ledger has no such channel, or not any more.
    UNKNOWN_CHANNEL,
    /// The read has no voucher, and the node remembers as many clients without one as it can.
    TOO_MANY_STRANGERS,
    /// The node cannot ask the ledger now; no fault of the client's.
    LEDGER_UNAVAILABLE
}
