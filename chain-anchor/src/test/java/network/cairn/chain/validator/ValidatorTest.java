package network.cairn.chain.validator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import network.cairn.chain.message.PeerMessage;
import network.cairn.chain.state.LedgerSettings;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.StateKey;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class ValidatorTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void progress_fourValidators() {
        var network = new ValidatorNetwork(1, 4, 0, 10);
        network.startAll();
        network.untilHeight(45, MINUTE);
        network.assertHonest();
        assertThat(network.nodes).allMatch(node -> node.validator().status().voting());
        for (long epoch = 0; epoch < 4; epoch++) {
            assertThat(network.nodes.getFirst().ledger().get(StateKey.beacon(epoch)))
                    .as("beacon of epoch %d", epoch)
                    .isNotNull();
        }
    }

    @Test
    void progress_oneValidator() {
        var network = new ValidatorNetwork(2, 1, 0, 5);
        network.startAll();
        network.untilHeight(23, MINUTE);
        network.assertHonest();
        assertThat(network.nodes.getFirst().ledger().get(StateKey.beacon(3))).isNotNull();
    }

    @Test
    void progress_lossyNetworkAndSkewedClocks() {
        var network = new ValidatorNetwork(3, 4, 0, 10);
        network.loss = 0.1;
        network.nodes.get(1).clockSkewMillis = 2000;
        network.nodes.get(2).clockSkewMillis = -1500;
        network.startAll();
        network.untilHeight(25, Duration.ofMinutes(5));
        network.assertHonest();
    }

    @Test
    void progress_stopsInEvenPartitionAndResumes() {
        var network = new ValidatorNetwork(4, 4, 0, 8);
        network.startAll();
        network.untilHeight(5, MINUTE);
        for (int one : new int[] {0, 1}) {
            network.nodes.get(one).cutOff.add(network.nodes.get(2).id);
            network.nodes.get(one).cutOff.add(network.nodes.get(3).id);
        }
        network.run(Duration.ofSeconds(5));
        long stuckAt = network.nodes.getFirst().height();
        network.run(Duration.ofSeconds(20));
        assertThat(network.nodes).allMatch(node -> node.height() <= stuckAt + 1);
        network.nodes.forEach(node -> node.cutOff.clear());
        network.untilHeight(stuckAt + 20, MINUTE);
        network.assertHonest();
    }

    @Test
    void catchUp_awayForTwoEpochs() {
        var network = new ValidatorNetwork(5, 4, 0, 10);
        network.startAll();
        network.untilHeight(5, MINUTE);
        var away = network.nodes.get(3);
        network.nodes.subList(0, 3).forEach(node -> away.cutOff.add(node.id));
        network.until(MINUTE, () -> network.nodes.getFirst().height() >= 32);
        assertThat(away.height()).isLessThan(10);
        away.cutOff.clear();
        long reached = network.nodes.getFirst().height();
        network.until(Duration.ofSeconds(5), () -> away.height() >= reached);
        network.untilHeight(reached + 10, MINUTE);
        network.assertHonest();
        network.until(MINUTE, () -> network.chainProposers(away.id, reached) > 0);
    }

    @Test
    void catchUp_restartedAfterTwoEpochs() {
        var network = new ValidatorNetwork(6, 4, 0, 10);
        network.startAll();
        network.untilHeight(5, MINUTE);
        var away = network.nodes.get(2);
        away.losePower();
        network.until(MINUTE, () -> network.nodes.getFirst().height() >= 27);
        away.start();
        network.until(Duration.ofSeconds(5), () -> away.height() >= 27);
        network.untilHeight(40, MINUTE);
        network.assertHonest();
    }

    @Test
    void catchUp_asksAnotherPeerWhereOneIsSilent() {
        var network = new ValidatorNetwork(7, 4, 1, 10);
        network.startAll();
        var observer = network.nodes.get(4);
        network.until(MINUTE, () -> network.nodes.getFirst().height() >= 20);
        observer.kill();
        network.until(MINUTE, () -> network.nodes.getFirst().height() >= 40);
        observer.start();
        for (int silent = 0; silent < 3; silent++) {
            // They hear the observer and say where they stand, but what it asks for does not come.
            network.nodes.get(silent).refusesToServe = true;
        }
        network.until(MINUTE, () -> observer.height() >= 40);
        network.assertHonest();
    }

    /// Blocks that became final together have one certificate; where they do not fit one message it is sent alone,
    /// and they are fetched one by one.
    @Test
    void catchUp_groupsThatDoNotFitAMessage() {
        var network = new ValidatorNetwork(16, 4, 0, 10);
        network.nodes.forEach(node -> node.ownOptions = withResponseBytes(network.options, 100));
        network.startAll();
        network.untilHeight(3, MINUTE);
        var away = network.nodes.get(1);
        network.nodes.forEach(node -> away.cutOff.add(node.id));
        network.until(MINUTE, () -> network.nodes.getFirst().height() >= 12);
        away.cutOff.clear();
        network.untilHeight(25, Duration.ofMinutes(3));
        network.assertHonest();
    }

    @Test
    void observer_followsWithoutVoting() {
        var network = new ValidatorNetwork(8, 4, 1, 10);
        network.startAll();
        network.untilHeight(25, MINUTE);
        var status = network.nodes.get(4).validator().status();
        assertThat(status.voting()).isFalse();
        assertThat(status.notVoting()).hasValueSatisfying(why -> assertThat(why).contains("not in the set"));
        network.assertHonest();
        long newest = network.nodes.getFirst().height();
        network.until(Duration.ofSeconds(1), () -> network.nodes.get(4).height() >= newest);
    }

    @Test
    void snapshot_joinsWhereBlocksArePruned() {
        var network = new ValidatorNetwork(9, 4, 1, 10);
        network.settings = new LedgerSettings(5, 1 << 20);
        network.snapshotEveryEpochs = 1;
        network.nodes.subList(0, 4).forEach(ValidatorNetwork.Node::start);
        network.until(MINUTE, () -> network.nodes.getFirst().height() >= 47);
        var joiner = network.nodes.get(4);
        joiner.start();
        network.until(Duration.ofSeconds(20), () -> joiner.height() >= 47);
        assertThat(joiner.ledger().oldestHeight()).isGreaterThan(10);
        network.untilHeight(75, MINUTE);
        network.assertHonest();
        joiner.kill();
        joiner.start();
        network.untilHeight(80, MINUTE);
    }

    @Test
    void snapshot_checkpointOfAnotherChainIsRefused() {
        var network = new ValidatorNetwork(10, 4, 1, 10);
        network.settings = new LedgerSettings(5, 1 << 20);
        network.snapshotEveryEpochs = 1;
        network.nodes.subList(0, 4).forEach(ValidatorNetwork.Node::start);
        network.until(MINUTE, () -> network.nodes.getFirst().height() >= 47);
        var joiner = network.nodes.get(4);
        joiner.ownOptions = withCheckpoint(network.options, BlockHash.of(new byte[32]));
        joiner.start();
        network.run(Duration.ofSeconds(20));
        assertThat(joiner.height()).isZero();
        joiner.kill();
        joiner.ownOptions = withCheckpoint(network.options, Objects.requireNonNull(network.chain.get(20L)));
        joiner.start();
        network.until(MINUTE, () -> joiner.height() >= 60);
    }

    private static ValidatorOptions withResponseBytes(ValidatorOptions options, int responseBytesMax) {
        return new ValidatorOptions(
                options.delayMin(),
                options.delayMax(),
                options.clockAheadMax(),
                options.standingInterval(),
                options.responseTimeout(),
                responseBytesMax,
                0,
                Optional.empty());
    }

    private static ValidatorOptions withCheckpoint(ValidatorOptions options, BlockHash block) {
        return new ValidatorOptions(
                options.delayMin(),
                options.delayMax(),
                options.clockAheadMax(),
                options.standingInterval(),
                options.responseTimeout(),
                options.responseBytesMax(),
                0,
                Optional.of(new network.cairn.chain.snapshot.Checkpoint(20, block)));
    }

    @Test
    void set_changesAcrossEpochs() {
        var network = new ValidatorNetwork(11, 4, 1, 10);
        network.startAll();
        network.untilHeight(3, MINUTE);
        var joining = network.nodes.get(4);
        var leaving = network.nodes.get(0);
        var bond = network.transaction(joining.signer, 0, new Bond(Amount.credits(2000)));
        var join = network.transaction(joining.signer, 1, new JoinValidators(ValidatorNetwork.endpoint(4), 100));
        network.nodes.subList(0, 4).forEach(node -> node.submitted.addAll(List.of(bond, join)));
        network.until(MINUTE, () -> joining.validator().status().voting());
        assertThat(joining.validator().status().round().epoch()).isGreaterThanOrEqualTo(2);
        var leave = network.transaction(leaving.signer, 0, new LeaveValidators());
        network.nodes.subList(0, 4).forEach(node -> node.submitted.add(leave));
        network.until(MINUTE, () -> !leaving.validator().status().voting());
        long height = leaving.height();
        network.until(MINUTE, () -> network.chainProposers(joining.id, height) > 0);
        network.untilHeight(height + 25, MINUTE);
        network.assertHonest();
        assertThat(network.chainProposers(leaving.id, height + 1)).isZero();
    }

    @Test
    void journal_failedForceStopsItAndARestartBringsItBack() {
        var network = new ValidatorNetwork(12, 4, 0, 10);
        network.startAll();
        network.untilHeight(5, MINUTE);
        var broken = network.nodes.get(1);
        broken.simulatedDisk.failForceAfter(2);
        network.until(MINUTE, () -> broken.stopped != null);
        assertThat(broken.stopped).contains("did not force");
        assertThat(broken.validator().status().stopped()).isTrue();
        long height = broken.height();
        network.until(MINUTE, () -> network.nodes.getFirst().height() >= height + 10);
        assertThat(broken.height()).isEqualTo(height);
        broken.losePower();
        broken.start();
        network.untilHeight(height + 20, MINUTE);
        network.assertHonest();
    }

    @Test
    void journal_fullDiskStopsIt() {
        var network = new ValidatorNetwork(13, 4, 0, 10);
        network.startAll();
        network.untilHeight(3, MINUTE);
        var full = network.nodes.get(2);
        full.simulatedDisk.limitTo(full.simulatedDisk.usedBytes() + 2000);
        network.until(MINUTE, () -> full.stopped != null);
        assertThat(full.stopped).contains("no space left");
        full.simulatedDisk.limitTo(1 << 24);
        full.kill();
        full.start();
        network.untilHeight(20, MINUTE);
        network.assertHonest();
    }

    @Test
    void restart_storms() {
        for (long seed = 100; seed < 112; seed++) {
            var network = new ValidatorNetwork(seed, 4, 0, 6);
            network.startAll();
            for (int round = 0; round < 30; round++) {
                var victim = network.nodes.get(network.random.nextInt(4));
                if (victim.isUp()) {
                    if (network.random.nextBoolean()) {
                        victim.losePower();
                    } else {
                        victim.kill();
                    }
                    network.at(network.now + network.random.nextInt(1500), victim::start);
                }
                network.run(Duration.ofMillis(network.random.nextInt(600)));
            }
            network.run(Duration.ofSeconds(2));
            long height = network.chain.size();
            network.untilHeight(height + 10, MINUTE);
            network.assertHonest();
        }
    }

    @Test
    void restart_oneValidatorKilledAtEveryWrite() {
        int deaths = 0;
        for (long write = 0; write < 150; write++) {
            var network = new ValidatorNetwork(200 + write, 1, 0, 4);
            var node = network.nodes.getFirst();
            node.losesPowerWhenKilled = write % 2 == 0;
            network.startKilledAfter(node, write);
            network.untilHeight(17, MINUTE);
            network.assertHonest();
            deaths += node.deaths;
        }
        assertThat(deaths).isGreaterThan(100);
    }

    @Test
    void restart_oneOfFourKilledAtEveryWrite() {
        int deaths = 0;
        for (long write = 0; write < 220; write += 3) {
            var network = new ValidatorNetwork(400 + write, 4, 0, 4);
            var node = network.nodes.get((int) (write % 4));
            node.losesPowerWhenKilled = write % 2 == 0;
            network.nodes.stream().filter(other -> other != node).forEach(ValidatorNetwork.Node::start);
            network.startKilledAfter(node, write);
            network.untilHeight(14, MINUTE);
            network.assertHonest();
            deaths += node.deaths;
        }
        assertThat(deaths).isGreaterThan(60);
    }

    @Test
    void votesFromEpoch_abstainsBefore() {
        var network = new ValidatorNetwork(14, 4, 0, 6);
        var careful = network.nodes.get(3);
        careful.ownOptions = new ValidatorOptions(
                network.options.delayMin(),
                network.options.delayMax(),
                network.options.clockAheadMax(),
                network.options.standingInterval(),
                network.options.responseTimeout(),
                network.options.responseBytesMax(),
                2,
                Optional.empty());
        network.startAll();
        network.until(MINUTE, () -> careful.height() >= 8);
        assertThat(careful.validator().status().voting()).isFalse();
        network.until(MINUTE, () -> network.chainProposers(careful.id, 0) > 0);
        assertThat(network.chainProposersUpTo(careful.id, 12)).isZero();
        network.assertHonest();
    }

    @Test
    void onMessage_whatNoHonestPeerSends() {
        var network = new ValidatorNetwork(15, 4, 1, 6);
        network.startAll();
        network.untilHeight(8, MINUTE);
        var node = network.nodes.getFirst();
        ActorId liar = network.nodes.get(4).id;
        var ledger = network.nodes.get(1).ledger();
        var block = ledger.block(3).orElseThrow();
        var certificate = ledger.finalization(3).orElseThrow();
        long height = node.height();
        for (PeerMessage message : List.of(
                new PeerMessage.Standing(Long.MAX_VALUE, new Round(Long.MAX_VALUE, Long.MAX_VALUE)),
                new PeerMessage.FinalisedRequest(0),
                new PeerMessage.FinalisedRequest(Long.MAX_VALUE),
                new PeerMessage.FinalisedResponse(List.of(), certificate),
                new PeerMessage.FinalisedResponse(List.of(block), certificate),
                new PeerMessage.FinalisedResponse(List.of(ledger.block(height).orElseThrow(), block), certificate),
                new PeerMessage.SnapshotOffer(Long.MAX_VALUE),
                new PeerMessage.SnapshotRequest(0, 0),
                new PeerMessage.SnapshotRequest(6, 1000),
                new PeerMessage.SnapshotPart(6, 0, new byte[10]),
                new PeerMessage.BlockRequest(new Round(0, 1), block.hash()),
                new PeerMessage.BlockRequest(new Round(9, 1), BlockHash.of(new byte[32])),
                new PeerMessage.BeaconShare(0, liar, BeaconSignature.of(new byte[48])),
                new PeerMessage.BeaconShare(1, liar, BeaconSignature.of(new byte[48])),
                new PeerMessage.BeaconShare(1, node.id, BeaconSignature.of(new byte[48])),
                new PeerMessage.BeaconShare(Long.MAX_VALUE, liar, BeaconSignature.of(new byte[48])),
                new PeerMessage.Transactions(List.of()),
                new PeerMessage.Certified(certificate))) {
            for (int times = 0; times < 3; times++) {
                node.validator().onMessage(liar, message);
            }
        }
        assertThat(node.height()).isEqualTo(height);
        assertThat(node.misbehaviours).isNotEmpty().allMatch(what -> what.startsWith(liar.toString()));
        node.misbehaviours.clear();
        network.untilHeight(height + 15, MINUTE);
        network.assertHonest();
    }
}
