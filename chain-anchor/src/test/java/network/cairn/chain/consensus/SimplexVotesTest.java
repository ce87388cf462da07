package network.cairn.chain.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import network.cairn.chain.journal.JournalRecord;
import network.cairn.chain.message.PeerMessage;
import network.cairn.client.ledger.Certificate;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.ChainId;
import org.junit.jupiter.api.Test;

/// What a validator says and never says, and whose votes count.
class SimplexVotesTest {
    private final TestEpoch epoch = TestEpoch.ofFour();
    private final int leader = epoch.leader(1);
    private final int self = (leader + 1) % 4;
    private final int second = (leader + 2) % 4;
    private final int third = (leader + 3) % 4;
    private final Bench bench = Bench.started(epoch, self);

    @Test
    void proposal_good_isJournaledBeforeTheVoteForIt() {
        var block = epoch.block(1, epoch.start);
        bench.propose(1, 0, block);
        var vote = epoch.notarize(1, 0, block);
        assertThat(bench.said()).containsExactly(vote);
        assertThat(bench.journal)
                .containsExactly(
                        new JournalRecord.Proposal(epoch.sign(leader, vote), block),
                        new JournalRecord.OwnVote(epoch.sign(self, vote)));
        int proposed = bench.effects.indexOf(new ConsensusEffect.Journal(bench.journal.get(0)));
        int journaled = bench.effects.indexOf(new ConsensusEffect.Journal(bench.journal.get(1)));
        int sent = bench.effects.indexOf(new ConsensusEffect.Broadcast(new PeerMessage.Voted(epoch.sign(self, vote))));
        assertThat(proposed).isLessThan(journaled);
        assertThat(journaled).isLessThan(sent);
    }

    @Test
    void finalize_afterNullify_isNeverSaid() {
        var block = epoch.block(1, epoch.start);
        bench.fire(ConsensusTimer.LEADER);
        bench.certify(epoch.notarize(1, 0, block), leader, second, third);
        assertThat(bench.state.view()).isEqualTo(2);
        assertThat(bench.said()).containsExactly(epoch.nullify(1));
    }

    @Test
    void finalize_afterNullify_isNotSaidByRetransmissionOrAfterARestart() {
        var block = epoch.block(1, epoch.start);
        bench.fire(ConsensusTimer.LEADER);
        bench.certify(epoch.notarize(1, 0, block), leader, second, third);
        bench.fire(ConsensusTimer.RETRANSMIT);
        var after = bench.restarted();
        after.certify(epoch.notarize(1, 0, block), leader, second, third);
        after.fire(ConsensusTimer.RETRANSMIT);
        assertThat(bench.said()).doesNotHaveAnyElementsOfTypes(Vote.Finalize.class);
        assertThat(after.said()).doesNotHaveAnyElementsOfTypes(Vote.Finalize.class);
    }

    @Test
    void finalize_afterNullifyAndARestartBeforeTheNotarization_isNeverSaid() {
        var block = epoch.block(1, epoch.start);
        bench.fire(ConsensusTimer.ADVANCE);
        var after = bench.restarted();
        after.certify(epoch.notarize(1, 0, block), leader, second, third);
        assertThat(after.state.view()).isEqualTo(2);
        assertThat(after.said()).containsExactly(epoch.nullify(1));
    }

    @Test
    void nullify_afterFinalize_isNeverSaid() {
        var block = epoch.block(1, epoch.start);
        bench.propose(1, 0, block);
        bench.vote(second, epoch.notarize(1, 0, block));
        assertThat(bench.said()).contains(epoch.finalize(1, 0, block));
        bench.fire(ConsensusTimer.ADVANCE, 1);
        var after = bench.restarted();
        after.fire(ConsensusTimer.LEADER, 1);
        after.fire(ConsensusTimer.ADVANCE, 1);
        assertThat(bench.said()).doesNotHaveAnyElementsOfTypes(Vote.Nullify.class);
        assertThat(after.said()).doesNotHaveAnyElementsOfTypes(Vote.Nullify.class);
    }

