package network.cairn.deploy.genesis;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.Genesis;
import network.cairn.deploy.genesis.GenesisDescription.BeaconKeys;
import network.cairn.proofs.beacon.DealtBeacon;
import network.cairn.proofs.id.ActorId;

/// Makes a genesis of its description, and deals the beacon's key.
public final class GenesisMaker {
    private GenesisMaker() {}

    /// A genesis, and what only its validators may have.
    ///
    /// @param shares each validator's share of the beacon's key, sealed to its identity; none without a
    ///     beacon
    public record MadeGenesis(Genesis genesis, SortedMap<ActorId, BeaconShareFile> shares) {}

    /// @param random what the beacon's key is made of
    /// @throws IllegalArgumentException if the description breaks a rule of the chain's
    public static MadeGenesis make(GenesisDescription description, InstantSource clock, SecureRandom random) {
        Optional<DealtBeacon> dealt = description.beacon() == BeaconKeys.NONE
                ? Optional.empty()
                : Optional.of(DealtBeacon.deal(
                        description
                                .beaconThreshold()
                                .orElse(quorum(description.validators().size())),
                        description.validators().size(),
                        random));
        var genesis = new Genesis(
                description.name(),
                description.time().orElseGet(clock::instant).toEpochMilli(),
                description.parameters(),
                description.balances(),
                description.validators(),
                dealt.map(beacon -> group(beacon, description.validators())));
        var shares = new TreeMap<ActorId, BeaconShareFile>();
        dealt.ifPresent(beacon -> {
            for (int i = 0; i < description.validators().size(); i++) {
                var key = description.validators().get(i).key();
                shares.put(
                        key.id(),
                        BeaconShareFile.seal(
                                genesis.chainId(), key, beacon.secrets().get(i), random));
            }
        });
        return new MadeGenesis(genesis, shares);
    }

    /// All but as many as may lie: n - f, where n is at least 3 f + 1.
    static int quorum(int members) {
        return members - (members - 1) / 3;
    }

    private static BeaconGroup group(DealtBeacon dealt, List<Genesis.GenesisValidator> validators) {
        var holders = new ArrayList<BeaconGroup.Holder>();
        for (int i = 0; i < validators.size(); i++) {
            holders.add(new BeaconGroup.Holder(
                    validators.get(i).key().id(),
                    dealt.secrets().get(i).publicKey().toBytes()));
        }
        return new BeaconGroup(dealt.groupKey().toBytes(), dealt.threshold(), holders);
    }
}
