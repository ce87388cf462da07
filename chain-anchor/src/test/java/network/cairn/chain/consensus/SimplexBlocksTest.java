package network.cairn.chain.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.BlockHash;
import org.junit.jupiter.api.Test;

/// Which proposals are voted for, which blocks are fetched, and when blocks become final.
class SimplexBlocksTest {
    private final TestEpoch epoch = TestEpoch.ofFour();
    private final Block first = epoch.block(1, epoch.start);

    /// A member that leads neither of these views.
    private int nonLeader(long... views) {
        for (int member = 0; member < epoch.set.size(); member++) {
            int candidate = member;
            if (Arrays.stream(views).noneMatch(view -> epoch.leader(view) == candidate)) {
                return member;
            }
        }
        throw new IllegalArgumentException("each member leads one of these");
    }

    private int[] others(int member) {
        return IntStream.range(0, epoch.set.size())
                .filter(place -> place != member)
                .toArray();
    }

    private Bench follower(int member) {
        return Bench.started(epoch, member);
    }

    private static List<PeerMessage> asked(Bench bench) {
        return bench.all(ConsensusEffect.Send.class).stream()
                .map(send -> (PeerMessage) send.message())
                .toList();
    }

    private void refuses(Block block, String why) {
        int self = nonLeader(1);
        var bench = follower(self);
        bench.propose(1, 0, block);
        assertThat(bench.said()).containsExactly(epoch.nullify(1));
        assertThat(bench.all(ConsensusEffect.Misbehaved.class))
                .hasSize(1)
                .first()
                .satisfies(misbehaved -> {
                    assertThat(misbehaved.peer()).isEqualTo(epoch.id(epoch.leader(1)));
                    assertThat(misbehaved.what()).contains(why);
                });
    }

    private static BlockHeader changed(BlockHeader header, long height, long epoch, BlockHash parent) {
        return new BlockHeader(
                header.chain(),
                height,
                epoch,
                parent,
                header.timestampMillis(),
                header.proposer(),
                header.transactions(),
                header.outcomes(),
                header.state(),
                header.validators(),
                header.nextValidators(),
                Optional.empty());
    }

    @Test
    void proposal_ofAnotherHeightEpochOrParent_isRefused() {
        var header = first.header();
        refuses(new Block(changed(header, 2, 0, header.parent()), List.of()), "height");
        refuses(new Block(changed(header, 1, 1, header.parent()), List.of()), "epoch");
        refuses(new Block(changed(header, 1, 0, first.hash()), List.of()), "parent");
    }

    @Test
    void proposal_ofAnotherProposer_isRefused() {
        refuses(epoch.block(2, epoch.start), "proposer");
    }

    @Test
    void proposal_noLaterThanItsParent_isRefused() {
        refuses(epoch.block(1, epoch.start, TestEpoch.START_MILLIS, 0), "no later");
    }

    @Test
    void proposal_thatTheLedgerFindsInvalid_isRefused() {
        var bench = follower(nonLeader(1));
        bench.blocksAreValid = false;
        bench.propose(1, 0, first);
        assertThat(bench.said()).containsExactly(epoch.nullify(1));
    }

    @Test
    void proposal_fromTheFuture_isNotVotedForAndNobodyBlamed() {
        var near = follower(nonLeader(1));
        near.propose(1, 0, epoch.block(1, epoch.start, near.now + 5_000, 0));
        assertThat(near.said()).hasOnlyElementsOfType(Vote.Notarize.class).hasSize(1);
        var far = follower(nonLeader(1));
        far.propose(1, 0, epoch.block(1, epoch.start, far.now + 5_001, 0));
        assertThat(far.said()).containsExactly(epoch.nullify(1));
        assertThat(far.all(ConsensusEffect.Misbehaved.class)).isEmpty();
    }