    @Test
    void sign_whatContradictsAVoteGiven_isRefusedAndSaidSo() {
        var block = epoch.block(1, epoch.start);
        var other = epoch.block(1, epoch.start, block.header().timestampMillis(), 1);
        bench.propose(1, 0, block);
        bench.vote(second, epoch.notarize(1, 0, block));
        var turn = new Turn(bench.simplex.config(), bench.restarted().state, bench.now, null);
        assertThat(turn.sign(epoch.notarize(1, 0, other))).isNull();
        assertThat(turn.sign(epoch.nullify(1))).isNull();
        assertThat(turn.sign(epoch.finalize(1, 0, other))).isNull();
        assertThat(turn.end().effects())
                .containsExactly(
                        new ConsensusEffect.Refused(epoch.notarize(1, 0, other), epoch.notarize(1, 0, block)),
                        new ConsensusEffect.Refused(epoch.nullify(1), epoch.finalize(1, 0, block)),
                        new ConsensusEffect.Refused(epoch.finalize(1, 0, other), epoch.finalize(1, 0, block)));
    }

    @Test
    void blockBuilt_secondOfAView_isRefused() {
        var leading = Bench.started(epoch, leader);
        var first = epoch.block(1, epoch.start);
        var other = epoch.block(1, epoch.start, first.header().timestampMillis(), 1);
        leading.fire(ConsensusTimer.PROPOSE);
        leading.take(new ConsensusInput.BlockBuilt(epoch.round(1), first, leading.now));
        leading.take(new ConsensusInput.BlockBuilt(epoch.round(1), other, leading.now));
        assertThat(leading.said()).containsExactly(epoch.notarize(1, 0, first));
        assertThat(leading.all(ConsensusEffect.Refused.class))
                .containsExactly(new ConsensusEffect.Refused(epoch.notarize(1, 0, other), epoch.notarize(1, 0, first)));
    }

    @Test
    void ownVotes_afterARestart_areCounted() {
        var block = epoch.block(1, epoch.start);
        bench.propose(1, 0, block);
        var after = bench.restarted();
        assertThat(after.state.view()).isEqualTo(1);
        after.vote(second, epoch.notarize(1, 0, block));
        assertThat(after.state.view()).isEqualTo(2);
        assertThat(after.certificatesSent())
                .containsExactly(epoch.certificate(epoch.notarize(1, 0, block), leader, self, second));
    }

    @Test
    void ownVotes_afterARestart_areSentAgainAndNotGivenTwice() {
        var block = epoch.block(1, epoch.start);
        var other = epoch.block(1, epoch.start, block.header().timestampMillis(), 1);
        bench.propose(1, 0, block);
        var after = bench.restarted();
        after.propose(1, 0, other);
        assertThat(after.said()).containsExactly(epoch.notarize(1, 0, block));
        assertThat(after.journal).isEqualTo(bench.journal);
    }

    @Test
    void leader_afterARestart_sendsItsProposalAgainAndBuildsNone() {
        var leading = Bench.started(epoch, leader);
        var block = epoch.block(1, epoch.start);
        leading.fire(ConsensusTimer.PROPOSE);
        leading.take(new ConsensusInput.BlockBuilt(epoch.round(1), block, leading.now));
        var after = leading.restarted();
        after.fire(ConsensusTimer.PROPOSE);
        var proposal = epoch.sign(leader, epoch.notarize(1, 0, block));
        assertThat(after.effects).contains(new ConsensusEffect.Broadcast(new PeerMessage.Propose(proposal, block)));
        assertThat(after.all(ConsensusEffect.BuildBlock.class)).isEmpty();
        assertThat(after.said()).containsExactly(epoch.notarize(1, 0, block));
    }

    @Test
    void leader_proposingTwice_isAccusedAndGetsOneVote() {
        var first = epoch.block(1, epoch.start);
        var other = epoch.block(1, epoch.start, first.header().timestampMillis(), 1);
        bench.propose(1, 0, first);
        bench.propose(1, 0, other);
        bench.propose(1, 0, other);
        assertThat(bench.said()).containsExactly(epoch.notarize(1, 0, first));
        assertThat(bench.all(ConsensusEffect.Accuse.class))
                .hasSize(1)
                .first()
                .satisfies(accuse -> assertThat(accuse.equivocation()
                                .isSignedWith(
                                        epoch.signer(leader).publicIdentity(),
                                        TestEpoch.CHAIN,
                                        KeyedHashSigner.VERIFIER))
                        .isTrue());
    }

