package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import network.cairn.chain.beacon.BeaconCheck;
import network.cairn.client.ledger.BeaconGroup;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.BeaconSignature;
import org.junit.jupiter.api.Test;

class BeaconRecordTest {
    /// The beacon of epoch e is the one of number e + 1.
    private static final BeaconCheck CHECK = (epoch, beacon) -> beacon.equals(MachineChain.beacon((int) epoch + 1));

    private static MachineChain chain() {
        var base = MachineChain.genesis(4, new TestRules().build());
        var key = new byte[BeaconGroup.KEY_LENGTH_BYTES];
        var group = new BeaconGroup(
                key, 1, List.of(new BeaconGroup.Holder(TestActors.signer(0).id(), key)));
        return new MachineChain(
                new Genesis(
                        base.name(),
                        base.timeMillis(),
                        base.parameters(),
                        base.balances(),
                        base.validators(),
                        Optional.of(group)),
                CHECK);
    }

    private static BlockContext with(MachineChain chain, BeaconSignature beacon) {
        var next = chain.next();
        return new BlockContext(
                next.height(), next.epoch(), next.timestampMillis(), next.proposer(), Optional.of(beacon));
    }

    private static void refuses(MachineChain chain, BlockContext context, String why) {
        assertThat(chain.machine.execute(chain.view(), context, List.of()))
                .isInstanceOfSatisfying(
                        ExecutionResult.ContextRefused.class,
                        refused -> assertThat(refused.reason()).contains(why));
        assertThat(chain.machine.objection(chain.view(), context)).isPresent();
        assertThatThrownBy(() -> chain.machine.select(chain.view(), context, List.of(), 1 << 20))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void beacon_ofTheEpochBefore_isKeptOnce() {
        var chain = chain();
        refuses(chain, with(chain, MachineChain.beacon(0)), "before the first");
        chain.toEndOfEpoch(0);
        chain.block();
        refuses(chain, with(chain, MachineChain.beacon(2)), "not the beacon of epoch 0");
        chain.block(with(chain, MachineChain.beacon(1)), List.of());
        assertThat(chain.state.get(StateKey.beacon(0)))
                .isEqualTo(MachineChain.beacon(1).toBytes());
        refuses(chain, with(chain, MachineChain.beacon(1)), "a second time");
    }

    @Test
    void beacon_thatNoHeaderBroughtInTime_comesNoMore() {
        var chain = chain();
        chain.toEndOfEpoch(1);
        refuses(chain, with(chain, MachineChain.beacon(1)), "not the beacon of epoch 1");
        chain.block(with(chain, MachineChain.beacon(2)), List.of());
        assertThat(chain.state).doesNotContainKey(StateKey.beacon(0)).containsKey(StateKey.beacon(1));
    }

    @Test
    void beacon_inAChainWithoutOne_isRefused() {
        var chain = MachineChain.publicChain();
        chain.toEndOfEpoch(0);
        refuses(chain, with(chain, MachineChain.beacon(1)), "without one");
    }
}