    @Test
    void proposal_ofNoLeader_isIgnored() {
        int self = nonLeader(1);
        var bench = follower(self);
        int other = nonLeader(1, self + 0L);
        var vote = epoch.sign(other == epoch.leader(1) ? self : other, epoch.notarize(1, 0, first));
        bench.receive(other, new PeerMessage.Propose(vote, first));
        assertThat(bench.said()).isEmpty();
        assertThat(bench.all(ConsensusEffect.Misbehaved.class)).hasSize(1);
    }

    @Test
    void proposal_parentNotNotarized_waitsForItsCertificate() {
        int self = nonLeader(1, 2);
        var bench = follower(self);
        bench.certify(epoch.nullify(1), others(self));
        var second = epoch.block(2, first.header());
        bench.now += 2_000;
        bench.propose(2, 1, second);
        assertThat(bench.said()).isEmpty();
        assertThat(asked(bench)).containsExactly(new PeerMessage.CertificateRequest(0, 1, 1));

        bench.certify(epoch.notarize(1, 0, first), others(self));
        assertThat(asked(bench)).contains(new PeerMessage.BlockRequest(epoch.round(2), first.hash()));
        bench.receive(epoch.leader(2), new PeerMessage.BlockResponse(first));
        assertThat(bench.journal).contains(new JournalRecord.FetchedBlock(epoch.round(2), first));
        assertThat(bench.said()).contains(epoch.notarize(2, 1, second));
    }

    @Test
    void proposal_parentNotYetVerified_isVerifiedAfterItsParent() {
        int self = nonLeader(1, 2);
        var bench = follower(self);
        bench.certify(epoch.notarize(1, 0, first), others(self));
        var second = epoch.block(2, first.header());
        bench.now += 2_000;
        bench.propose(2, 1, second);
        bench.receive(epoch.leader(2), new PeerMessage.BlockResponse(first));
        assertThat(bench.all(ConsensusEffect.VerifyBlock.class).stream().map(ConsensusEffect.VerifyBlock::block))
                .containsExactly(first, second);
    }

    @Test
    void proposal_gapNotNullified_waitsForItsCertificate() {
        int self = nonLeader(2, 3);
        var bench = follower(self);
        bench.vote(others(self)[0], epoch.nullify(3));
        bench.vote(others(self)[1], epoch.nullify(3));
        assertThat(bench.state.view()).isEqualTo(3);
        var third = epoch.block(3, epoch.start);
        bench.propose(3, 0, third);
        assertThat(bench.said()).isEmpty();
        bench.certify(epoch.nullify(2), others(self));
        assertThat(bench.said()).isEmpty();
        assertThat(asked(bench))
                .containsExactly(
                        new PeerMessage.CertificateRequest(0, 1, 2), new PeerMessage.CertificateRequest(0, 1, 1));
        bench.certify(epoch.nullify(1), others(self));
        assertThat(bench.said()).containsExactly(epoch.notarize(3, 0, third));
    }

    @Test
    void proposal_forTheNextView_isKeptUntilThen() {
        int self = nonLeader(1, 2);
        var bench = follower(self);
        var second = epoch.block(2, epoch.start);
        bench.propose(2, 0, second);
        assertThat(bench.said()).isEmpty();
        bench.certify(epoch.nullify(1), others(self));
        assertThat(bench.said()).containsExactly(epoch.notarize(2, 0, second));
    }

    @Test
    void proposal_withOtherTransactions_isNotTakenAndTheRightOneStillIs() {
        int self = nonLeader(1);
        var bench = follower(self);
        var wrongHeader = new BlockHeader(
                first.header().chain(),
                1,
                0,
                epoch.start.hash(),
                first.header().timestampMillis(),
                first.header().proposer(),
                first.header().outcomes(),
                first.header().outcomes(),
                first.header().state(),
                first.header().validators(),
                first.header().nextValidators(),
                Optional.empty());
        bench.propose(1, 0, new Block(wrongHeader, List.of()));
        assertThat(bench.said()).isEmpty();
        assertThat(bench.state.blocks()).isEmpty();
        assertThat(bench.all(ConsensusEffect.Misbehaved.class)).hasSize(1);
    }

