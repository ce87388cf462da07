package network.cairn.client.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

class GenesisTest {
    private static final Genesis GOOD = LedgerSamples.genesis();

    private static Genesis with(SortedMap<ActorId, Amount> balances, List<Genesis.GenesisValidator> validators) {
        return new Genesis(GOOD.name(), GOOD.timeMillis(), GOOD.parameters(), balances, validators, Optional.empty());
    }

    @Test
    void totalSupply_sample_isBalancesAndStakes() {
        assertThat(GOOD.totalSupply()).isEqualTo(Amount.credits(1_000_100).plusExact(Amount.units(1)));
    }

    @Test
    void validatorSet_sample_isOfItsStakesInCredits() {
        var set = GOOD.validatorSet();
        assertThat(set.totalPower()).isEqualTo(100);
        assertThat(set.members().getFirst().power()).isEqualTo(60);
        assertThat(set.members().getFirst().key())
                .isEqualTo(LedgerSamples.identity(1).publicIdentity());
    }

    @Test
    void constructor_moneyBeyond128Bits_isRefused() {
        var balances = new TreeMap<ActorId, Amount>();
        balances.put(LedgerSamples.actor(1), Amount.MAX);
        assertThatThrownBy(() -> with(balances, GOOD.validators())).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void constructor_validatorTwiceNotListedOrTooPoor_isRefused() {
        var one = GOOD.validators().getFirst();
        var unlisted = new Genesis.GenesisValidator(
                LedgerSamples.identity(9).publicIdentity(), one.stake(), one.endpoint(), 0);
        var poor = new Genesis.GenesisValidator(one.key(), Amount.credits(4), one.endpoint(), 0);
        for (var bad :
                List.of(List.of(one, one), List.of(unlisted), List.of(poor), List.<Genesis.GenesisValidator>of())) {
            assertThatThrownBy(() -> with(new TreeMap<>(), bad)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void chainId_anyChange_isAnother() {
        var other = new Genesis(
                "cairn-test-2",
                GOOD.timeMillis(),
                GOOD.parameters(),
                GOOD.balances(),
                GOOD.validators(),
                GOOD.beacon());
        assertThat(other.chainId()).isNotEqualTo(GOOD.chainId());
    }

    @Test
    void parameters_whatTheEncodingCannotCarry_isRefused() {
        var p = ChainParameters.DEFAULT;
        for (var duration :
                List.of(Duration.ofNanos(1_500_000), Duration.ofDays(5000), Duration.ofSeconds(Long.MAX_VALUE))) {
            assertThatThrownBy(() -> new ChainParameters(
                            p.epochBlocks(),
                            p.blockTarget(),
                            p.validatorsMax(),
                            p.admission(),
                            p.selfStakeMin(),
                            p.unbondingTime(),
                            duration,
                            p.slashBasisPoints(),
                            p.feePerByte(),
                            p.transactionBytesMax(),
                            p.blockBytesMax()))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new ChainParameters.Admission.Listed(new TreeSet<>()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void epochOf_heights_beginsAnewAfterEachEpochsLast() {
        var p = LedgerSamples.listedParameters();
        assertThat(p.epochOf(0)).isZero();
        assertThat(p.epochOf(1)).isZero();
        assertThat(p.epochOf(100)).isZero();
        assertThat(p.epochOf(101)).isEqualTo(1);
        assertThat(p.lastHeight(0)).isEqualTo(100);
        assertThat(p.lastHeight(1)).isEqualTo(200);
    }

    @Test
    void subnet_forms_areThoseOfCidr() {
        assertThat(Subnet.ofAddress(new byte[] {(byte) 203, 0, 113, 9})).hasToString("203.0.113.0/24");
        byte[] v6 = new byte[16];
        v6[0] = 0x20;
        v6[1] = 0x01;
        v6[2] = 0x0d;
        v6[3] = (byte) 0xb8;
        v6[5] = 1;
        assertThat(Subnet.ofAddress(v6)).hasToString("2001:db8:1::/48");
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        mapped[12] = 10;
        assertThat(Subnet.ofAddress(mapped)).isEqualTo(Subnet.ofAddress(new byte[] {10, 0, 0, 1}));
    }
}
