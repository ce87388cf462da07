package network.cairn.client.ledger;

/// A transaction about deals, proofs and payouts. Codes 32 and up.
public sealed interface StorageOrder extends TransactionBody
        permits OpenDeal,
                UpdateDeal,
                TopUpDeal,
                CloseDeal,
                SubmitProof,
                WithdrawEarnings,
                OpenChannel,
                RedeemVoucher,
                CloseChannel,
                ClaimRepair {}
