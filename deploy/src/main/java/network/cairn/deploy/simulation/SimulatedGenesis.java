package network.cairn.deploy.simulation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Genesis;
import network.cairn.proofs.id.ActorId;

/// The genesis of a scenario: short epochs, short unbonding, and money for everybody.
final class SimulatedGenesis {
    static final byte[] BEACON_KEY = {1, 2, 3};

    private static final long TIME_MILLIS = 1_700_000_000_000L;
    private static final int SLASH_BASIS_POINTS = 500;

    private SimulatedGenesis() {}

    static Genesis of(Scenario scenario) {
        var identities = SimulatedIdentities.POOL;
        var balances = new TreeMap<ActorId, Amount>();
        for (int place = 0; place < scenario.places(); place++) {
            balances.put(identities.id(place), Amount.credits(300));
        }
        for (int client = Traffic.CLIENTS_FROM; client < Traffic.ACCOUNTS_END; client++) {
            balances.put(identities.id(client), Amount.credits(200));
        }
        var validators = new ArrayList<Genesis.GenesisValidator>();
        for (int place = 0; place < scenario.members(); place++) {
            validators.add(new Genesis.GenesisValidator(
                    identities.key(place),
                    Amount.credits(scenario.stakes().get(place)),
                    new Endpoint("127.0.0.1", 1000 + place),
                    500));
        }
        return new Genesis(
                "simulated-" + scenario.seed(),
                TIME_MILLIS,
                parameters(scenario),
                balances,
                validators,
                Optional.of(beacon(scenario)));
    }

    private static ChainParameters parameters(Scenario scenario) {
        return new ChainParameters(
                scenario.epochBlocks(),
                Duration.ofMillis(scenario.blockTargetMillis()),
                scenario.validatorsMax(),
                new ChainParameters.Admission.Open(),
                Amount.credits(10),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                SLASH_BASIS_POINTS,
                Amount.units(10),
                8 << 10,
                16 << 10);
    }

    /// The holders are the genesis validators; the keys are no points, as the beacons are hashes.
    private static BeaconGroup beacon(Scenario scenario) {
        byte[] key = new byte[BeaconGroup.KEY_LENGTH_BYTES];
        var holders = new ArrayList<BeaconGroup.Holder>();
        for (ActorId holder : holders(scenario)) {
            holders.add(new BeaconGroup.Holder(holder, key));
        }
        return new BeaconGroup(key, threshold(scenario), holders);
    }

    static List<ActorId> holders(Scenario scenario) {
        var holders = new ArrayList<ActorId>();
        for (int place = 0; place < scenario.members(); place++) {
            holders.add(SimulatedIdentities.POOL.id(place));
        }
        return holders;
    }

    static int threshold(Scenario scenario) {
        return scenario.members() - (scenario.members() - 1) / 3;
    }
}
