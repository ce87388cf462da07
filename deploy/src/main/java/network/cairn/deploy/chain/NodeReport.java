package network.cairn.deploy.chain;

import java.util.Optional;
import network.cairn.client.wire.v1.ProviderReport;

/// What a node said of its business when it was asked.
///
/// @param report empty where it did not say
/// @param problem why it did not; empty where it did
public record NodeReport(Optional<ProviderReport> report, String problem) {
    static NodeReport of(ProviderReport report) {
        return new NodeReport(Optional.of(report), "");
    }

    /// A node that said nothing.
    public static NodeReport none(String problem) {
        return new NodeReport(Optional.empty(), problem);
    }
}
