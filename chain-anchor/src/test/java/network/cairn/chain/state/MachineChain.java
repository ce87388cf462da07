package network.cairn.chain.state;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.chain.beacon.BeaconCheck;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Channel;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Round;
import network.cairn.client.ledger.SignedVote;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.Subnet;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.TransactionBody;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.ledger.Vote;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.BlockHash;
import org.jspecify.annotations.Nullable;

/// A chain of one state machine over a map: makes blocks, checks the whole supply after each.
final class MachineChain {
    static final Amount STAKE = Amount.credits(1000);
    static final Amount MONEY = Amount.credits(1_000_000);

    final Genesis genesis;
    final StateMachine machine;
    final Map<StateKey, byte[]> state = new HashMap<>();
    long height;
    long timeMillis;

    MachineChain(Genesis genesis) {
        this(genesis, BeaconCheck.NONE);
    }

    MachineChain(Genesis genesis, BeaconCheck beaconCheck) {
        this.genesis = genesis;
        this.machine = new StateMachine(
                genesis, TestSigner.VERIFIER, VerifiedTransactions.serial(TestSigner.VERIFIER, 10_000), beaconCheck);
        this.timeMillis = genesis.timeMillis();
        commit(machine.genesis());
    }

    /// Four validators (signers 0 to 3), in epochs of five blocks; signers 0 to 19 have money.
    static MachineChain publicChain() {
        return new MachineChain(genesis(4, parameters(new ChainParameters.Admission.Open())));
    }

    static ChainParameters parameters(ChainParameters.Admission admission) {
        return new TestRules().admission(admission).build();
    }

    static Genesis genesis(int validators, ChainParameters parameters) {
        var balances = new TreeMap<ActorId, Amount>();
        for (int i = 0; i < 20; i++) {
            balances.put(TestSigner.of(i).id(), MONEY);
        }
        var first = new ArrayList<Genesis.GenesisValidator>();
        for (int i = 0; i < validators; i++) {
            first.add(new Genesis.GenesisValidator(TestSigner.of(i).publicIdentity(), STAKE, endpoint(i), 1000));
        }
        return new Genesis("test", 1_000_000, parameters, balances, first, Optional.empty());
    }

    static Endpoint endpoint(int number) {
        return new Endpoint("validator" + number, 7000);
    }

    static ProviderTerms terms(String operator) {
        return new ProviderTerms(
                List.of(new Endpoint("node", 9000)),
                operator,
                "north",
                Subnet.ofAddress(new byte[] {1, 2, 3, 4}),
                Amount.units(5),
                Amount.units(6),
                1000);
    }

    StateView view() {
        return state::get;
    }

    private void commit(StateChanges changes) {
        changes.records()
                .forEach(
                        (key, value) -> value.ifPresentOrElse(bytes -> state.put(key, bytes), () -> state.remove(key)));
        assertThat(supply()).isEqualTo(genesis.totalSupply().toBigInteger());
    }

    long epoch() {
        return genesis.parameters().epochOf(height);
    }

    BlockContext next() {
        return next(1000);
    }

    BlockContext next(long laterMillis) {
        long epoch = genesis.parameters().epochOf(height + 1);
        var members = set(epoch).members();
        return new BlockContext(
                height + 1,
                epoch,
                timeMillis + laterMillis,
                members.get((int) (height % members.size())).id(),
                Optional.empty());
    }

    List<Outcome> block(Transaction... transactions) {
        return block(next(), List.of(transactions));
    }

    List<Outcome> block(BlockContext context, List<Transaction> transactions) {
        var result = machine.execute(view(), context, transactions);
        if (!(result instanceof ExecutionResult.Executed(var block))) {
            throw new AssertionError("not executed: " + result);
        }
        take(context, block);
        return block.outcomes();
    }

    void take(BlockContext context, ExecutedBlock block) {
        commit(block.changes());
        height = context.height();
        timeMillis = context.timestampMillis();
    }

