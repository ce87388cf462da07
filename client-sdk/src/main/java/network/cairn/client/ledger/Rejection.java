package network.cairn.client.ledger;

import java.util.Optional;

/// Why the ledger does not carry a transaction out.
///
/// @param reason the case
/// @param detail what was wrong, with the value and the limit
public record Rejection(Reason reason, String detail) {
    /// Whether the ledger can take the fee all the same. Where it cannot, the transaction has no place
    /// in a block.
    public enum Reason {
        /// Signed for another chain.
        WRONG_CHAIN(1, false),
        /// The signature is not the sender's.
        BAD_SIGNATURE(2, false),
        /// Longer than the chain takes.
        TOO_LONG(3, false),
        /// The nonce was used before.
        NONCE_USED(4, false),
        /// Transactions with lower nonces come first.
        NONCE_AHEAD(5, false),
        /// The fee is less than the chain's price for the size.
        FEE_TOO_LOW(6, false),
        /// The sender cannot pay the fee.
        FEE_NOT_COVERED(7, false),
        /// The mempool has no room at this fee, or for this sender.
        MEMPOOL_FULL(8, false),
        /// The sender's free money does not cover the amount.
        BALANCE_TOO_LOW(9, true),
        /// The amount is zero, or too small to be worth a share.
        AMOUNT_TOO_SMALL(10, true),
        /// The sender is a provider already.
        ALREADY_PROVIDER(11, true),
        /// The sender is no provider.
        NOT_A_PROVIDER(12, true),
        /// There is no such validator or candidate.
        NO_SUCH_VALIDATOR(13, true),
        /// The sender has less stake behind this validator than it wants back.
        STAKE_TOO_LOW(14, true),
        /// The chain's genesis does not list the sender.
        NOT_ADMITTED(15, true),
        /// The validator is in jail.
        JAILED(16, true),
        /// The sender does not stand for the validator set.
        NOT_A_CANDIDATE(17, true),
        /// The last candidate cannot leave.
        LAST_VALIDATOR(18, true),
        /// The candidate list is full and the sender's stake not above its lowest.
        CANDIDATES_FULL(19, true),
        /// The votes of the evidence are not signed by a validator of the epoch.
        EVIDENCE_NOT_SIGNED(20, true),
        /// The evidence is too old, or from an epoch the chain has not reached.
        EVIDENCE_OUT_OF_TIME(21, true),
        /// The validator was punished for this time already.
        ALREADY_PUNISHED(22, true),
        /// The sender's own stake is less than the chain asks of a validator.
        SELF_STAKE_TOO_LOW(23, true),
        /// The sender's key is not of prime order: more than one signature may be right for it, so no
        /// validator may have it.
        WEAK_KEY(24, true),
        /// Slashes left so little in the validator's pool that no share of it can be sold.
        POOL_WORTHLESS(25, true),
        /// The block takes back as much stake as one block may; the next has room.
        UNBONDING_FULL(26, false),
        /// There is no such deal, or no longer.
        NO_SUCH_DEAL(27, true),
        /// The sender has no part in the deal or channel, or not the one that may do this.
        NOT_A_PARTY(28, true),
        /// The revision lacks one of the two right signatures.
        REVISION_NOT_SIGNED(29, true),
        /// The ledger has this revision, or a later one.
        REVISION_STALE(30, true),
        /// The deal's escrow does not cover the lock-up time at the rate it would have.
        ESCROW_TOO_LOW(31, true),
        /// The provider cannot cover the lock-up time of the rate with its collateral.
        COLLATERAL_TOO_LOW(32, true),
        /// The deal is ending, and takes no pieces any more.
        DEAL_ENDING(33, true),
        /// The deal is not at its end.
        DEAL_NOT_ENDED(34, true),
        /// The provider has failed, and its deals have ended.
        PROVIDER_FAILED(35, true),
        /// The provider has not failed.
        PROVIDER_NOT_FAILED(36, true),
        /// More epochs of the provider are to be judged than one transaction may: `WithdrawEarnings` and
        /// `CloseDeal` go on with it.
        PROVIDER_BEHIND(37, true),
        /// The provider asks for more than the client would pay.
        PRICE_TOO_HIGH(38, true),
        /// The numbers are beyond what the ledger reckons with.
        TOO_LARGE(39, true),
        /// The provider held nothing at the end of the epoch.
        NOTHING_TO_PROVE(40, true),
        /// The epoch is not the one before this one.
        PROOF_OUT_OF_TIME(41, true),
        /// The epoch has no beacon yet, or the chain has none.
        NO_BEACON(42, true),
        /// The epoch is proven.
        ALREADY_PROVEN(43, true),
        /// The proof does not answer the epoch's challenges.
        PROOF_WRONG(44, true),
        /// There is no such channel, or no longer.
        NO_SUCH_CHANNEL(45, true),
        /// The channel has expired.
        CHANNEL_EXPIRED(46, true),
        /// The channel has not expired, and its provider has not closed it.
        CHANNEL_OPEN(47, true),
        /// The voucher is not signed by the channel's client.
        VOUCHER_NOT_SIGNED(48, true),
        /// The voucher is worth no more than what was redeemed, or more than the channel holds.
        VOUCHER_WORTHLESS(49, true),
        /// The revision comes too late.
        REVISION_EXPIRED(50, true);

        private final int code;
        private final boolean charged;

        Reason(int code, boolean charged) {
            this.code = code;
            this.charged = charged;
        }

        /// Its byte in a block's outcomes: 1 .. 255, never reused.
        public int code() {
            return code;
        }

        /// The reason with this code.
        public static Optional<Reason> ofCode(int code) {
            for (Reason reason : values()) {
                if (reason.code == code) {
                    return Optional.of(reason);
                }
            }
            return Optional.empty();
        }

        public boolean charged() {
            return charged;
        }
    }

    @Override
    public String toString() {
        return reason + ": " + detail;
    }
}
