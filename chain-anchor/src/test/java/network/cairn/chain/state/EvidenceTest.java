package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.id.BlockHash;
import network.cairn.proofs.id.ChainId;
import org.junit.jupiter.api.Test;

/// Punishment: who bears it, when, how often, and that nothing escapes it.
class EvidenceTest {
    private static final TestSigner OFFENDER = TestActors.signer(0);
    private static final TestSigner ALICE = TestActors.signer(10);
    private static final TestSigner BOB = TestActors.signer(11);
    private static final Amount TWENTIETH = Amount.credits(50);

    private final MachineChain chain = MachineChain.publicChain();

    private void applied(TestSigner sender, TransactionBody body) {
        assertThat(chain.only(sender, body)).isNull();
    }

    @Test
    void offence_burnsATwentieth_jails_andEndsTheCandidacy() {
        applied(ALICE, new Delegate(OFFENDER.id(), Amount.credits(1000)));
        applied(BOB, chain.equivocation(OFFENDER, 0));
        var validator = chain.validator(OFFENDER);
        assertThat(validator.stake()).isEqualTo(Amount.credits(1900));
        assertThat(StakePool.worth(validator, chain.shares(OFFENDER, ALICE))).isEqualTo(Amount.credits(950));
        assertThat(chain.totals().burned()).isEqualTo(Amount.credits(100));
        assertThat(validator.candidate()).isFalse();
        assertThat(validator.jailedUntilMillis()).isEqualTo(chain.timeMillis + 60_000);
        assertThat(validator.punishedEpochs()).isEqualTo(1);
        assertThat(chain.candidates().ids()).hasSize(3).doesNotContain(OFFENDER.id());
    }

    @Test
    void offender_servesInTheSetsAlreadyChosen_andInNoneAfter() {
        applied(BOB, chain.equivocation(OFFENDER, 0));
        chain.toEndOfEpoch(0);
        assertThat(chain.set(1).member(OFFENDER.id())).isPresent();
        assertThat(chain.set(2).member(OFFENDER.id())).isEmpty();
    }

    @Test
    void offence_foundAnEpochLater_dropsTheOffenderFromTheNextChoice() {
        chain.toEndOfEpoch(0);
        applied(BOB, chain.equivocation(OFFENDER, 0));
        chain.toEndOfEpoch(1);
        // Chosen at the end of epoch 0, before anything was known.
        assertThat(chain.set(2).member(OFFENDER.id())).isPresent();
        assertThat(chain.set(3).member(OFFENDER.id())).isEmpty();
    }

    @Test
    void offences_ofOneEpoch_arePunishedOnce_andOfALaterOneAgain() {
        applied(BOB, chain.equivocation(OFFENDER, 0));
        assertThat(chain.only(BOB, twoFinalizes(0))).isEqualTo(Reason.ALREADY_PUNISHED);
        chain.toEndOfEpoch(0);
        assertThat(chain.only(BOB, twoFinalizes(0))).isEqualTo(Reason.ALREADY_PUNISHED);
        // In jail and still serving, it does it again.
        applied(BOB, chain.equivocation(OFFENDER, 1));
        assertThat(chain.validator(OFFENDER).stake())
                .isEqualTo(MachineChain.STAKE.minusExact(TWENTIETH).minusExact(Amount.units(47_500_000_000L)));
        assertThat(chain.only(BOB, chain.equivocation(OFFENDER, 1))).isEqualTo(Reason.ALREADY_PUNISHED);
    }

    private Evidence twoFinalizes(long epoch) {
        var round = new Round(epoch, 9);
        return new Evidence(Equivocation.of(
                SignedVote.sign(OFFENDER, chain.genesis.chainId(), new Vote.Nullify(round)),
                SignedVote.sign(
                        OFFENDER,
                        chain.genesis.chainId(),
                        new Vote.Finalize(round, 2, BlockHash.of(new byte[BlockHash.LENGTH_BYTES])))));
    }

    @Test
    void votesForAnotherChain_proveNothing() {
        var other = ChainId.of(new byte[ChainId.LENGTH_BYTES]);
        var round = new Round(0, 4);
        var evidence = new Evidence(Equivocation.of(
                SignedVote.sign(OFFENDER, other, new Vote.Nullify(round)),
                SignedVote.sign(
                        OFFENDER, other, new Vote.Finalize(round, 1, BlockHash.of(new byte[BlockHash.LENGTH_BYTES])))));
        assertThat(chain.only(BOB, evidence)).isEqualTo(Reason.EVIDENCE_NOT_SIGNED);
    }