    /// Empty blocks up to this height.
    void upTo(long last) {
        while (height < last) {
            block();
        }
    }

    void toEndOfEpoch(long epoch) {
        upTo(genesis.parameters().lastHeight(epoch));
    }

    /// A block with this one transaction: what it came to, or null where it was carried out.
    Rejection.@Nullable Reason only(TestSigner sender, TransactionBody body) {
        return switch (block(sign(sender, body)).getFirst()) {
            case Outcome.Applied() -> null;
            case Outcome.Charged(var rejection) -> rejection.reason();
        };
    }

    Transaction sign(TestSigner sender, TransactionBody body) {
        return sign(sender, account(sender.id()).nonce(), body);
    }

    Transaction sign(TestSigner sender, long nonce, TransactionBody body) {
        return Transaction.sign(sender, genesis.chainId(), nonce, Amount.units(20_000), body);
    }

    Evidence equivocation(TestSigner offender, long epoch) {
        return new Evidence(Equivocation.of(vote(offender, epoch, 1), vote(offender, epoch, 2)));
    }

    SignedVote vote(TestSigner validator, long epoch, int block) {
        byte[] hash = new byte[BlockHash.LENGTH_BYTES];
        hash[0] = (byte) block;
        return SignedVote.sign(
                validator, genesis.chainId(), new Vote.Notarize(new Round(epoch, 3), 2, BlockHash.of(hash)));
    }

    static BeaconSignature beacon(int number) {
        byte[] bytes = new byte[BeaconSignature.LENGTH_BYTES];
        bytes[0] = (byte) number;
        return BeaconSignature.of(bytes);
    }

    Account account(ActorId id) {
        byte[] encoded = state.get(StateKey.account(id));
        return encoded == null ? Account.EMPTY : decoded(encoded, Account::decode);
    }

    Amount balance(TestSigner signer) {
        return account(signer.id()).balance();
    }

    Validator validator(TestSigner signer) {
        return decoded(state.get(StateKey.validator(signer.id())), Validator::decode);
    }

    Amount shares(TestSigner validator, TestSigner delegator) {
        byte[] encoded = state.get(StateKey.delegation(validator.id(), delegator.id()));
        return encoded == null
                ? Amount.ZERO
                : decoded(encoded, Delegation::decode).shares();
    }

    Totals totals() {
        return decoded(state.get(Tables.totals()), Totals::decode);
    }

    Candidates candidates() {
        return decoded(state.get(Tables.candidates()), Candidates::decode);
    }

    ValidatorSet set(long epoch) {
        return machine.validators(view(), epoch).orElseThrow();
    }

    static <T> T decoded(byte @Nullable [] encoded, RecordType.Decoding<T> decoding) {
        try {
            return decoding.decode(Objects.requireNonNull(encoded, "no such record"));
        } catch (CodecException e) {
            throw new AssertionError(e);
        }
    }

    /// All the money there is, record by record.
    BigInteger supply() {
        var sum = BigInteger.ZERO;
        for (var entry : state.entrySet()) {
            byte[] value = entry.getValue();
            sum = sum.add(
                    switch (entry.getKey().toBytes()[0]) {
                        case 1 -> decoded(value, Account::decode).balance().toBigInteger();
                        case 3 -> decoded(value, Validator::decode).stake().toBigInteger();
                        case 5 -> {
                            var totals = decoded(value, Totals::decode);
                            yield totals.feePool()
                                    .toBigInteger()
                                    .add(totals.burned().toBigInteger());
                        }
                        case 9 -> decoded(value, Unbonding::decode).amount().toBigInteger();
                        case 32 -> decoded(value, Deal::decode).money().toBigInteger();
                        case 33 ->
                            decoded(value, ProviderAccount::decode).total().toBigInteger();
                        case 34 -> decoded(value, Channel::decode).left().toBigInteger();
                        case 39 ->
                            decoded(value, StorageTotals::decode).repairFund().toBigInteger();
                        default -> BigInteger.ZERO;
                    });
        }
        return sum;
    }
}
