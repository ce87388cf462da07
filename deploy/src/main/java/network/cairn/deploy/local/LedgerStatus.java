package network.cairn.deploy.local;

/// How a local network's chain is, as a light client found it.
///
/// @param chain its id
/// @param height of its newest final block
/// @param epoch that block's
/// @param validators how many are in that epoch's set
/// @param finalSecondsAgo the age of that block by this machine's clock, in tenths
/// @param problem why nothing is known of it; empty while all is well
public record LedgerStatus(
        String chain, long height, long epoch, int validators, double finalSecondsAgo, String problem) {
    static LedgerStatus unknown(String problem) {
        return new LedgerStatus("", 0, 0, 0, 0, problem);
    }
}