    @Test
    void leader_picksTheNewestNotarizedParentAllViewsAfterWhichPassed() {
        int leader = epoch.leader(4);
        var bench = follower(leader);
        bench.now += 10_000;
        bench.certify(epoch.notarize(1, 0, first), others(leader));
        bench.propose(1, 0, first);
        bench.certify(epoch.nullify(3), others(leader));
        assertThat(bench.all(ConsensusEffect.BuildBlock.class)).isEmpty();
        assertThat(asked(bench)).contains(new PeerMessage.CertificateRequest(0, 1, 2));
        bench.certify(epoch.nullify(2), others(leader));
        bench.receive(epoch.leader(1), new PeerMessage.BlockResponse(first));
        assertThat(bench.all(ConsensusEffect.BuildBlock.class))
                .containsExactly(new ConsensusEffect.BuildBlock(epoch.round(4), first.hash()));
        var built = epoch.block(4, first.header());
        bench.take(new ConsensusInput.BlockBuilt(epoch.round(4), built, bench.now));
        assertThat(bench.said()).contains(epoch.notarize(4, 1, built));
    }

    @Test
    void leader_pausesForTheBlockTarget() {
        int leader = epoch.leader(1);
        var bench = new Bench(epoch, leader);
        bench.now += 300;
        bench.start();
        assertThat(bench.all(ConsensusEffect.SetTimer.class))
                .contains(new ConsensusEffect.SetTimer(ConsensusTimer.PROPOSE, epoch.round(1), Duration.ofMillis(700)));
        assertThat(bench.all(ConsensusEffect.BuildBlock.class)).isEmpty();
        bench.fire(ConsensusTimer.PROPOSE);
        assertThat(bench.all(ConsensusEffect.BuildBlock.class)).hasSize(1);
    }

    @Test
    void leader_ofABlockFromTheFuture_pausesNoLongerThanTheTarget() {
        int leader = epoch.leader(1);
        var bench = new Bench(epoch, leader);
        bench.now -= 4_000;
        bench.start();
        assertThat(bench.all(ConsensusEffect.SetTimer.class))
                .contains(new ConsensusEffect.SetTimer(ConsensusTimer.PROPOSE, epoch.round(1), Duration.ofSeconds(1)));
    }

    @Test
    void finalization_ofABlockThatIsMissing_fetchesItAndItsAncestorsAndTellsParentsFirst() {
        int self = nonLeader(1, 2);
        var bench = follower(self);
        var second = epoch.block(2, first.header());
        bench.certify(epoch.finalize(2, 1, second), others(self));
        assertThat(bench.finalised()).isEmpty();
        assertThat(bench.state.view()).isEqualTo(3);
        bench.receive(epoch.leader(2), new PeerMessage.BlockResponse(second));
        assertThat(asked(bench))
                .contains(
                        new PeerMessage.BlockRequest(epoch.round(3), second.hash()),
                        new PeerMessage.BlockRequest(epoch.round(3), first.hash()));
        bench.receive(epoch.leader(2), new PeerMessage.BlockResponse(first));
        assertThat(bench.finalised()).containsExactly(first, second);
        assertThat(bench.state.finalisedHeader()).isEqualTo(second.header());
    }

    @Test
    void block_thatNobodyAskedFor_isNotTaken() {
        var bench = follower(nonLeader(1));
        bench.receive(epoch.leader(1), new PeerMessage.BlockResponse(first));
        assertThat(bench.state.blocks()).isEmpty();
        assertThat(bench.journal).isEmpty();
    }

    @Test
    void block_notAnswered_isAskedForAgainOfAnother() {
        int self = nonLeader(1, 2);
        var bench = follower(self);
        bench.certify(epoch.finalize(1, 0, first), others(self));
        bench.fire(ConsensusTimer.RETRANSMIT);
        bench.fire(ConsensusTimer.RETRANSMIT);
        var peers = bench.all(ConsensusEffect.Send.class).stream()
                .filter(send -> send.message() instanceof PeerMessage.BlockRequest)
                .map(ConsensusEffect.Send::to)
                .toList();
        assertThat(peers).hasSize(3).doesNotContain(epoch.id(self));
        assertThat(peers.stream().distinct()).hasSizeGreaterThan(1);
    }

