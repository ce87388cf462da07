package network.cairn.proofs.beacon;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.Vectors;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.ChainId;
import org.junit.jupiter.api.Test;

/// Dealing, signing in shares and putting them together.
final class DealtBeaconTest {
    private static final BeaconVerdict ACCEPTED = new BeaconVerdict.Accepted();

    @Test
    void combine_everyQuorumGivesTheSameSignature() {
        for (int members : new int[] {1, 2, 3, 4, 7}) {
            int threshold = members - (members - 1) / 3;
            for (long seed = 0; seed < 3; seed++) {
                var what = "members %d, seed %d".formatted(members, seed);
                var dealt = DealtBeacon.deal(threshold, members, new Random(seed));
                byte[] message = BeaconMessage.of(chain(seed), seed);
                var shares = shares(dealt, message);
                var signatures = new HashSet<BeaconSignature>();
                for (int subset = 0; subset < 1 << members; subset++) {
                    var chosen = new TreeMap<Integer, BeaconSignature>();
                    for (int i = 0; i < members; i++) {
                        if (((subset >> i) & 1) != 0) {
                            chosen.put(i + 1, shares.get(i));
                        }
                    }
                    var combined = BeaconShares.combine(threshold, chosen);
                    assertThat(combined.isPresent()).as(what).isEqualTo(chosen.size() >= threshold);
                    combined.ifPresent(signatures::add);
                }
                assertThat(signatures).as(what).hasSize(1);
                assertThat(dealt.groupKey()
                                .verify(message, signatures.iterator().next()))
                        .as(what)
                        .isEqualTo(ACCEPTED);
            }
        }
    }

    @Test
    void combine_equalsTheSignatureOfTheInterpolatedSecret() {
        for (long seed = 0; seed < 5; seed++) {
            var random = new Random(seed);
            int members = 1 + random.nextInt(9);
            int threshold = 1 + random.nextInt(members);
            var dealt = DealtBeacon.deal(threshold, members, random);
            byte[] message = BeaconMessage.of(chain(seed), 7);
            // The sum of share * product of j / (j - i), each written out as Shamir's scheme defines it.
            BigInteger secret = BigInteger.ZERO;
            PlainCurve.Point sum = null;
            for (int i = 1; i <= threshold; i++) {
                BigInteger factor = BigInteger.ONE;
                for (int j = 1; j <= threshold; j++) {
                    if (j != i) {
                        factor = factor.multiply(BigInteger.valueOf(j))
                                .multiply(BigInteger.valueOf(j - i).modInverse(Bls.ORDER))
                                .mod(Bls.ORDER);
                    }
                }
                var share = new BigInteger(1, dealt.secrets().get(i - 1).toBytes());
                secret = secret.add(share.multiply(factor)).mod(Bls.ORDER);
                var point = requireNonNull(PlainCurve.decompressG1(
                        dealt.secrets().get(i - 1).sign(message).toBytes()));
                sum = PlainCurve.G1.add(sum, PlainCurve.G1.multiply(point, factor));
            }
            var combined = BeaconShares.combine(threshold, byIndex(shares(dealt, message)))
                    .orElseThrow();
            assertThat(combined)
                    .as("seed %d", seed)
                    .isEqualTo(BeaconSecret.of(secret).sign(message));
            assertThat(combined.toBytes()).as("seed %d", seed).isEqualTo(PlainCurve.G1.compress(requireNonNull(sum)));
            assertThat(dealt.groupKey()).isEqualTo(BeaconSecret.of(secret).publicKey());
        }
    }

    @Test
    void combine_fewerThanTheThreshold_givesNothingThatVerifies() {
        var dealt = DealtBeacon.deal(3, 4, new Random(1));
        byte[] message = BeaconMessage.of(chain(1), 1);
        var two = byIndex(shares(dealt, message).subList(0, 2));
        assertThat(BeaconShares.combine(3, two)).isEmpty();
        var forged = BeaconShares.combine(2, two).orElseThrow();
        assertThat(dealt.groupKey().verify(message, forged))
                .isEqualTo(new BeaconVerdict.Rejected(BeaconVerdict.Reason.WRONG_SIGNATURE));
    }

    @Test
    void combine_oneWrongShare_doesNotVerify() {
        var dealt = DealtBeacon.deal(3, 4, new Random(2));
        byte[] message = BeaconMessage.of(chain(2), 1);
        var shares = byIndex(shares(dealt, message));
        shares.put(2, dealt.secrets().get(1).sign(BeaconMessage.of(chain(2), 2)));
        var combined = BeaconShares.combine(3, shares).orElseThrow();
        assertThat(dealt.groupKey().verify(message, combined)).isNotEqualTo(ACCEPTED);
    }

    @Test
    void combine_shareThatIsNoPoint_givesNothing() {
        var dealt = DealtBeacon.deal(3, 4, new Random(3));
        var shares = byIndex(shares(dealt, BeaconMessage.of(chain(3), 1)));
        shares.put(1, BeaconSignature.of(new byte[BeaconSignature.LENGTH_BYTES]));
        assertThat(BeaconShares.combine(3, shares)).isEmpty();
        var ofIndexZero = byIndex(shares(dealt, BeaconMessage.of(chain(3), 1)));
        ofIndexZero.put(0, ofIndexZero.get(1));
        assertThat(BeaconShares.combine(3, ofIndexZero)).isEmpty();
        assertThat(BeaconShares.combine(0, ofIndexZero)).isEmpty();
    }

