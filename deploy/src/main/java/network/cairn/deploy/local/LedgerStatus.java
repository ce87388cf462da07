package network.cairn.deploy.local;

/// How a local network's chain is, as a light client found it.
///
/// @param chain its id
/// @param height of its newest final block
/// @param epoch that block's
/// @param epochBlocks how many blocks an epoch has
/// @param epochBlocksDone how many of them are final
/// @param epochSeconds how long an epoch takes while blocks come as they should
/// @param validators how many are in that epoch's set
/// @param finalSecondsAgo the age of that block by this machine's clock, in tenths
/// @param problem why nothing is known of it; empty while all is well
public record LedgerStatus(
        String chain,
        long height,
        long epoch,
        int epochBlocks,
        long epochBlocksDone,
        double epochSeconds,
        int validators,
        double finalSecondsAgo,
        String problem) {
    static LedgerStatus unknown(String problem) {
        return new LedgerStatus("", 0, 0, 0, 0, 0, 0, 0, problem);
    }
}
