package network.cairn.deploy.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.Subnet;
import network.cairn.deploy.exit.CommandFailure;
import network.cairn.node.deal.ProviderSettings;

/// The keys of a storage node's configuration that are about its business on a chain.
final class BusinessSettings {
    static final Amount PRICE_PER_GIB_MONTH_DEFAULT = Amount.units(4_000_000);
    static final Amount EGRESS_PRICE_PER_GIB_DEFAULT = Amount.units(2_000_000);
    static final String REGION_DEFAULT = "unknown";

    private BusinessSettings() {}

    /// @return empty where no `chainFile` is given
    static Optional<ProviderSettings> read(
            ConfigDocument document, String listenHost, int listenPort, String operator, long capacityBytes)
            throws CommandFailure {
        Optional<Path> chainFile =
                document.optional("chainFile", ConfigType.path().orNone(), Optional.empty());
        String publicHost = document.optional("publicHost", ConfigType.text(), listenHost);
        int publicPort = document.optional("publicPort", ConfigType.integer(1, 65535), Math.max(1, listenPort));
        String region = document.optional("region", ConfigType.text(), REGION_DEFAULT);
        Amount price = document.optional("pricePerGibMonth", ConfigType.credits(), PRICE_PER_GIB_MONTH_DEFAULT);
        Amount egress = document.optional("egressPricePerGib", ConfigType.credits(), EGRESS_PRICE_PER_GIB_DEFAULT);
        int withdrawEpochs = document.optional(
                "withdrawEpochs",
                ConfigType.integer(0, ProviderSettings.WITHDRAW_EPOCHS_MAX),
                ProviderSettings.WITHDRAW_EPOCHS_DEFAULT);
        if (chainFile.isEmpty()) {
            return Optional.empty();
        }
        if (listenPort == 0) {
            throw document.failure("listenPort: 0: a node that clients find on a chain listens on a port of its own");
        }
        var terms = new ProviderTerms(
                List.of(new Endpoint(publicHost, publicPort)),
                operator,
                region,
                subnet(document, publicHost),
                price,
                egress,
                capacityBytes);
        return Optional.of(new ProviderSettings(ChainFile.read(chainFile.get()), terms, withdrawEpochs));
    }

    private static Subnet subnet(ConfigDocument document, String host) throws CommandFailure {
        try {
            return Subnet.ofAddress(InetAddress.getByName(host).getAddress());
        } catch (UnknownHostException e) {
            throw document.failure("publicHost: " + host + ": has no address: " + e.getMessage());
        }
    }
}
