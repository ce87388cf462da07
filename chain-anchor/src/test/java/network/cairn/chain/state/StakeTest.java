package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.UpdateProvider;
import org.junit.jupiter.api.Test;

/// What each transaction does when it is right, but for evidence.
class StakeTest {
    private static final TestSigner VALIDATOR = TestActors.signer(0);
    private static final TestSigner ALICE = TestActors.signer(10);
    private static final TestSigner BOB = TestActors.signer(11);
    private static final TestSigner STRANGER = TestActors.signer(25);
    private static final Amount FEE = Amount.units(20_000);

    private final MachineChain chain = MachineChain.publicChain();

    private void applied(TestSigner sender, TransactionBody body) {
        assertThat(chain.only(sender, body)).isNull();
    }

    @Test
    void transfer_movesMoney_andCostsTheFee() {
        applied(ALICE, new Transfer(STRANGER.id(), Amount.credits(7)));
        assertThat(chain.account(STRANGER.id())).isEqualTo(new Account(0, Amount.credits(7)));
        assertThat(chain.account(ALICE.id()))
                .isEqualTo(new Account(
                        1, MachineChain.MONEY.minusExact(Amount.credits(7)).minusExact(FEE)));
        assertThat(chain.totals().feePool()).isEqualTo(FEE);
    }

    @Test
    void transfer_toOneself_costsTheFeeAlone() {
        applied(ALICE, new Transfer(ALICE.id(), Amount.credits(7)));
        assertThat(chain.balance(ALICE)).isEqualTo(MachineChain.MONEY.minusExact(FEE));
    }

    @Test
    void provider_registersAndUpdates() {
        applied(ALICE, new RegisterProvider(MachineChain.terms("one")));
        applied(ALICE, new UpdateProvider(MachineChain.terms("two")));
        var stored = chain.state.get(StateKey.provider(ALICE.id()));
        assertThat(MachineChain.decoded(stored, Provider::decode))
                .isEqualTo(new Provider(MachineChain.terms("two"), 1, 2));
    }

    @Test
    void bondAndJoin_isInTheSetOfTheEpochAfterNext() {
        applied(ALICE, new Bond(MachineChain.STAKE.plusExact(MachineChain.STAKE)));
        applied(ALICE, new JoinValidators(MachineChain.endpoint(10), 0));
        chain.toEndOfEpoch(0);
        assertThat(chain.set(1).member(ALICE.id())).isEmpty();
        var member = chain.set(2).member(ALICE.id()).orElseThrow();
        assertThat(member.power()).isEqualTo(2000);
        assertThat(member.endpoint()).isEqualTo(MachineChain.endpoint(10));
        // Four are in a set: of those with equal stake the one with the last id is not.
        assertThat(chain.set(2).size()).isEqualTo(4);
    }

    @Test
    void join_again_changesEndpointAndCommission() {
        applied(VALIDATOR, new JoinValidators(MachineChain.endpoint(77), 4321));
        assertThat(chain.candidates().ids()).hasSize(4);
        chain.toEndOfEpoch(0);
        assertThat(chain.set(2).member(VALIDATOR.id()).orElseThrow().endpoint()).isEqualTo(MachineChain.endpoint(77));
        assertThat(chain.validator(VALIDATOR).commissionBasisPoints()).isEqualTo(4321);
    }

    @Test
    void leave_servesToTheEndOfTheNextEpoch_andKeepsItsStake() {
        applied(VALIDATOR, new LeaveValidators());
        chain.toEndOfEpoch(0);
        assertThat(chain.set(1).member(VALIDATOR.id())).isPresent();
        assertThat(chain.set(2).member(VALIDATOR.id())).isEmpty();
        assertThat(chain.validator(VALIDATOR).stake()).isGreaterThanOrEqualTo(MachineChain.STAKE);
    }

    @Test
    void delegate_addsToThePowerAndToNothingOfTheValidators() {
        applied(ALICE, new Delegate(VALIDATOR.id(), Amount.credits(500)));
        applied(ALICE, new Delegate(VALIDATOR.id(), Amount.credits(300)));
        var pool = chain.validator(VALIDATOR);
        assertThat(pool.stake()).isEqualTo(MachineChain.STAKE.plusExact(Amount.credits(800)));
        assertThat(StakePool.ownStake(pool)).isEqualTo(MachineChain.STAKE);
        assertThat(chain.shares(VALIDATOR, ALICE)).isEqualTo(Amount.credits(800));
        chain.toEndOfEpoch(0);
        assertThat(chain.set(2).member(VALIDATOR.id()).orElseThrow().power()).isEqualTo(1800);
    }

    @Test
    void delegate_behindOneself_isABond() {
        applied(VALIDATOR, new Delegate(VALIDATOR.id(), Amount.credits(5)));
        assertThat(StakePool.ownStake(chain.validator(VALIDATOR)))
                .isEqualTo(MachineChain.STAKE.plusExact(Amount.credits(5)));
        assertThat(chain.shares(VALIDATOR, VALIDATOR)).isEqualTo(Amount.ZERO);
    }

