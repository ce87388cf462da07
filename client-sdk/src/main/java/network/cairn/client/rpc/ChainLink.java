package network.cairn.client.rpc;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.client.account.ChainSettings;
import network.cairn.client.account.LedgerView;
import network.cairn.client.account.LightLedger;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.kv.KeyValueStore;
import network.cairn.client.light.LightClient;
import network.cairn.client.light.LightClientSettings;

/// A chain over HTTP, through a light client.
public final class ChainLink implements AutoCloseable {
    /// Any age. Whoever has its business on the chain has to go on where its clock is wrong, and what it orders
    /// names the epoch that it is for.
    private static final Duration TIP_AGE_MAX = Duration.ofDays(36_500);

    private final ChainEndpoints endpoints;
    private final LightLedger ledger;

    private ChainLink(ChainEndpoints endpoints, LightLedger ledger) {
        this.endpoints = endpoints;
        this.ledger = ledger;
    }

    /// @param trusted where the light client keeps the newest header that it believes; nothing else is there
    public static ChainLink open(Vertx vertx, ChainSettings settings, KeyValueStore trusted, InstantSource clock) {
        var endpoints = new ChainEndpoints(vertx, settings.rpc(), HttpChainLimits.DEFAULT);
        var light = new LightClient(
                new LightClientSettings(
                        settings.genesis(), Optional.empty(), trusted, SignatureVerifier.ED25519, clock, TIP_AGE_MAX),
                endpoints);
        return new ChainLink(endpoints, new LightLedger(settings.genesis(), light, endpoints, endpoints));
    }

    public LedgerView ledger() {
        return ledger;
    }

    @Override
    public void close() {
        endpoints.close();
    }
}