    @Test
    void finalization_knownToTheJournalButNotTheLedger_isToldAgainAfterARestart() {
        int self = nonLeader(1);
        var bench = follower(self);
        bench.propose(1, 0, first);
        bench.certify(epoch.finalize(1, 0, first), others(self));
        assertThat(bench.finalised()).containsExactly(first);
        assertThat(bench.restarted().finalised()).containsExactly(first);
    }

    @Test
    void finalization_knownToTheLedger_isNotToldAgainAfterARestart() {
        int self = nonLeader(1);
        var bench = follower(self);
        bench.propose(1, 0, first);
        bench.certify(epoch.finalize(1, 0, first), others(self));
        var after = new Bench(epoch, self);
        bench.journal.forEach(entry -> after.take(new ConsensusInput.Replayed(entry)));
        after.take(new ConsensusInput.CaughtUp(
                first.header(), epoch.certificate(epoch.finalize(1, 0, first), others(self)), after.now));
        after.start();
        assertThat(after.finalised()).isEmpty();
        assertThat(after.state.finalisedHeader()).isEqualTo(first.header());
        assertThat(after.state.view()).isEqualTo(2);
    }

    @Test
    void caughtUp_whileRunning_goesOnFromThere() {
        int self = nonLeader(1, 2, 3);
        var bench = follower(self);
        var second = epoch.block(2, first.header());
        bench.take(new ConsensusInput.CaughtUp(
                second.header(), epoch.certificate(epoch.finalize(2, 1, second), others(self)), bench.now));
        assertThat(bench.state.view()).isEqualTo(3);
        assertThat(bench.finalised()).isEmpty();
        var third = epoch.block(3, second.header());
        bench.propose(3, 2, third);
        bench.certify(epoch.finalize(3, 2, third), others(self));
        assertThat(bench.finalised()).containsExactly(third);
    }

    @Test
    void finalization_ofTwoBlocks_stopsTheValidator() {
        int self = nonLeader(1);
        var bench = follower(self);
        var rival = epoch.block(1, epoch.start, first.header().timestampMillis(), 1);
        bench.propose(1, 0, first);
        bench.certify(epoch.finalize(1, 0, first), others(self));
        bench.certify(epoch.finalize(1, 0, rival), others(self));
        assertThat(bench.all(ConsensusEffect.SafetyLost.class)).hasSize(1);
        bench.news();
        bench.fire(ConsensusTimer.RETRANSMIT);
        bench.fire(ConsensusTimer.ADVANCE);
        assertThat(bench.news()).isEmpty();
    }

    @Test
    void watcher_withoutAKey_followsAndSaysNothing() {
        var watcher = new Bench(epoch, 0, epoch.config(Optional.empty())).start();
        watcher.propose(1, 0, first);
        for (int member = 0; member < 3; member++) {
            watcher.vote(member, epoch.notarize(1, 0, first));
            watcher.vote(member, epoch.finalize(1, 0, first));
        }
        watcher.fire(ConsensusTimer.ADVANCE);
        watcher.fire(ConsensusTimer.RETRANSMIT);
        assertThat(watcher.finalised()).containsExactly(first);
        assertThat(watcher.all(ConsensusEffect.Broadcast.class)).isEmpty();
    }