    @Test
    void unbond_isFreeAfterItsTimeAndItsEpochs() {
        applied(ALICE, new Delegate(VALIDATOR.id(), Amount.credits(500)));
        applied(ALICE, new Unbond(VALIDATOR.id(), Amount.credits(500)));
        assertThat(chain.state).doesNotContainKey(StateKey.delegation(VALIDATOR.id(), ALICE.id()));
        var before = chain.balance(ALICE);
        // The time leaps beyond the minute at once, but not the blocks.
        chain.block(chain.next(61_000), List.of());
        chain.toEndOfEpoch(2);
        assertThat(chain.balance(ALICE)).isEqualTo(before);
        chain.block();
        assertThat(chain.balance(ALICE)).isEqualTo(before.plusExact(Amount.credits(500)));
        assertThat(chain.totals().unbondingHead()).isEqualTo(1);
        assertThat(chain.state).doesNotContainKey(Tables.unbonding(0));
    }

    @Test
    void unbond_waitsForItsTimeHoweverManyBlocksThereAre() {
        applied(ALICE, new Delegate(VALIDATOR.id(), Amount.credits(500)));
        applied(ALICE, new Unbond(VALIDATOR.id(), Amount.credits(200)));
        long since = chain.timeMillis;
        var before = chain.balance(ALICE);
        while (chain.timeMillis + 1000 < since + 60_000) {
            chain.block();
            assertThat(chain.balance(ALICE)).isEqualTo(before);
        }
        chain.block();
        assertThat(chain.balance(ALICE)).isEqualTo(before.plusExact(Amount.credits(200)));
        assertThat(chain.shares(VALIDATOR, ALICE)).isGreaterThan(Amount.ZERO);
    }

    @Test
    void unbonding_queueIsBoundedPerBlock_inAndOut() {
        var wide = new MachineChain(
                MachineChain.genesis(4, new TestRules().blockBytesMax(4 << 20).build()));
        assertThat(wide.only(ALICE, new Delegate(VALIDATOR.id(), Amount.credits(100))))
                .isNull();
        int max = UnbondingQueue.BLOCK_ENTRIES_MAX;
        var many = unbondings(wide, max + 1);
        assertThat(wide.machine.execute(wide.view(), wide.next(), many))
                .isInstanceOfSatisfying(ExecutionResult.Refused.class, refused -> {
                    assertThat(refused.index()).isEqualTo(max);
                    assertThat(refused.rejection().reason()).isEqualTo(Reason.UNBONDING_FULL);
                });
        var context = wide.next();
        var taken = wide.machine.select(wide.view(), context, many, 4 << 20);
        assertThat(taken.transactions()).hasSize(max);
        wide.take(context, taken);
        assertThat(wide.block(many.getLast())).containsExactly(new Outcome.Applied());
        wide.block(wide.next(), unbondings(wide, 10));

        // The chain stands still: all of it is due at once, and is paid in two blocks.
        wide.toEndOfEpoch(2);
        var before = wide.balance(ALICE);
        wide.block(wide.next(1_000_000), List.of());
        assertThat(wide.totals().unbondingHead()).isEqualTo(max);
        wide.block();
        assertThat(wide.totals().unbondingHead()).isEqualTo(max + 11);
        assertThat(wide.balance(ALICE)).isEqualTo(before.plusExact(Amount.units((max + 11) * 1000L)));
    }

    private static List<Transaction> unbondings(MachineChain chain, int count) {
        long nonce = chain.account(ALICE.id()).nonce();
        var transactions = new ArrayList<Transaction>();
        for (int i = 0; i < count; i++) {
            transactions.add(chain.sign(ALICE, nonce + i, new Unbond(VALIDATOR.id(), Amount.units(1000))));
        }
        return transactions;
    }

    @Test
    void stakeBelowTheLeast_isDroppedAtTheEpochsEnd_andMayComeBack() {
        applied(VALIDATOR, new Unbond(VALIDATOR.id(), Amount.credits(1)));
        chain.toEndOfEpoch(0);
        assertThat(chain.set(2).member(VALIDATOR.id())).isEmpty();
        assertThat(chain.candidates().ids()).doesNotContain(VALIDATOR.id());
        assertThat(chain.only(BOB, new Delegate(VALIDATOR.id(), Amount.credits(1))))
                .isEqualTo(Reason.NO_SUCH_VALIDATOR);
        applied(VALIDATOR, new Bond(Amount.credits(1)));
        applied(VALIDATOR, new JoinValidators(MachineChain.endpoint(0), 0));
        chain.toEndOfEpoch(1);
        assertThat(chain.set(3).member(VALIDATOR.id())).isPresent();
    }
}