    @Test
    void stakeTakenBackBeforeTheEvidence_bearsIt() {
        applied(ALICE, new Delegate(OFFENDER.id(), Amount.credits(1000)));
        applied(ALICE, new Unbond(OFFENDER.id(), Amount.credits(1000)));
        var before = chain.balance(ALICE);
        applied(BOB, chain.equivocation(OFFENDER, 0));
        payAll();
        assertThat(chain.balance(ALICE)).isEqualTo(before.plusExact(Amount.credits(950)));
        assertThat(chain.totals().burned()).isEqualTo(Amount.credits(100));
    }

    @Test
    void stakeTakenBackAfterTheEvidence_boreItInThePool_andNotAgain() {
        applied(ALICE, new Delegate(OFFENDER.id(), Amount.credits(1000)));
        // Evidence first, in the same block.
        var before = chain.balance(ALICE);
        var outcomes = chain.block(
                chain.sign(BOB, chain.equivocation(OFFENDER, 0)),
                chain.sign(ALICE, new Unbond(OFFENDER.id(), Amount.credits(950))));
        assertThat(outcomes).containsExactly(new Outcome.Applied(), new Outcome.Applied());
        payAll();
        assertThat(chain.balance(ALICE))
                .isEqualTo(before.plusExact(Amount.credits(950)).minusExact(Amount.units(20_000)));
    }

    @Test
    void stakeTakenBackInTheSameBlock_beforeTheEvidence_bearsIt() {
        applied(ALICE, new Delegate(OFFENDER.id(), Amount.credits(1000)));
        var before = chain.balance(ALICE);
        chain.block(
                chain.sign(ALICE, new Unbond(OFFENDER.id(), Amount.credits(1000))),
                chain.sign(BOB, chain.equivocation(OFFENDER, 0)));
        payAll();
        assertThat(chain.balance(ALICE))
                .isEqualTo(before.plusExact(Amount.credits(950)).minusExact(Amount.units(20_000)));
    }

    @Test
    void stakeThatCountedInTheSet_bearsTheOffence_thoughItLeftBeforeTheEpoch() {
        applied(ALICE, new Delegate(OFFENDER.id(), Amount.credits(1000)));
        chain.toEndOfEpoch(0);
        // The set of epoch 2 is chosen with it; it leaves in epoch 1.
        var before = chain.balance(ALICE);
        applied(ALICE, new Unbond(OFFENDER.id(), Amount.credits(1000)));
        chain.toEndOfEpoch(1);
        applied(BOB, chain.equivocation(OFFENDER, 2));
        payAll();
        assertThat(chain.balance(ALICE))
                .isLessThanOrEqualTo(before.plusExact(Amount.credits(951)))
                .isGreaterThan(before.plusExact(Amount.credits(949)));
    }

    @Test
    void stakeThatLeftBeforeTheSetWasChosen_bearsNothing() {
        applied(ALICE, new Delegate(OFFENDER.id(), Amount.credits(1000)));
        applied(ALICE, new Unbond(OFFENDER.id(), Amount.credits(1000)));
        var before = chain.balance(ALICE);
        chain.toEndOfEpoch(1);
        applied(BOB, chain.equivocation(OFFENDER, 2));
        payAll();
        assertThat(chain.balance(ALICE)).isEqualTo(before.plusExact(Amount.credits(1000)));
    }

    @Test
    void leavingTheCandidates_doesNotEscape() {
        applied(OFFENDER, new LeaveValidators());
        applied(OFFENDER, new Unbond(OFFENDER.id(), MachineChain.STAKE));
        assertThat(chain.validator(OFFENDER).stake()).isEqualTo(Amount.ZERO);
        var before = chain.balance(OFFENDER);
        applied(BOB, chain.equivocation(OFFENDER, 0));
        payAll();
        assertThat(chain.balance(OFFENDER)).isEqualTo(before.plusExact(Amount.credits(950)));
        assertThat(chain.totals().burned()).isEqualTo(TWENTIETH);
    }

