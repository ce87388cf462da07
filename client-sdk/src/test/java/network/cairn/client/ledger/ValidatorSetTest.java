package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

class ValidatorSetTest {
    private static Map<ActorId, Integer> turns(ValidatorSet set, long epoch, int views) {
        var turns = new HashMap<ActorId, Integer>();
        for (int view = 1; view <= views; view++) {
            turns.merge(set.leader(new Round(epoch, view)).id(), 1, Integer::sum);
        }
        return turns;
    }

    @Test
    void leader_equalPower_eachOnceInATurn() {
        for (int size = 1; size <= 20; size++) {
            long[] powers = new long[size];
            Arrays.fill(powers, 7);
            var set = LedgerSamples.set(powers);
            for (long epoch : new long[] {0, 1, 5, Long.MAX_VALUE}) {
                assertThat(turns(set, epoch, size).values())
                        .as("size %d, epoch %d", size, epoch)
                        .hasSize(size)
                        .containsOnly(1);
            }
        }
    }

    @Test
    void leader_anyPowers_turnsAreInProportionToAThousandth() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            long[] powers = new long[2 + random.nextInt(19)];
            for (int i = 0; i < powers.length; i++) {
                powers[i] = 1 + (random.nextLong() >>> (5 + random.nextInt(58))) / powers.length;
            }
            var set = LedgerSamples.set(powers);
            var turns = turns(set, random.nextInt(1000), 1000);
            for (ValidatorSet.Member member : set.members()) {
                double fair = 1000.0 * member.power() / set.totalPower();
                double slack = set.members().getFirst().power()
                                == set.members().getLast().power()
                        ? 100
                        : 1.5;
                assertThat((double) turns.getOrDefault(member.id(), 0))
                        .as("seed %d, %s of %d", seed, member, set.totalPower())
                        .isBetween(fair - slack, fair + slack);
            }
        }
    }

    @Test
    void leader_greatMember_doesNotLeadLongRuns() {
        var set = LedgerSamples.set(50, 20, 20, 10);
        int run = 0;
        int longest = 0;
        for (int view = 1; view <= 2000; view++) {
            run = set.leader(new Round(0, view)).power() == 50 ? run + 1 : 0;
            longest = Math.max(longest, run);
        }
        assertThat(longest).isLessThanOrEqualTo(2);
    }

    @Test
    void leader_everyRound_isAMember() {
        var set = LedgerSamples.set();
        for (long epoch : new long[] {0, 1, Long.MAX_VALUE}) {
            for (long view : new long[] {0, 1, 2, 999, Long.MAX_VALUE}) {
                assertThat(set.members()).contains(set.leader(new Round(epoch, view)));
            }
        }
    }

    @Test
    void isQuorum_anyPowers_isMoreThanTwoThirdsExactly() {
        for (int seed = 0; seed < 2_000; seed++) {
            var random = new Random(seed);
            long total = 1 + (random.nextLong() >>> (4 + random.nextInt(59)));
            total = Math.min(total, ValidatorSet.TOTAL_POWER_MAX);
            var set = LedgerSamples.set(total);
            long near = total / 3 * (1 + random.nextInt(2)) + random.nextInt(5) - 2;
            long power = Math.clamp(near, 0, total);
            var three = BigInteger.valueOf(power).multiply(BigInteger.valueOf(3));
            assertThat(set.isQuorum(power))
                    .as("seed %d: %d of %d", seed, power, total)
                    .isEqualTo(three.compareTo(BigInteger.valueOf(total).shiftLeft(1)) > 0);
            assertThat(set.hasHonestMember(power))
                    .as("seed %d: %d of %d", seed, power, total)
                    .isEqualTo(three.compareTo(BigInteger.valueOf(total)) > 0);
        }
        assertThat(LedgerSamples.set(1, 1, 1, 1).isQuorum(3)).isTrue();
        assertThat(LedgerSamples.set(1, 1, 1).isQuorum(2)).isFalse();
        assertThat(LedgerSamples.set(1).isQuorum(1)).isTrue();
    }

    @Test
    void of_anyOrder_isTheSameSet() {
        var members = new ArrayList<>(LedgerSamples.set(5, 5, 9, 1, 5).members());
        var set = ValidatorSet.of(members);
        for (int seed = 0; seed < 50; seed++) {
            Collections.shuffle(members, new Random(seed));
            assertThat(ValidatorSet.of(members)).as("seed %d", seed).isEqualTo(set);
            assertThat(ValidatorSet.of(members).digest()).as("seed %d", seed).isEqualTo(set.digest());
        }
    }

    @Test
    void of_noneTooManyTwiceOrTooMuch_isRefused() {
        var one = LedgerSamples.set(1).members().getFirst();
        assertThatThrownBy(() -> ValidatorSet.of(List.of())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ValidatorSet.of(List.of(one, one))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> ValidatorSet.of(Collections.nCopies(101, one)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LedgerSamples.set(ValidatorSet.TOTAL_POWER_MAX, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ValidatorSet.Member(one.key(), 0, one.endpoint()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void decode_membersOutOfOrder_isRefused() {
        var members = LedgerSamples.set().members();
        var writer = new CanonicalWriter().u8(2);
        for (int i : new int[] {1, 0}) {
            writer.fixed(members.get(i).key().toBytes()).u64(members.get(i).power());
            members.get(i).endpoint().write(writer);
        }
        assertThatThrownBy(() -> ValidatorSet.decode(writer.toBytes()))
                .isInstanceOf(CodecException.class)
                .hasMessageContaining("order");
    }

    @Test
    void decode_keyOfSmallOrder_isRefused() {
        var member = LedgerSamples.set(1).members().getFirst();
        byte[] encoded = LedgerSamples.set(1).encode();
        byte[] neutral = new byte[32];
        neutral[0] = 1;
        System.arraycopy(neutral, 0, encoded, 1, 32);
        assertThatThrownBy(() -> ValidatorSet.decode(encoded))
                .as("in the place of %s", member)
                .isInstanceOf(CodecException.class);
    }

    @Test
    void powerOf_stakes_areWholeCreditsWithinBounds() {
        assertThat(ValidatorSet.powerOf(Amount.ZERO)).isEqualTo(1);
        assertThat(ValidatorSet.powerOf(Amount.units(1_999_999_999))).isEqualTo(1);
        assertThat(ValidatorSet.powerOf(Amount.credits(2))).isEqualTo(2);
        assertThat(ValidatorSet.powerOf(Amount.MAX)).isEqualTo(ValidatorSet.TOTAL_POWER_MAX / ValidatorSet.MEMBERS_MAX);
    }
}
