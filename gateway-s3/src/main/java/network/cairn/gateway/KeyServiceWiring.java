package network.cairn.gateway;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Deque;
import network.cairn.client.encryption.MasterKey;
import network.cairn.gateway.kms.KeyService;
import network.cairn.gateway.kms.KeyServiceSettings;
import network.cairn.gateway.kms.LocalKeyRing;
import network.cairn.gateway.kms.http.VaultKeyService;

/// Opens the key service that a gateway is configured for.
final class KeyServiceWiring {
    private KeyServiceWiring() {}

    /// @param closing is given what ends it
    /// @throws IOException if its files cannot be read; that a service outside does not answer is no reason
    ///     yet
    static KeyService open(
            GatewayConfig config,
            GatewayDocuments documents,
            MasterKey gatewayKey,
            SecureRandom random,
            InstantSource clock,
            Deque<Runnable> closing)
            throws IOException {
        return switch (config.keyService()) {
            case KeyServiceSettings.Local() ->
                LocalKeyRing.open(documents.keyRing(), gatewayKey, config.region(), random, clock);
            case KeyServiceSettings.Vault vault -> {
                var service = new VaultKeyService(vault, config.region());
                closing.push(service::close);
                yield service;
            }
        };
    }
}
