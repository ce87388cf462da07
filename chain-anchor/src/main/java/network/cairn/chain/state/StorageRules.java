package network.cairn.chain.state;

import java.util.Optional;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.ClaimRepair;
import network.cairn.client.ledger.CloseChannel;
import network.cairn.client.ledger.CloseDeal;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.OpenChannel;
import network.cairn.client.ledger.OpenDeal;
import network.cairn.client.ledger.RedeemVoucher;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.SubmitProof;
import network.cairn.client.ledger.TopUpDeal;
import network.cairn.client.ledger.UpdateDeal;
import network.cairn.client.ledger.WithdrawEarnings;

/// What each {@link StorageOrder} does.
final class StorageRules {
    private StorageRules() {}

    static Optional<Rejection> apply(
            TransactionRun run, StorageOrder order, Genesis genesis, SignatureVerifier verifier) {
        return switch (order) {
            case OpenDeal open -> OpenDealRule.apply(run, open, genesis);
            case UpdateDeal update -> UpdateDealRule.apply(run, update, genesis.chainId(), verifier);
            case TopUpDeal topUp -> TopUpDealRule.apply(run, topUp);
            case CloseDeal close -> CloseDealRule.apply(run, close);
            case SubmitProof proof -> SubmitProofRule.apply(run, proof);
            case WithdrawEarnings withdrawal -> WithdrawEarningsRule.apply(run, withdrawal);
            case OpenChannel open -> OpenChannelRule.apply(run, open, genesis.chainId());
            case RedeemVoucher voucher -> RedeemVoucherRule.apply(run, voucher, genesis.chainId(), verifier);
            case CloseChannel close -> CloseChannelRule.apply(run, close);
            case ClaimRepair claim -> ClaimRepairRule.apply(run, claim);
        };
    }
}