    @Test
    void share_verifiesUnderItsOwnKeyAndMessageOnly() {
        var dealt = DealtBeacon.deal(3, 4, new Random(4));
        byte[] message = BeaconMessage.of(chain(4), 1);
        for (int i = 0; i < 4; i++) {
            var share = dealt.secrets().get(i).sign(message);
            for (int j = 0; j < 4; j++) {
                var verdict = dealt.secrets().get(j).publicKey().verify(message, share);
                assertThat(verdict.equals(ACCEPTED)).isEqualTo(i == j);
            }
            var key = dealt.secrets().get(i).publicKey();
            assertThat(key.verify(BeaconMessage.of(chain(4), 2), share)).isNotEqualTo(ACCEPTED);
            assertThat(key.verify(BeaconMessage.of(chain(5), 1), share)).isNotEqualTo(ACCEPTED);
            byte[] changed = share.toBytes();
            changed[47] ^= 1;
            assertThat(key.verify(message, BeaconSignature.of(changed))).isNotEqualTo(ACCEPTED);
        }
    }

    @Test
    void areSharesOf_holdsOfWhatWasDealtAndOfNothingElse() {
        for (int members : new int[] {1, 4, 7}) {
            int threshold = members - (members - 1) / 3;
            var dealt = DealtBeacon.deal(threshold, members, new Random(members));
            var keys = new ArrayList<>(
                    dealt.secrets().stream().map(BeaconSecret::publicKey).toList());
            assertThat(BeaconShares.areSharesOf(dealt.groupKey(), threshold, keys))
                    .isTrue();
            if (threshold > 1) {
                assertThat(BeaconShares.areSharesOf(dealt.groupKey(), threshold - 1, keys))
                        .isFalse();
            }
            assertThat(BeaconShares.areSharesOf(dealt.groupKey(), members + 1, keys))
                    .isFalse();
            var other = DealtBeacon.deal(threshold, members, new Random(99)).groupKey();
            assertThat(BeaconShares.areSharesOf(other, threshold, keys)).isFalse();
            keys.set(members - 1, other);
            assertThat(BeaconShares.areSharesOf(dealt.groupKey(), threshold, keys))
                    .isFalse();
        }
    }

    @Test
    void vectors_stayAsTheyWere() throws Exception {
        for (String[] vector : Vectors.read("beacon")) {
            int threshold = Integer.parseInt(vector[0]);
            int members = Integer.parseInt(vector[1]);
            var secrets = new ArrayList<BeaconSecret>();
            for (int i = 0; i < members; i++) {
                // The polynomial 1000 + 1 x + 2 x^2 + ...
                BigInteger value = BigInteger.valueOf(1000);
                for (int power = 1; power < threshold; power++) {
                    value = value.add(BigInteger.valueOf(power)
                            .multiply(BigInteger.valueOf(i + 1).pow(power)));
                }
                secrets.add(BeaconSecret.of(value));
            }
            var chain = ChainId.fromHex(vector[2]);
            byte[] message = BeaconMessage.of(chain, Long.parseLong(vector[3]));
            var group = BeaconSecret.of(BigInteger.valueOf(1000)).publicKey();
            var shares = secrets.stream().map(secret -> secret.sign(message)).toList();
            var beacon = BeaconShares.combine(threshold, byIndex(shares)).orElseThrow();
            assertThat(group).hasToString(vector[4]);
            assertThat(beacon).hasToString(vector[5]);
            assertThat(shares.getFirst()).hasToString(vector[6]);
            assertThat(BeaconMessage.randomness(beacon))
                    .hasToString(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(beacon.toBytes())));
        }
    }

    @Test
    void deal_sameRandomnessSameKey_otherRandomnessOther() {
        assertThat(DealtBeacon.deal(3, 4, new Random(1)).groupKey())
                .isEqualTo(DealtBeacon.deal(3, 4, new Random(1)).groupKey())
                .isNotEqualTo(DealtBeacon.deal(3, 4, new Random(2)).groupKey());
    }

    @Test
    void deal_thresholdOutOfRange_refused() {
        assertThatThrownBy(() -> DealtBeacon.deal(0, 4, new Random(1))).hasMessageContaining("not 0");
        assertThatThrownBy(() -> DealtBeacon.deal(5, 4, new Random(1))).hasMessageContaining("not 5");
    }

    @Test
    void secret_notOfTheField_refused() {
        assertThatThrownBy(() -> BeaconSecret.of(new byte[32])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BeaconSecret.of(new byte[31])).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> BeaconSecret.of(Bls.ORDER)).isInstanceOf(IllegalArgumentException.class);
        var greatest = BeaconSecret.of(Bls.ORDER.subtract(BigInteger.ONE));
        assertThat(BeaconSecret.of(greatest.toBytes()).publicKey()).isEqualTo(greatest.publicKey());
        assertThat(greatest.toString()).doesNotContain("73");
    }

    private static List<BeaconSignature> shares(DealtBeacon dealt, byte[] message) {
        return dealt.secrets().stream().map(secret -> secret.sign(message)).toList();
    }

    private static SortedMap<Integer, BeaconSignature> byIndex(List<BeaconSignature> shares) {
        var byIndex = new TreeMap<Integer, BeaconSignature>();
        for (int i = 0; i < shares.size(); i++) {
            byIndex.put(i + 1, shares.get(i));
        }
        return byIndex;
    }

    private static ChainId chain(long seed) {
        byte[] bytes = new byte[ChainId.LENGTH_BYTES];
        new Random(seed).nextBytes(bytes);
        return ChainId.of(bytes);
    }
}