    @Test
    void epochsLastBlock_notarizedAndNotFinal_isProposedAgainByTheNextLeader() {
        var ending = TestEpoch.ofFour(1);
        int leader = ending.leader(2);
        var last = ending.block(1, ending.start);
        var bench = Bench.started(ending, leader);
        bench.propose(1, 0, last);
        bench.certify(ending.notarize(1, 0, last), others(leader));
        var again = ending.sign(leader, ending.notarize(2, 1, last));
        assertThat(bench.effects).contains(new ConsensusEffect.Broadcast(new PeerMessage.Propose(again, last)));
        assertThat(bench.all(ConsensusEffect.BuildBlock.class)).isEmpty();

        var after = bench.restarted();
        assertThat(after.effects).contains(new ConsensusEffect.Broadcast(new PeerMessage.Propose(again, last)));
        for (int other : others(leader)) {
            after.vote(other, ending.notarize(2, 1, last));
        }
        for (int other : others(leader)) {
            after.vote(other, ending.finalize(2, 1, last));
        }
        assertThat(after.finalised()).containsExactly(last);
        assertThat(after.state.isFinished(after.simplex.config())).isTrue();
        assertThat(after.effects).contains(new ConsensusEffect.CancelTimer(ConsensusTimer.RETRANSMIT));
    }

    @Test
    void epochsLastBlock_proposedAgain_isVotedForThoughItNamesAnotherProposer() {
        var ending = TestEpoch.ofFour(1);
        int self = nonLeader(1, 2);
        var last = ending.block(1, ending.start);
        var bench = Bench.started(ending, self);
        bench.propose(1, 0, last);
        bench.certify(ending.notarize(1, 0, last), others(self));
        bench.propose(2, 1, last);
        assertThat(bench.said()).contains(ending.notarize(1, 0, last), ending.notarize(2, 1, last));
    }

    @Test
    void block_afterTheEpochsLast_isRefused() {
        var ending = TestEpoch.ofFour(1);
        int self = nonLeader(1, 2);
        var last = ending.block(1, ending.start);
        var bench = Bench.started(ending, self);
        bench.now += 5_000;
        bench.propose(1, 0, last);
        bench.certify(ending.notarize(1, 0, last), others(self));
        bench.propose(2, 1, ending.block(2, last.header()));
        assertThat(bench.said()).contains(ending.nullify(2));
    }

    @Test
    void peer_thatAsks_getsBlocksAndCertificatesWithinABound() {
        int self = nonLeader(1);
        var bench = follower(self);
        bench.propose(1, 0, first);
        bench.certify(epoch.notarize(1, 0, first), others(self));
        bench.news();
        bench.receive(epoch.leader(1), new PeerMessage.BlockRequest(epoch.round(1), first.hash()));
        bench.receive(epoch.leader(1), new PeerMessage.CertificateRequest(0, 1, 1));
        assertThat(bench.news())
                .containsExactly(
                        new ConsensusEffect.Send(epoch.id(epoch.leader(1)), new PeerMessage.BlockResponse(first)),
                        new ConsensusEffect.Send(
                                epoch.id(epoch.leader(1)),
                                new PeerMessage.Certified(
                                        epoch.certificate(epoch.notarize(1, 0, first), others(self)))));
        for (int i = 0; i < 10_000; i++) {
            bench.receive(epoch.leader(1), new PeerMessage.BlockRequest(epoch.round(1), first.hash()));
        }
        assertThat(bench.news()).hasSizeLessThan(Limits.ANSWERS_MAX / Limits.BLOCK_ANSWER_COST);
        bench.fire(ConsensusTimer.RETRANSMIT);
        bench.news();
        bench.receive(epoch.leader(1), new PeerMessage.BlockRequest(epoch.round(1), first.hash()));
        assertThat(bench.news()).hasSize(1);
    }

    @Test
    void peer_thatVotesInAViewLongPast_getsWhatBringsItOn() {
        int self = nonLeader(1);
        var bench = follower(self);
        bench.certify(epoch.nullify(5), others(self));
        bench.news();
        bench.vote(others(self)[0], epoch.nullify(2));
        assertThat(bench.news())
                .containsExactly(new ConsensusEffect.Send(
                        epoch.id(others(self)[0]),
                        new PeerMessage.Certified(epoch.certificate(epoch.nullify(5), others(self)))));
    }
}