    @Test
    void leader_voteOfOtherBlockInACertificate_isAccused() {
        var first = epoch.block(1, epoch.start);
        var other = epoch.block(1, epoch.start, first.header().timestampMillis(), 1);
        bench.propose(1, 0, first);
        bench.certify(epoch.notarize(1, 0, other), leader, second, third);
        assertThat(bench.all(ConsensusEffect.Accuse.class)).hasSize(1);
    }

    @Test
    void member_nullifyingAndFinalizing_isAccused() {
        bench.vote(second, epoch.nullify(1));
        bench.vote(second, epoch.finalize(1, 0, epoch.block(1, epoch.start)));
        assertThat(bench.all(ConsensusEffect.Accuse.class)).hasSize(1);
    }

    @Test
    void vote_ofNoMember_doesNotCount() {
        var stranger = KeyedHashSigner.of(99);
        bench.vote(second, epoch.nullify(1));
        bench.vote(third, epoch.nullify(1));
        bench.receive(second, new PeerMessage.Voted(SignedVote.sign(stranger, TestEpoch.CHAIN, epoch.nullify(1))));
        assertThat(bench.state.view()).isEqualTo(1);
        assertThat(bench.all(ConsensusEffect.Misbehaved.class)).hasSize(1);
    }

    @Test
    void vote_inTheNameOfAnother_doesNotCount() {
        bench.vote(second, epoch.nullify(1));
        bench.vote(third, epoch.nullify(1));
        var forged = new SignedVote(
                epoch.id(leader),
                epoch.nullify(1),
                epoch.sign(second, epoch.nullify(1)).signature());
        bench.receive(second, new PeerMessage.Voted(forged));
        assertThat(bench.state.view()).isEqualTo(1);
        assertThat(bench.all(ConsensusEffect.Misbehaved.class)).hasSize(1);
    }

    @Test
    void vote_ofAFormerValidator_doesNotCountInTheNextEpoch() {
        // Of five members the first four are left in the next epoch's set.
        var former = KeyedHashSigner.of(4);
        var before = new TestEpoch(0, 10, TestEpoch.TIMING, 1, 1, 1, 1, 1);
        var next = new TestEpoch(1, 10, TestEpoch.TIMING, 1, 1, 1, 1);
        assertThat(before.set.position(former.publicIdentity().id())).isPresent();
        var voting = Bench.started(next, 0);
        voting.vote(1, next.nullify(1));
        voting.vote(2, next.nullify(1));
        voting.receive(1, new PeerMessage.Voted(SignedVote.sign(former, TestEpoch.CHAIN, next.nullify(1))));
        assertThat(voting.state.view()).isEqualTo(1);
    }

    @Test
    void votes_ofAnEarlierEpoch_doNotCountThoughViewNumbersBeginAnew() {
        var next = new TestEpoch(1, 10, TestEpoch.TIMING, 1, 1, 1, 1);
        var voting = Bench.started(next, 0);
        for (int member = 1; member < 4; member++) {
            voting.vote(member, epoch.nullify(1));
        }
        voting.receive(1, new PeerMessage.Certified(epoch.certificate(epoch.nullify(1), 1, 2, 3)));
        assertThat(voting.state.view()).isEqualTo(1);
        assertThat(voting.state.views()).isEmpty();
    }

    @Test
    void votes_ofAnotherChain_doNotCount() {
        var other = ChainId.of(new byte[ChainId.LENGTH_BYTES]);
        for (int member : new int[] {leader, second, third}) {
            bench.receive(
                    member, new PeerMessage.Voted(SignedVote.sign(epoch.signer(member), other, epoch.nullify(1))));
        }
        assertThat(bench.state.view()).isEqualTo(1);
        assertThat(bench.all(ConsensusEffect.Misbehaved.class)).hasSize(3);
    }

    @Test
    void certificate_withoutAQuorum_isRefusedBeforeItsSignaturesAreChecked() {
        var checks = new AtomicInteger();
        var counting = Bench.verifyingWith(epoch, self, (signer, message, signature) -> {
            checks.incrementAndGet();
            return KeyedHashSigner.VERIFIER.verify(signer, message, signature);
        });
        counting.receive(leader, new PeerMessage.Certified(epoch.certificate(epoch.nullify(1), leader, second)));
        assertThat(counting.state.view()).isEqualTo(1);
        assertThat(counting.all(ConsensusEffect.Misbehaved.class)).hasSize(1);
        assertThat(checks).hasValue(0);
    }

