package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.ChainParameters.Admission;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;
import org.junit.jupiter.api.Test;

/// What an epoch's last block does: fees, the next set, the list of candidates.
class EpochCloseTest {
    private static final TestSigner ALICE = TestActors.signer(10);
    private static final TestSigner BOB = TestActors.signer(11);

    private static BlockContext by(MachineChain chain, TestSigner proposer) {
        var next = chain.next();
        return new BlockContext(next.height(), next.epoch(), next.timestampMillis(), proposer.id(), Optional.empty());
    }

    @Test
    void fees_areSharedByBlocksProposed_commissionFirst() {
        var chain = MachineChain.publicChain();
        var one = TestActors.signer(0);
        var other = TestActors.signer(1);
        chain.block(by(chain, one), List.of(chain.sign(ALICE, new Delegate(one.id(), Amount.credits(1000)))));
        var oneBefore = chain.balance(one);
        chain.block(by(chain, one), List.of());
        chain.block(by(chain, one), List.of());
        chain.block(by(chain, other), List.of());
        // Fees of 3 * 20,000 and 3 units that five do not divide.
        var odd = Transaction.sign(
                BOB, chain.genesis.chainId(), 0, Amount.units(40_003), new Transfer(ALICE.id(), Amount.units(1)));
        chain.block(by(chain, other), List.of(odd));

        assertThat(chain.totals().feePool()).isEqualTo(Amount.units(60_003 - 36_001 - 24_001));
        // Three fifths: 10 % to the validator, the rest to its pool, of which half is Alice's.
        assertThat(chain.balance(one)).isEqualTo(oneBefore.plusExact(Amount.units(3600)));
        assertThat(chain.validator(one).stake()).isEqualTo(Amount.credits(2000).plusExact(Amount.units(36_001 - 3600)));
        assertThat(StakePool.worth(chain.validator(one), chain.shares(one, ALICE)))
                .isEqualTo(Amount.credits(1000).plusExact(Amount.units((36_001 - 3600) / 2)));
        assertThat(chain.validator(other).stake())
                .isEqualTo(Amount.credits(1000).plusExact(Amount.units(24_001 - 2400)));
        assertThat(chain.validator(one).blocksProposed()).isZero();
    }

    @Test
    void fees_ofOneInJail_areSharedInTheNextEpoch() {
        var chain = MachineChain.publicChain();
        var offender = TestActors.signer(0);
        var before = chain.balance(offender);
        chain.block(by(chain, offender), List.of(chain.sign(ALICE, chain.equivocation(offender, 0))));
        while (chain.epoch() == 0 && chain.height < 5) {
            chain.block(by(chain, offender), List.of());
        }
        assertThat(chain.balance(offender)).isEqualTo(before);
        assertThat(chain.totals().feePool()).isEqualTo(Amount.units(20_000));
        var heir = TestActors.signer(1);
        var heirBefore = chain.validator(heir).stake();
        while (chain.height < 10) {
            chain.block(by(chain, heir), List.of());
        }
        assertThat(chain.totals().feePool()).isEqualTo(Amount.ZERO);
        assertThat(chain.validator(heir).stake()).isEqualTo(heirBefore.plusExact(Amount.units(18_000)));
    }

    @Test
    void fees_ofAPoolWithoutShares_goToTheValidator() {
        var chain = privateChain();
        var alone = TestActors.signer(0);
        assertThat(chain.only(alone, new Unbond(alone.id(), MachineChain.STAKE)))
                .isNull();
        assertThat(chain.validator(alone).shares()).isEqualTo(Amount.ZERO);
        var before = chain.balance(alone);
        chain.toEndOfEpoch(0);
        assertThat(chain.balance(alone)).isEqualTo(before.plusExact(Amount.units(20_000)));
        assertThat(chain.validator(alone).stake()).isEqualTo(Amount.ZERO);
    }

    private static MachineChain privateChain() {
        var alone = new Admission.Listed(Set.of(TestActors.signer(0).id()));
        return new MachineChain(
                MachineChain.genesis(1, new TestRules().admission(alone).build()));
    }

    @Test
    void set_ofNobodyQualified_isTheOneBefore() {
        var chain = privateChain();
        var alone = TestActors.signer(0);
        assertThat(chain.only(alone, new LeaveValidators())).isEqualTo(Reason.LAST_VALIDATOR);
        assertThat(chain.only(alone, new Unbond(alone.id(), MachineChain.STAKE)))
                .isNull();
        var first = chain.set(0);
        chain.toEndOfEpoch(6);
        assertThat(chain.set(8)).isEqualTo(first);
        // Stake again, and the set is chosen again.
        assertThat(chain.only(alone, new Bond(Amount.credits(3000)))).isNull();
        chain.toEndOfEpoch(7);
        assertThat(chain.set(9).members().getFirst().power()).isEqualTo(3000);
    }

