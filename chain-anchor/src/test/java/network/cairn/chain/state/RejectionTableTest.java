package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import network.cairn.client.identity.PublicIdentity;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.ChainParameters.Admission;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.ChainId;
import network.cairn.proofs.id.Signature;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Every way in which a transaction can be wrong, and that each has its own reason.
class RejectionTableTest {
    private static final TestSigner VALIDATOR = TestSigner.of(0);
    private static final TestSigner ALICE = TestSigner.of(10);
    private static final TestSigner PAUPER = TestSigner.of(50);
    private static final ActorId BOB = TestSigner.of(11).id();
    private static final Amount SOME = Amount.credits(1);
    private static final Amount TOO_MUCH = Amount.credits(1_000_000_000);

    /// @param charged the transaction that a block takes for its fee alone
    private record Charged(String name, Reason reason, Function<MachineChain, Transaction> charged) {}

    /// @param placeless the transaction that no block takes
    private record Placeless(String name, Reason reason, Function<MachineChain, Transaction> placeless) {}

    private static final List<Placeless> PLACELESS = List.of(
            new Placeless(
                    "of another chain",
                    Reason.WRONG_CHAIN,
                    _ -> Transaction.sign(
                            ALICE,
                            ChainId.of(new byte[ChainId.LENGTH_BYTES]),
                            0,
                            Amount.units(20_000),
                            new Transfer(BOB, SOME))),
            new Placeless("signed by another", Reason.BAD_SIGNATURE, chain -> {
                var good = chain.sign(ALICE, new Transfer(BOB, SOME));
                return new Transaction(
                        good.chain(),
                        TestSigner.of(12).publicIdentity(),
                        good.nonce(),
                        good.fee(),
                        good.body(),
                        good.signature());
            }),
            new Placeless("changed after signing", Reason.BAD_SIGNATURE, chain -> {
                var good = chain.sign(ALICE, new Transfer(BOB, SOME));
                return new Transaction(
                        good.chain(),
                        good.sender(),
                        good.nonce(),
                        good.fee(),
                        new Transfer(BOB, Amount.credits(2)),
                        good.signature());
            }),
            new Placeless("too long", Reason.TOO_LONG, chain -> chain.sign(ALICE, longTerms())),
            new Placeless("used nonce", Reason.NONCE_USED, chain -> {
                chain.only(ALICE, new Transfer(BOB, SOME));
                return chain.sign(ALICE, 0, new Transfer(BOB, SOME));
            }),
            new Placeless("nonce ahead", Reason.NONCE_AHEAD, chain -> chain.sign(ALICE, 1, new Transfer(BOB, SOME))),
            new Placeless(
                    "the greatest nonce",
                    Reason.NONCE_AHEAD,
                    chain -> chain.sign(ALICE, Long.MAX_VALUE, new Transfer(BOB, SOME))),
            new Placeless(
                    "fee a unit too low",
                    Reason.FEE_TOO_LOW,
                    chain -> withFee(chain, ALICE, feeOf(chain).minusExact(Amount.units(1)))),
            new Placeless(
                    "fee from an empty account", Reason.FEE_NOT_COVERED, chain -> withFee(chain, PAUPER, feeOf(chain))),
            new Placeless(
                    "a fee beyond all money", Reason.FEE_NOT_COVERED, chain -> withFee(chain, ALICE, Amount.MAX)));

    private static Amount feeOf(MachineChain chain) {
        int bytes = chain.sign(ALICE, new Transfer(BOB, SOME)).encode().length;
        return Amount.units(10L * bytes);
    }

    private static Transaction withFee(MachineChain chain, TestSigner sender, Amount fee) {
        return Transaction.sign(
                sender, chain.genesis.chainId(), chain.account(sender.id()).nonce(), fee, new Transfer(BOB, SOME));
    }

    /// Within 32 KiB, beyond the test chain's 4 KiB: no body is so long, so the limit is the least there is.
    private static TransactionBody longTerms() {
        var terms = MachineChain.terms("x");
        var host = new Endpoint("h".repeat(253), 1);
        return new RegisterProvider(new ProviderTerms(
                List.of(host, host, host, host, host, host, host, host),
                terms.operator(),
                terms.region(),
                terms.subnet(),
                terms.pricePerGibMonth(),
                terms.egressPricePerGib(),
                1));
    }

    private static Charged charged(String name, Reason reason, TestSigner sender, TransactionBody body) {
        return new Charged(name, reason, chain -> chain.sign(sender, body));
    }