    @Test
    void certificate_withAWrongSignature_isRefused() {
        var good = epoch.certificate(epoch.nullify(1), leader, second, third);
        var signatures = new ArrayList<>(good.signatures());
        signatures.set(2, signatures.get(1));
        bench.receive(leader, new PeerMessage.Certified(new Certificate(good.vote(), good.signers(), signatures)));
        assertThat(bench.state.view()).isEqualTo(1);
        assertThat(bench.all(ConsensusEffect.Misbehaved.class)).hasSize(1);
    }

    @Test
    void signatures_knownAlready_areNotCheckedAgain() {
        var checks = new AtomicInteger();
        var counting = Bench.verifyingWith(epoch, self, (signer, message, signature) -> {
            checks.incrementAndGet();
            return KeyedHashSigner.VERIFIER.verify(signer, message, signature);
        });
        for (int i = 0; i < 3; i++) {
            counting.vote(second, epoch.nullify(1));
            counting.vote(third, epoch.nullify(1));
        }
        assertThat(checks).hasValue(2);
        for (int i = 0; i < 3; i++) {
            counting.certify(epoch.nullify(1), leader, second, third);
        }
        assertThat(counting.state.view()).isEqualTo(2);
        assertThat(checks).hasValue(3);
    }

    @Test
    void quorum_unevenStake_isMoreThanTwoThirds() {
        var uneven = new TestEpoch(0, 1000, TestEpoch.TIMING, 4, 3, 2);
        var exactlyTwoThirds = new Bench(uneven, 2).start();
        exactlyTwoThirds.fire(ConsensusTimer.LEADER);
        exactlyTwoThirds.vote(0, uneven.nullify(1));
        assertThat(exactlyTwoThirds.state.view()).isEqualTo(1);
        exactlyTwoThirds.vote(1, uneven.nullify(1));
        assertThat(exactlyTwoThirds.state.view()).isEqualTo(2);

        var oneMore = new Bench(uneven, 0).start();
        oneMore.fire(ConsensusTimer.ADVANCE);
        oneMore.vote(1, uneven.nullify(1));
        assertThat(oneMore.state.view()).isEqualTo(2);
    }

    @Test
    void view_evidenceOfFMembers_isNotFollowed() {
        bench.vote(second, epoch.nullify(7));
        assertThat(bench.state.view()).isEqualTo(1);
    }

    @Test
    void view_evidenceOfMoreThanFMembers_isFollowedAsFarAsTheyAgree() {
        bench.vote(second, epoch.nullify(7));
        bench.vote(third, epoch.nullify(5));
        assertThat(bench.state.view()).isEqualTo(5);
    }

    @Test
    void view_evidenceFarAhead_isFollowedToo() {
        bench.vote(second, epoch.nullify(1_000_000));
        bench.vote(third, epoch.nullify(1_000_000));
        assertThat(bench.state.view()).isEqualTo(1_000_000);
    }

    @Test
    void view_certificateOfALaterOne_isFollowedAtOnce() {
        bench.certify(epoch.nullify(9), leader, second, third);
        assertThat(bench.state.view()).isEqualTo(10);
    }

    @Test
    void view_certificateFarAhead_saysThatThisOneHasFallenBehind() {
        bench.certify(epoch.nullify(500), leader, second, third);
        assertThat(bench.all(ConsensusEffect.FallenBehind.class))
                .containsExactly(new ConsensusEffect.FallenBehind(epoch.id(leader), epoch.round(500)));
    }

    @Test
    void epoch_laterOne_saysThatThisOneHasFallenBehindOncePerPeer() {
        var next = new TestEpoch(1, 1000, TestEpoch.TIMING, 1, 1, 1, 1);
        bench.vote(second, next.nullify(3));
        bench.vote(second, next.nullify(4));
        bench.vote(third, next.nullify(3));
        assertThat(bench.all(ConsensusEffect.FallenBehind.class))
                .containsExactly(
                        new ConsensusEffect.FallenBehind(epoch.id(second), next.round(3)),
                        new ConsensusEffect.FallenBehind(epoch.id(third), next.round(3)));
    }
}