    @Test
    void consortium_choosesAmongTheListed() {
        var listed = new HashSet<ActorId>();
        for (int i = 0; i < 6; i++) {
            listed.add(TestActors.signer(i).id());
        }
        var chain = new MachineChain(MachineChain.genesis(
                3, new TestRules().admission(new Admission.Listed(listed)).build()));
        var fifth = TestActors.signer(5);
        assertThat(chain.only(fifth, new Bond(MachineChain.STAKE))).isNull();
        assertThat(chain.only(fifth, new JoinValidators(MachineChain.endpoint(5), 0)))
                .isNull();
        chain.toEndOfEpoch(0);
        assertThat(chain.set(2).member(fifth.id())).isPresent();
        assertThat(chain.set(2).size()).isEqualTo(4);
    }

    @Test
    void set_hasTheMostStake_tiesById() {
        var chain = new MachineChain(
                MachineChain.genesis(4, new TestRules().validatorsMax(4).build()));
        for (int i = 4; i < 8; i++) {
            assertThat(chain.only(TestActors.signer(i), new Bond(MachineChain.STAKE.plusExact(Amount.units(1)))))
                    .isNull();
            assertThat(chain.only(TestActors.signer(i), new JoinValidators(MachineChain.endpoint(i), 0)))
                    .isNull();
        }
        // Three of those with a unit more and one delegated to, against the first four with rewards only.
        assertThat(chain.only(ALICE, new Delegate(TestActors.signer(7).id(), Amount.credits(9))))
                .isNull();
        long epoch = chain.epoch();
        chain.toEndOfEpoch(epoch);
        var byStake = new TreeMap<Amount, List<ActorId>>(Comparator.reverseOrder());
        for (int i = 0; i < 8; i++) {
            byStake.computeIfAbsent(chain.validator(TestActors.signer(i)).stake(), _ -> new ArrayList<>())
                    .add(TestActors.signer(i).id());
        }
        var expected = byStake.values().stream()
                .flatMap(ids -> ids.stream().sorted())
                .limit(4)
                .toList();
        assertThat(chain.set(epoch + 2).members().stream().map(ValidatorSet.Member::id))
                .containsExactlyInAnyOrderElementsOf(expected);
        assertThat(expected.getFirst()).isEqualTo(TestActors.signer(7).id());
    }

    /// A thousand stand; a hundred more may come in during an epoch; at its end the least are out, and who
    /// wants in then needs more than the last who stayed.
    @Test
    void candidates_areAThousandAndTheirNewcomers() {
        int count = Candidates.CANDIDATES_MAX + Candidates.NEWCOMERS_MAX;
        var signers = new ArrayList<TestSigner>();
        var balances = new TreeMap<ActorId, Amount>();
        for (int i = 0; i < count; i++) {
            signers.add(TestSigner.of(2000 + i));
            balances.put(signers.get(i).id(), Amount.credits(10_000));
        }
        var base = MachineChain.genesis(
                4, new TestRules().epochBlocks(10).blockBytesMax(4 << 20).build());
        balances.putAll(base.balances());
        var chain = new MachineChain(new Genesis(
                "candidates", base.timeMillis(), base.parameters(), balances, base.validators(), Optional.empty()));

        // All but four find room, those being genesis' own places.
        var bonds = new ArrayList<Transaction>();
        var joins = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            TransactionBody bond = new Bond(Amount.credits(1001 + i));
            bonds.add(chain.sign(signers.get(i), 0, bond));
            joins.add(chain.sign(signers.get(i), 1, new JoinValidators(MachineChain.endpoint(i), 0)));
        }
        chain.block(chain.next(), bonds);
        var outcomes = chain.block(chain.next(), joins);
        assertThat(outcomes.stream().filter(Outcome.Applied.class::isInstance)).hasSize(count - 4);
        assertThat(outcomes.subList(count - 4, count))
                .allMatch(outcome -> outcome.code() == Reason.CANDIDATES_FULL.code());

        chain.toEndOfEpoch(0);
        assertThat(chain.candidates().ids()).hasSize(Candidates.CANDIDATES_MAX);
        // Genesis' four with 1,000 credits and the 96 least of the others are out.
        assertThat(chain.candidates().floor()).isEqualTo(Amount.credits(1001 + 96));
        assertThat(chain.validator(signers.get(95)).candidate()).isFalse();
        assertThat(chain.validator(signers.get(96)).candidate()).isTrue();
        assertThat(chain.set(2).member(signers.get(count - 5).id())).isPresent();
        assertThat(chain.only(signers.get(95), new JoinValidators(MachineChain.endpoint(95), 0)))
                .isEqualTo(Reason.CANDIDATES_FULL);
        assertThat(chain.only(signers.get(95), new Bond(Amount.credits(2)))).isNull();
        assertThat(chain.only(signers.get(95), new JoinValidators(MachineChain.endpoint(95), 0)))
                .isNull();
    }
}