    private static Charged after(
            String name, Reason reason, Consumer<MachineChain> before, TestSigner sender, TransactionBody body) {
        return new Charged(name, reason, chain -> {
            before.accept(chain);
            return chain.sign(sender, body);
        });
    }

    private static void bondAndJoin(MachineChain chain, TestSigner signer) {
        assertThat(chain.only(signer, new Bond(MachineChain.STAKE))).isNull();
        assertThat(chain.only(signer, new JoinValidators(MachineChain.endpoint(9), 0)))
                .isNull();
    }

    private static final JoinValidators JOIN = new JoinValidators(MachineChain.endpoint(9), 100);

    private static final List<Charged> CHARGED = List.of(
            charged("transfer of nothing", Reason.AMOUNT_TOO_SMALL, ALICE, new Transfer(BOB, Amount.ZERO)),
            charged("bond of nothing", Reason.AMOUNT_TOO_SMALL, ALICE, new Bond(Amount.ZERO)),
            charged("delegation of nothing", Reason.AMOUNT_TOO_SMALL, ALICE, new Delegate(VALIDATOR.id(), Amount.ZERO)),
            charged(
                    "unbonding of nothing",
                    Reason.AMOUNT_TOO_SMALL,
                    VALIDATOR,
                    new Unbond(VALIDATOR.id(), Amount.ZERO)),
            charged("transfer not covered", Reason.BALANCE_TOO_LOW, ALICE, new Transfer(BOB, TOO_MUCH)),
            charged(
                    "transfer of everything there can be",
                    Reason.BALANCE_TOO_LOW,
                    ALICE,
                    new Transfer(BOB, Amount.MAX)),
            charged(
                    "transfer that the fee cuts short",
                    Reason.BALANCE_TOO_LOW,
                    ALICE,
                    new Transfer(BOB, MachineChain.MONEY)),
            charged("bond not covered", Reason.BALANCE_TOO_LOW, ALICE, new Bond(TOO_MUCH)),
            charged("delegation not covered", Reason.BALANCE_TOO_LOW, ALICE, new Delegate(VALIDATOR.id(), Amount.MAX)),
            after(
                    "second registration",
                    Reason.ALREADY_PROVIDER,
                    chain -> chain.only(ALICE, new RegisterProvider(MachineChain.terms("alice"))),
                    ALICE,
                    new RegisterProvider(MachineChain.terms("other"))),
            charged(
                    "update without registration",
                    Reason.NOT_A_PROVIDER,
                    ALICE,
                    new UpdateProvider(MachineChain.terms("alice"))),
            charged("delegation behind nobody", Reason.NO_SUCH_VALIDATOR, ALICE, new Delegate(BOB, SOME)),
            after(
                    "delegation behind one who left",
                    Reason.NO_SUCH_VALIDATOR,
                    chain -> chain.only(VALIDATOR, new LeaveValidators()),
                    ALICE,
                    new Delegate(VALIDATOR.id(), SOME)),
            charged("unbonding from nobody", Reason.NO_SUCH_VALIDATOR, ALICE, new Unbond(BOB, SOME)),
            charged("unbonding without stake", Reason.STAKE_TOO_LOW, ALICE, new Unbond(VALIDATOR.id(), SOME)),
            charged(
                    "unbonding of more than there is",
                    Reason.STAKE_TOO_LOW,
                    VALIDATOR,
                    new Unbond(VALIDATOR.id(), MachineChain.STAKE.plusExact(Amount.units(1)))),
            charged(
                    "unbonding of all there can be",
                    Reason.STAKE_TOO_LOW,
                    VALIDATOR,
                    new Unbond(VALIDATOR.id(), Amount.MAX)),
            after(
                    "standing in jail",
                    Reason.JAILED,
                    chain -> chain.only(ALICE, chain.equivocation(VALIDATOR, 0)),
                    VALIDATOR,
                    JOIN),
            after(
                    "delegation behind one in jail",
                    Reason.JAILED,
                    chain -> chain.only(ALICE, chain.equivocation(VALIDATOR, 0)),
                    ALICE,
                    new Delegate(VALIDATOR.id(), SOME)),
            charged("leaving without standing", Reason.NOT_A_CANDIDATE, ALICE, new LeaveValidators()),
            after(
                    "the last one leaving",
                    Reason.LAST_VALIDATOR,
                    chain -> List.of(0, 1, 2).forEach(i -> chain.only(TestSigner.of(i), new LeaveValidators())),
                    TestSigner.of(3),
                    new LeaveValidators()),
            charged("standing without stake", Reason.SELF_STAKE_TOO_LOW, ALICE, JOIN),
            after(
                    "standing with too little stake",
                    Reason.SELF_STAKE_TOO_LOW,
                    chain -> chain.only(ALICE, new Bond(MachineChain.STAKE.minusExact(Amount.units(1)))),
                    ALICE,
                    JOIN),
            new Charged(
                    "evidence signed by another",
                    Reason.EVIDENCE_NOT_SIGNED,
                    chain -> chain.sign(ALICE, forged(chain, VALIDATOR))),
            new Charged(
                    "evidence against one who is no validator",
                    Reason.EVIDENCE_NOT_SIGNED,
                    chain -> chain.sign(ALICE, chain.equivocation(ALICE, 0))),
            new Charged(
                    "evidence of the next epoch",
                    Reason.EVIDENCE_OUT_OF_TIME,
                    chain -> chain.sign(ALICE, chain.equivocation(VALIDATOR, 1))),
            new Charged(
                    "evidence of the last epoch there can be",
                    Reason.EVIDENCE_OUT_OF_TIME,
                    chain -> chain.sign(ALICE, chain.equivocation(VALIDATOR, Long.MAX_VALUE))),
            new Charged("evidence too old", Reason.EVIDENCE_OUT_OF_TIME, chain -> {
                chain.toEndOfEpoch(4);
                chain.block(chain.next(121_000), List.of());
                return chain.sign(ALICE, chain.equivocation(VALIDATOR, 0));
            }),
            new Charged("evidence a second time", Reason.ALREADY_PUNISHED, chain -> {
                assertThat(chain.only(ALICE, chain.equivocation(VALIDATOR, 0))).isNull();
                return chain.sign(ALICE, chain.equivocation(VALIDATOR, 0));
            }));