    @Test
    void twoOffences_areBothBorneByWhatWasOnItsWayOut() {
        applied(ALICE, new Delegate(OFFENDER.id(), Amount.credits(1000)));
        chain.toEndOfEpoch(0);
        applied(ALICE, new Unbond(OFFENDER.id(), Amount.credits(1000)));
        var before = chain.balance(ALICE);
        applied(BOB, chain.equivocation(OFFENDER, 0));
        // Also in block 6, so it is the epoch that counts: punished for all up to epoch 1.
        assertThat(chain.only(BOB, chain.equivocation(OFFENDER, 1))).isEqualTo(Reason.ALREADY_PUNISHED);
        chain.toEndOfEpoch(1);
        applied(BOB, chain.equivocation(OFFENDER, 2));
        assertThat(chain.validator(OFFENDER).slashes()).hasSize(2);
        payAll();
        assertThat(chain.balance(ALICE)).isEqualTo(before.plusExact(Amount.units(902_500_000_000L)));
    }

    @Test
    void slashes_areForgottenOnceWhatBearsThemIsPaid() {
        applied(ALICE, new Delegate(OFFENDER.id(), Amount.credits(1000)));
        applied(ALICE, new Unbond(OFFENDER.id(), Amount.credits(1000)));
        applied(BOB, chain.equivocation(OFFENDER, 0));
        payAll();
        applied(OFFENDER, new Bond(MachineChain.STAKE));
        applied(OFFENDER, new JoinValidators(MachineChain.endpoint(0), 0));
        chain.toEndOfEpoch(chain.epoch());
        chain.toEndOfEpoch(chain.epoch() + 1);
        applied(BOB, chain.equivocation(OFFENDER, chain.epoch() + 1));
        assertThat(chain.validator(OFFENDER).slashes().stream().map(Validator.Slash::beforeNumber))
                .containsExactly(1L);
    }

    @Test
    void jail_endsAfterTheUnbondingTime_withTheStakeMadeGood() {
        applied(BOB, chain.equivocation(OFFENDER, 0));
        var join = new JoinValidators(MachineChain.endpoint(0), 0);
        assertThat(chain.only(OFFENDER, join)).isEqualTo(Reason.JAILED);
        applied(OFFENDER, new Bond(TWENTIETH));
        long until = chain.validator(OFFENDER).jailedUntilMillis();
        chain.block(chain.next(until - 1 - chain.timeMillis), List.of(chain.sign(OFFENDER, join)));
        assertThat(chain.validator(OFFENDER).candidate()).isFalse();
        applied(OFFENDER, join);
        assertThat(chain.validator(OFFENDER).candidate()).isTrue();
    }

    @Test
    void evidence_isTakenForItsTime_andForItsBlocksWhereTheChainStoodStill() {
        chain.toEndOfEpoch(0);
        long end = chain.timeMillis;
        // Four epochs' blocks are to height 25; the time is long over.
        chain.block(chain.next(500_000), List.of());
        chain.upTo(24);
        applied(BOB, chain.equivocation(OFFENDER, 0));
        assertThat(chain.height).isEqualTo(25);
        assertThat(chain.timeMillis).isGreaterThan(end + 120_000);
        assertThat(chain.only(BOB, chain.equivocation(TestActors.signer(1), 0))).isEqualTo(Reason.EVIDENCE_OUT_OF_TIME);
    }

    @Test
    void epochs_areForgottenWhenTheirOffencesCannotBePunished() {
        chain.toEndOfEpoch(40);
        long oldest = chain.totals().oldestEpoch();
        // 120 seconds are 24 epochs of five blocks a second.
        assertThat(oldest).isEqualTo(16);
        assertThat(chain.state).doesNotContainKey(Tables.validatorSet(oldest - 1));
        assertThat(chain.state).doesNotContainKey(Tables.epoch(oldest - 1));
        assertThat(chain.state).containsKey(Tables.validatorSet(oldest));
        assertThat(chain.only(BOB, chain.equivocation(OFFENDER, oldest - 1))).isEqualTo(Reason.EVIDENCE_OUT_OF_TIME);
        applied(BOB, chain.equivocation(OFFENDER, oldest + 1));
    }

    @Test
    void evidenceAgainstTheLastOne_leavesTheOldSet() {
        for (int i = 0; i < 4; i++) {
            applied(BOB, chain.equivocation(TestActors.signer(i), 0));
        }
        assertThat(chain.candidates().ids()).isEmpty();
        var first = chain.set(0);
        chain.toEndOfEpoch(5);
        assertThat(chain.set(7)).isEqualTo(first);
    }

    /// Until nothing is unbonding any more.
    private void payAll() {
        for (int i = 0;
                i < 100 && chain.totals().unbondingHead() < chain.totals().unbondingTail();
                i++) {
            chain.block();
        }
        assertThat(chain.totals().unbondingHead()).isEqualTo(chain.totals().unbondingTail());
    }
}
