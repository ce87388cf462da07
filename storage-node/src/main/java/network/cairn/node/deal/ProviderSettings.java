package network.cairn.node.deal;

import network.cairn.client.account.ChainSettings;
import network.cairn.client.ledger.ProviderTerms;

/// What an operator decides about a node's business on a ledger.
///
/// @param terms what it offers; registered, and kept up to date, by itself
/// @param withdrawEpochs after how many epochs it has its earnings paid out; 0 for never by itself
public record ProviderSettings(ChainSettings chain, ProviderTerms terms, int withdrawEpochs) {
    public static final int WITHDRAW_EPOCHS_DEFAULT = 24;
    public static final int WITHDRAW_EPOCHS_MAX = 100_000;

    public ProviderSettings {
        if (withdrawEpochs < 0 || withdrawEpochs > WITHDRAW_EPOCHS_MAX) {
            throw new IllegalArgumentException(
                    "withdrawEpochs is 0 .. " + WITHDRAW_EPOCHS_MAX + ", not " + withdrawEpochs);
        }
    }
}