    private static Evidence forged(MachineChain chain, TestSigner offender) {
        var one = chain.vote(offender, 0, 1);
        var other = chain.vote(offender, 0, 2);
        byte[] wrong = other.signature().toBytes();
        wrong[5] ^= 1;
        return new Evidence(Equivocation.of(one, new SignedVote(offender.id(), other.vote(), Signature.of(wrong))));
    }

    @TestFactory
    Stream<DynamicTest> charged_takesTheFeeAndTheNonceAlone() {
        return CHARGED.stream()
                .map(entry -> DynamicTest.dynamicTest(entry.name(), () -> {
                    var chain = MachineChain.publicChain();
                    var transaction = entry.charged().apply(chain);
                    var sender = transaction.sender().id();
                    assertThat(chain.machine.check(chain.view(), transaction, 0).map(Rejection::reason))
                            .contains(entry.reason());
                    Account before = chain.account(sender);
                    var stateBefore = Map.copyOf(chain.state);
                    var outcomes = chain.block(transaction);
                    assertThat(outcomes.getFirst())
                            .isInstanceOfSatisfying(
                                    Outcome.Charged.class,
                                    charged -> assertThat(charged.rejection().reason())
                                            .isEqualTo(entry.reason()));
                    assertThat(chain.account(sender))
                            .isEqualTo(new Account(
                                    before.nonce() + 1, before.balance().minusExact(transaction.fee())));
                    // Nothing else but the totals and the proposer's count; the block may end no epoch here.
                    long changed = chain.state.entrySet().stream()
                            .filter(record -> !Arrays.equals(record.getValue(), stateBefore.get(record.getKey())))
                            .count();
                    if (chain.height != chain.genesis.parameters().lastHeight(chain.epoch())) {
                        assertThat(changed).isEqualTo(3);
                    }
                }));
    }

    @TestFactory
    Stream<DynamicTest> placeless_hasNoPlaceInABlock() {
        return PLACELESS.stream()
                .map(entry -> DynamicTest.dynamicTest(entry.name(), () -> {
                    var chain = entry.reason() == Reason.TOO_LONG ? shortChain() : MachineChain.publicChain();
                    var transaction = entry.placeless().apply(chain);
                    refuses(chain, transaction, entry.reason());
                }));
    }

    private static MachineChain shortChain() {
        return new MachineChain(MachineChain.genesis(
                4, new TestRules().transactionBytesMax(1 << 10).build()));
    }

