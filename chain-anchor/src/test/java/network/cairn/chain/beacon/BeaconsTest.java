package network.cairn.chain.beacon;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.proofs.beacon.BeaconSecret;
import network.cairn.proofs.beacon.DealtBeacon;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.ChainId;
import org.junit.jupiter.api.Test;

/// Both kinds of beacons keep the same promises.
final class BeaconsTest {
    private static final int MEMBERS = 4;
    private static final int THRESHOLD = 3;

    @Test
    void thresholdBeacons_keepTheirPromises() {
        for (long seed = 0; seed < 3; seed++) {
            check(threshold(seed), seed);
        }
    }

    @Test
    void hashedBeacons_keepTheSamePromises() {
        for (long seed = 0; seed < 3; seed++) {
            byte[] key = {(byte) seed};
            List<ActorId> holders = holders(seed);
            check(
                    holders.stream()
                            .<Beacons>map(self -> new HashedBeacons(key, THRESHOLD, holders, self))
                            .toList(),
                    seed);
        }
    }

    private static void check(List<Beacons> validators, long seed) {
        List<ActorId> holders = holders(seed);
        var combined = new HashSet<BeaconSignature>();
        for (int without = 0; without < MEMBERS; without++) {
            var shares = new TreeMap<ActorId, BeaconSignature>();
            for (int i = 0; i < MEMBERS; i++) {
                var share = validators.get(i).ownShare(5).orElseThrow();
                for (int j = 0; j < MEMBERS; j++) {
                    assertThat(validators.get(without).isShare(5, holders.get(j), share))
                            .as("seed %d", seed)
                            .isEqualTo(i == j);
                }
                assertThat(validators.get(without).isShare(6, holders.get(i), share))
                        .isFalse();
                if (i != without) {
                    shares.put(holders.get(i), share);
                }
            }
            combined.add(validators.get(without).combine(5, shares).orElseThrow());
            shares.remove(shares.firstKey());
            assertThat(validators.get(without).combine(5, shares)).isEmpty();
            shares.put(stranger(), shares.firstEntry().getValue());
            assertThat(validators.get(without).combine(5, shares)).isEmpty();
        }
        assertThat(combined).as("seed %d", seed).hasSize(1);
        BeaconSignature beacon = combined.iterator().next();
        for (Beacons validator : validators) {
            assertThat(validator.isBeacon(5, beacon)).isTrue();
            assertThat(validator.isBeacon(6, beacon)).isFalse();
            assertThat(validator.isBeacon(-1, beacon)).isFalse();
            assertThat(validator.isShare(-1, holders.getFirst(), beacon)).isFalse();
            assertThat(validator.isShare(5, stranger(), beacon)).isFalse();
            assertThat(validator.isBeacon(5, validator.ownShare(5).orElseThrow()))
                    .isFalse();
            assertThat(validator.isBeacon(5, BeaconSignature.of(new byte[BeaconSignature.LENGTH_BYTES])))
                    .isFalse();
        }
    }

    @Test
    void chainWithoutBeacon_hasNone() {
        var nobody = new ThresholdBeacons(chain(), epoch -> Optional.empty(), BeaconSecrets.NONE);
        var some = BeaconSignature.of(new byte[BeaconSignature.LENGTH_BYTES]);
        for (Beacons beacons : List.of(nobody, Beacons.NONE)) {
            assertThat(beacons.ownShare(1)).isEmpty();
            assertThat(beacons.isBeacon(1, some)).isFalse();
            assertThat(beacons.combine(1, new TreeMap<>())).isEmpty();
        }
        assertThat(BeaconCheck.NONE.isBeacon(1, some)).isFalse();
    }

    @Test
    void group_changesByEpoch() {
        var first = DealtBeacon.deal(1, 1, new Random(1));
        var second = DealtBeacon.deal(1, 1, new Random(2));
        var holder = holders(0).getFirst();
        var beacons = new ThresholdBeacons(
                chain(),
                epoch -> Optional.of(group(epoch < 10 ? first : second, List.of(holder))),
                epoch -> Optional.of((epoch < 10 ? first : second).secrets().getFirst()));
        for (long epoch : new long[] {9, 10, 9, 10}) {
            var share = beacons.ownShare(epoch).orElseThrow();
            assertThat(beacons.isShare(epoch, holder, share)).isTrue();
            assertThat(beacons.isBeacon(epoch, share)).isTrue();
        }
        var wrong = new ThresholdBeacons(
                chain(),
                epoch -> Optional.of(group(first, List.of(holder))),
                epoch -> Optional.of(second.secrets().getFirst()));
        assertThat(wrong.isBeacon(1, wrong.ownShare(1).orElseThrow())).isFalse();
    }

    @Test
    void isSound_holdsOfADealtGroupAndOfNoOther() {
        var dealt = DealtBeacon.deal(THRESHOLD, MEMBERS, new Random(7));
        var group = group(dealt, holders(7));
        assertThat(ThresholdBeacons.isSound(group)).isTrue();
        var members = new ArrayList<>(group.members());
        members.set(0, new BeaconGroup.Holder(members.getFirst().validator(), new byte[96]));
        assertThat(ThresholdBeacons.isSound(new BeaconGroup(group.groupKey(), THRESHOLD, members)))
                .isFalse();
        assertThat(ThresholdBeacons.isSound(new BeaconGroup(group.groupKey(), 2, group.members())))
                .isFalse();
    }

    private static List<Beacons> threshold(long seed) {
        var dealt = DealtBeacon.deal(THRESHOLD, MEMBERS, new Random(seed));
        var group = group(dealt, holders(seed));
        return dealt.secrets().stream()
                .<Beacons>map(
                        secret -> new ThresholdBeacons(chain(), epoch -> Optional.of(group), BeaconSecrets.of(secret)))
                .toList();
    }

    private static BeaconGroup group(DealtBeacon dealt, List<ActorId> holders) {
        var members = new ArrayList<BeaconGroup.Holder>();
        for (BeaconSecret secret : dealt.secrets()) {
            members.add(new BeaconGroup.Holder(
                    holders.get(members.size()), secret.publicKey().toBytes()));
        }
        return new BeaconGroup(dealt.groupKey().toBytes(), dealt.threshold(), members);
    }

    private static List<ActorId> holders(long seed) {
        var random = new Random(seed);
        var holders = new ArrayList<ActorId>();
        for (int i = 0; i < MEMBERS; i++) {
            byte[] bytes = new byte[ActorId.LENGTH_BYTES];
            random.nextBytes(bytes);
            holders.add(ActorId.of(bytes));
        }
        return holders;
    }

    private static ActorId stranger() {
        return ActorId.of(new byte[ActorId.LENGTH_BYTES]);
    }

    private static ChainId chain() {
        return ChainId.of(new byte[ChainId.LENGTH_BYTES]);
    }
}