    private static void refuses(MachineChain chain, Transaction transaction, Reason reason) {
        assertThat(chain.machine.check(chain.view(), transaction, 0).map(Rejection::reason))
                .contains(reason);
        assertThat(chain.machine.execute(chain.view(), chain.next(), List.of(transaction)))
                .isInstanceOfSatisfying(ExecutionResult.Refused.class, refused -> {
                    assertThat(refused.index()).isZero();
                    assertThat(refused.rejection().reason()).isEqualTo(reason);
                });
        var good = chain.sign(TestSigner.of(15), new Transfer(BOB, SOME));
        var selected = chain.machine.select(chain.view(), chain.next(), List.of(transaction, good), 1 << 20);
        assertThat(selected.transactions()).containsExactly(good);
    }

    @Test
    void consortium_admitsOnlyTheListed() {
        var listed = new HashSet<ActorId>();
        for (int i = 0; i < 5; i++) {
            listed.add(TestSigner.of(i).id());
        }
        var chain = new MachineChain(MachineChain.genesis(4, MachineChain.parameters(new Admission.Listed(listed))));
        assertThat(chain.only(ALICE, new Bond(MachineChain.STAKE))).isEqualTo(Reason.NOT_ADMITTED);
        assertThat(chain.only(ALICE, JOIN)).isEqualTo(Reason.NOT_ADMITTED);
        bondAndJoin(chain, TestSigner.of(4));
        assertThat(chain.only(ALICE, new Delegate(TestSigner.of(4).id(), SOME))).isNull();
    }

    @Test
    void weakKey_mayHoldMoneyButBondNothing() {
        var signer = new TestSigner(keyOfMixedOrder());
        var chain = MachineChain.publicChain();
        assertThat(chain.only(ALICE, new Transfer(signer.id(), Amount.credits(2000))))
                .isNull();
        assertThat(chain.only(signer, new Bond(SOME))).isEqualTo(Reason.WEAK_KEY);
    }

    /// Of random points seven in eight are not of prime order.
    private static PublicIdentity keyOfMixedOrder() {
        var random = new SplittableRandom(1);
        while (true) {
            byte[] bytes = new byte[PublicIdentity.KEY_LENGTH_BYTES];
            random.nextBytes(bytes);
            try {
                var key = PublicIdentity.ofSender(bytes);
                try {
                    PublicIdentity.of(bytes);
                } catch (IllegalArgumentException e) {
                    return key;
                }
            } catch (IllegalArgumentException e) {
                // No point at all.
            }
        }
    }

    @Test
    void pool_slashedToNothing_sellsNoShares() {
        var chain = slashedToNothing();
        assertThat(chain.only(VALIDATOR, new Bond(SOME))).isEqualTo(Reason.POOL_WORTHLESS);
        assertThat(chain.only(VALIDATOR, new Unbond(VALIDATOR.id(), Amount.units(1))))
                .isEqualTo(Reason.STAKE_TOO_LOW);
    }

    private static MachineChain slashedToNothing() {
        var chain = new MachineChain(
                MachineChain.genesis(4, new TestRules().slashBasisPoints(10_000).build()));
        assertThat(chain.only(ALICE, chain.equivocation(VALIDATOR, 0))).isNull();
        assertThat(chain.validator(VALIDATOR).stake()).isEqualTo(Amount.ZERO);
        return chain;
    }

    @Test
    void every_reasonHasAnEntry() {
        var elsewhere = EnumSet.of(
                Reason.MEMPOOL_FULL,
                // Tests of their own, here or with the candidates and the unbonding queue.
                Reason.NOT_ADMITTED,
                Reason.WEAK_KEY,
                Reason.POOL_WORTHLESS,
                Reason.CANDIDATES_FULL,
                Reason.UNBONDING_FULL);
        // Those of deals have a table of their own.
        elsewhere.addAll(EnumSet.range(Reason.NO_SUCH_DEAL, Reason.REVISION_EXPIRED));
        var covered = EnumSet.copyOf(elsewhere);
        PLACELESS.forEach(entry -> {
            assertThat(entry.reason().charged()).isFalse();
            covered.add(entry.reason());
        });
        CHARGED.forEach(entry -> {
            assertThat(entry.reason().charged()).isTrue();
            covered.add(entry.reason());
        });
        assertThat(covered).containsExactlyInAnyOrder(Reason.values());
        assertThat(Arrays.stream(Reason.values()).map(Reason::code).distinct().count())
                .isEqualTo(Reason.values().length);
    }
}
