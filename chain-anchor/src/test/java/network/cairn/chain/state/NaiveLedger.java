package network.cairn.chain.state;

import static java.math.BigInteger.ZERO;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Delegation;
import network.cairn.client.ledger.Endpoint;
import network.cairn.client.ledger.Equivocation;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderTerms;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// The ledger written down plainly, to check the state machine against: maps of big integers, looked
/// through from end to end, nothing ever forgotten, slashes borne at once by all who bear them.
final class NaiveLedger {
    private static final BigInteger CREDIT = BigInteger.valueOf(1_000_000_000L);

    private static final class Pool {
        BigInteger stake = ZERO;
        final Map<ActorId, BigInteger> holders = new TreeMap<>();
        boolean stands;

        @Nullable
        Endpoint endpoint;

        int commission;
        long jailedUntil;
        long punished;
        long proposed;

        BigInteger shares() {
            return holders.values().stream().reduce(ZERO, BigInteger::add);
        }

        BigInteger worth(BigInteger part) {
            return part.signum() == 0 ? ZERO : stake.multiply(part).divide(shares());
        }

        BigInteger of(ActorId holder) {
            return holders.getOrDefault(holder, ZERO);
        }
    }

    private static final class Leaving {
        final ActorId owner;
        final ActorId validator;
        final BigInteger amount;
        BigInteger left;
        final long height;
        final long time;

        Leaving(ActorId owner, ActorId validator, BigInteger amount, long height, long time) {
            this.owner = owner;
            this.validator = validator;
            this.amount = amount;
            this.left = amount;
            this.height = height;
            this.time = time;
        }
    }

    private record Chosen(long height, Map<ActorId, BigInteger> powers) {}

    private record Registered(ProviderTerms terms, long since, long updated) {}

    private final Genesis genesis;
    private final ChainParameters rules;
    private final Map<ActorId, BigInteger> balances = new TreeMap<>();
    private final Map<ActorId, Long> nonces = new TreeMap<>();
    private final Map<ActorId, Registered> providers = new TreeMap<>();
    private final Map<ActorId, Pool> pools = new TreeMap<>();
    private final List<Leaving> leaving = new ArrayList<>();
    private final List<Chosen> sets = new ArrayList<>();
    private final List<Long> ends = new ArrayList<>();
    private BigInteger fees = ZERO;
    private BigInteger burned = ZERO;
    private long height;
    private long epoch;
    private long time;

    NaiveLedger(Genesis genesis) {
        this.genesis = genesis;
        this.rules = genesis.parameters();
        genesis.balances().forEach((id, amount) -> balances.put(id, amount.toBigInteger()));
        for (Genesis.GenesisValidator first : genesis.validators()) {
            var pool = new Pool();
            pool.stake = first.stake().toBigInteger();
            pool.holders.put(first.key().id(), pool.stake);
            pool.stands = true;
            pool.endpoint = first.endpoint();
            pool.commission = first.commissionBasisPoints();
            pools.put(first.key().id(), pool);
        }
        sets.add(best(0));
        sets.add(best(0));
    }

    long nonce(ActorId id) {
        return nonces.getOrDefault(id, 0L);
    }

    /// Of one that is or was a validator.
    private Pool pool(ActorId id) {
        return Objects.requireNonNull(pools.get(id), "no pool");
    }

    private BigInteger balance(ActorId id) {
        return balances.getOrDefault(id, ZERO);
    }

    private void give(ActorId id, BigInteger amount) {
        balances.put(id, balance(id).add(amount));
    }

    void begin(BlockContext block) {
        height = block.height();
        epoch = (height - 1) / rules.epochBlocks();
        time = block.timestampMillis();
        pool(block.proposer()).proposed++;
    }

    /// The outcome's code, or -1 where the transaction has no place in the block.
    int take(Transaction transaction) {
        var sender = transaction.sender().id();
        int bytes = transaction.encode().length;
        var fee = transaction.fee().toBigInteger();
        boolean place = transaction.chain().equals(genesis.chainId())
                && transaction.isSignedBySender(TestSigner.VERIFIER)
                && bytes <= rules.transactionBytesMax()
                && transaction.nonce() == nonce(sender)
                && fee.compareTo(rules.feePerByte().toBigInteger().multiply(BigInteger.valueOf(bytes))) >= 0
                && fee.compareTo(balance(sender)) <= 0;
        if (!place) {
            return -1;
        }
        nonces.put(sender, nonce(sender) + 1);
        give(sender, fee.negate());
        fees = fees.add(fee);
        var reason = switch (transaction.body()) {
            case Transfer transfer -> transfer(sender, transfer);
            case RegisterProvider registration -> register(sender, registration.terms());
            case UpdateProvider update -> update(sender, update.terms());
            case Bond bond -> bond(sender, bond);
            case Delegate delegate -> delegate(sender, delegate);
            case Unbond unbond -> unbond(sender, unbond);
            case JoinValidators join -> join(sender, join);
            case LeaveValidators() -> leave(sender);
            case Evidence evidence -> evidence(evidence.equivocation());
            case StorageOrder order -> throw new IllegalArgumentException("the workload has no deals: " + order);
        };
        return reason == null ? 0 : reason.code();
    }

    private @Nullable Reason pay(ActorId sender, BigInteger amount) {
        if (amount.signum() == 0) {
            return Reason.AMOUNT_TOO_SMALL;
        }
        return amount.compareTo(balance(sender)) > 0 ? Reason.BALANCE_TOO_LOW : null;
    }

    private @Nullable Reason transfer(ActorId sender, Transfer transfer) {
        var amount = transfer.amount().toBigInteger();
        var wrong = pay(sender, amount);
        if (wrong == null) {
            give(sender, amount.negate());
            give(transfer.to(), amount);
        }
        return wrong;
    }

    private @Nullable Reason register(ActorId sender, ProviderTerms terms) {
        return providers.putIfAbsent(sender, new Registered(terms, height, height)) == null
                ? null
                : Reason.ALREADY_PROVIDER;
    }

    private @Nullable Reason update(ActorId sender, ProviderTerms terms) {
        return providers.computeIfPresent(sender, (_, old) -> new Registered(terms, old.since(), height)) == null
                ? Reason.NOT_A_PROVIDER
                : null;
    }

    private @Nullable Reason bond(ActorId sender, Bond bond) {
        if (!rules.admission().admits(sender)) {
            return Reason.NOT_ADMITTED;
        }
        var wrong = pay(sender, bond.amount().toBigInteger());
        if (wrong != null) {
            return wrong;
        }
        var pool = pools.containsKey(sender) ? pools.get(sender) : new Pool();
        wrong = buy(pool, sender, bond.amount().toBigInteger());
        if (wrong == null) {
            pools.put(sender, pool);
        }
        return wrong;
    }

    private @Nullable Reason delegate(ActorId sender, Delegate delegate) {
        var pool = pools.get(delegate.validator());
        if (pool != null && time < pool.jailedUntil) {
            return Reason.JAILED;
        }
        if (pool == null || !pool.stands) {
            return Reason.NO_SUCH_VALIDATOR;
        }
        var wrong = pay(sender, delegate.amount().toBigInteger());
        return wrong != null ? wrong : buy(pool, sender, delegate.amount().toBigInteger());
    }

    private @Nullable Reason buy(Pool pool, ActorId buyer, BigInteger amount) {
        var all = pool.shares();
        BigInteger shares = amount;
        if (all.signum() > 0) {
            if (pool.stake.signum() == 0) {
                return Reason.POOL_WORTHLESS;
            }
            shares = amount.multiply(all).divide(pool.stake);
            var back = shares.multiply(pool.stake.add(amount)).divide(all.add(shares));
            if (shares.signum() == 0
                    || amount.subtract(back).multiply(BigInteger.valueOf(1000)).compareTo(amount) > 0) {
                return Reason.AMOUNT_TOO_SMALL;
            }
        }
        give(buyer, amount.negate());
        pool.stake = pool.stake.add(amount);
        pool.holders.merge(buyer, shares, BigInteger::add);
        return null;
    }

    private @Nullable Reason unbond(ActorId sender, Unbond unbond) {
        var amount = unbond.amount().toBigInteger();
        if (amount.signum() == 0) {
            return Reason.AMOUNT_TOO_SMALL;
        }
        var pool = pools.get(unbond.validator());
        if (pool == null) {
            return Reason.NO_SUCH_VALIDATOR;
        }
        var held = pool.of(sender);
        if (pool.worth(held).compareTo(amount) < 0) {
            return Reason.STAKE_TOO_LOW;
        }
        // The least shares that are worth the amount.
        var shares = amount.multiply(pool.shares())
                .add(pool.stake)
                .subtract(BigInteger.ONE)
                .divide(pool.stake);
        if (pool.worth(held.subtract(shares)).signum() == 0) {
            shares = held;
        }
        var paid = pool.worth(shares);
        pool.stake = pool.stake.subtract(paid);
        pool.holders.put(sender, held.subtract(shares));
        leaving.add(new Leaving(sender, unbond.validator(), paid, height, time));
        return null;
    }

    private @Nullable Reason join(ActorId sender, JoinValidators join) {
        if (!rules.admission().admits(sender)) {
            return Reason.NOT_ADMITTED;
        }
        var pool = pools.get(sender);
        if (pool != null && time < pool.jailedUntil) {
            return Reason.JAILED;
        }
        if (pool == null || !hasOwnStake(sender, pool)) {
            return Reason.SELF_STAKE_TOO_LOW;
        }
        pool.stands = true;
        pool.endpoint = join.endpoint();
        pool.commission = join.commissionBasisPoints();
        return null;
    }

    private boolean hasOwnStake(ActorId id, Pool pool) {
        return pool.worth(pool.of(id)).compareTo(rules.selfStakeMin().toBigInteger()) >= 0;
    }

    private @Nullable Reason leave(ActorId sender) {
        var pool = pools.get(sender);
        if (pool == null || !pool.stands) {
            return Reason.NOT_A_CANDIDATE;
        }
        if (pools.values().stream().filter(other -> other.stands).count() == 1) {
            return Reason.LAST_VALIDATOR;
        }
        pool.stands = false;
        return null;
    }

    private @Nullable Reason evidence(Equivocation votes) {
        var offender = votes.first().validator();
        long of = votes.first().vote().round().epoch();
        if (of > epoch) {
            return Reason.EVIDENCE_OUT_OF_TIME;
        }
        if (of < ends.size()
                && time > ends.get((int) of) + rules.evidenceTime().toMillis()
                && height > (of + 5) * rules.epochBlocks()) {
            return Reason.EVIDENCE_OUT_OF_TIME;
        }
        var set = sets.get((int) of);
        if (!set.powers().containsKey(offender)) {
            return Reason.EVIDENCE_NOT_SIGNED;
        }
        var pool = pool(offender);
        if (of < pool.punished) {
            return Reason.ALREADY_PUNISHED;
        }
        var key = TestActors.key(offender);
        if (!votes.isSignedWith(key, genesis.chainId(), TestSigner.VERIFIER)) {
            return Reason.EVIDENCE_NOT_SIGNED;
        }
        var lost = part(pool.stake, rules.slashBasisPoints());
        pool.stake = pool.stake.subtract(lost);
        burned = burned.add(lost);
        for (Leaving entry : leaving) {
            if (entry.validator.equals(offender) && entry.height > set.height()) {
                entry.left = entry.left.subtract(part(entry.left, rules.slashBasisPoints()));
            }
        }
        pool.stands = false;
        pool.punished = epoch + 1;
        pool.jailedUntil = time + rules.unbondingTime().toMillis();
        return null;
    }

    private static BigInteger part(BigInteger whole, int basisPoints) {
        return whole.multiply(BigInteger.valueOf(basisPoints)).divide(BigInteger.valueOf(10_000));
    }

    void end() {
        while (!leaving.isEmpty()) {
            var entry = leaving.getFirst();
            long left = (entry.height - 1) / rules.epochBlocks();
            if (time < entry.time + rules.unbondingTime().toMillis() || height <= (left + 3) * rules.epochBlocks()) {
                break;
            }
            leaving.removeFirst();
            give(entry.owner, entry.left);
            burned = burned.add(entry.amount.subtract(entry.left));
        }
        if (height % rules.epochBlocks() == 0) {
            endEpoch();
        }
    }

    private void endEpoch() {
        var toShare = fees;
        for (ActorId id : sets.get((int) epoch).powers().keySet()) {
            var pool = pool(id);
            if (time >= pool.jailedUntil) {
                var reward = toShare.multiply(BigInteger.valueOf(pool.proposed))
                        .divide(BigInteger.valueOf(rules.epochBlocks()));
                var commission = pool.stake.signum() == 0 ? reward : part(reward, pool.commission);
                give(id, commission);
                pool.stake = pool.stake.add(reward.subtract(commission));
                fees = fees.subtract(reward);
            }
            pool.proposed = 0;
        }
        ends.add(time);
        var chosen = best(height);
        if (chosen.powers().isEmpty()) {
            sets.add(sets.getLast());
        } else {
            sets.add(chosen);
            pools.forEach((id, pool) -> pool.stands &= qualifies(id, pool));
        }
    }

    private boolean qualifies(ActorId id, Pool pool) {
        return pool.stands && hasOwnStake(id, pool) && pool.stake.compareTo(CREDIT) >= 0;
    }

    private Chosen best(long at) {
        var powers = new LinkedHashMap<ActorId, BigInteger>();
        pools.entrySet().stream()
                .filter(entry -> qualifies(entry.getKey(), entry.getValue()))
                .sorted(Comparator.comparing((Map.Entry<ActorId, Pool> entry) -> entry.getValue().stake)
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .limit(rules.validatorsMax())
                .forEach(entry ->
                        powers.put(entry.getKey(), entry.getValue().stake.divide(CREDIT)));
        return new Chosen(at, powers);
    }

    /// Fails unless the chain's state is this ledger's, record by record.
    void assertSameAs(MachineChain chain) {
        Set<StateKey> expected = new HashSet<>();
        balances.keySet().forEach(id -> expected.add(StateKey.account(id)));
        for (StateKey key : expected) {
            assertThat(chain.state).containsKey(key);
        }
        balances.forEach((id, balance) -> {
            Account account = chain.account(id);
            assertThat(account.balance().toBigInteger()).isEqualTo(balance);
            assertThat(account.nonce()).isEqualTo(nonce(id));
        });
        providers.forEach((id, provider) -> assertThat(
                        MachineChain.decoded(chain.state.get(StateKey.provider(id)), Provider::decode))
                .isEqualTo(new Provider(provider.terms(), provider.since(), provider.updated())));
        int delegations = 0;
        for (var entry : pools.entrySet()) {
            delegations += assertSame(chain, entry.getKey(), entry.getValue());
        }
        assertThat(chain.state.keySet().stream().filter(key -> key.toBytes()[0] == 4))
                .hasSize(delegations);
        assertThat(chain.state.keySet().stream().filter(key -> key.toBytes()[0] == 3))
                .hasSize(pools.size());
        assertThat(chain.state.keySet().stream().filter(key -> key.toBytes()[0] == 1))
                .hasSize(balances.size());
        var totals = chain.totals();
        assertThat(totals.feePool().toBigInteger()).isEqualTo(fees);
        assertThat(totals.burned().toBigInteger()).isEqualTo(burned);
        assertThat(totals.unbondingTail() - totals.unbondingHead()).isEqualTo(leaving.size());
        for (int i = 0; i < leaving.size(); i++) {
            var entry = leaving.get(i);
            var stored = MachineChain.decoded(
                    chain.state.get(Tables.unbonding(totals.unbondingHead() + i)), Unbonding::decode);
            assertThat(stored.owner()).isEqualTo(entry.owner);
            assertThat(stored.validator()).isEqualTo(entry.validator);
            assertThat(stored.amount().toBigInteger()).isEqualTo(entry.amount);
        }
        assertThat(chain.candidates().ids())
                .isEqualTo(pools.entrySet().stream()
                        .filter(entry -> entry.getValue().stands)
                        .map(Map.Entry::getKey)
                        .toList());
        for (long of = epoch; of < sets.size(); of++) {
            var powers = new LinkedHashMap<ActorId, BigInteger>();
            for (ValidatorSet.Member member : chain.set(of).members()) {
                powers.put(member.id(), BigInteger.valueOf(member.power()));
            }
            assertThat(powers).isEqualTo(sets.get((int) of).powers());
        }
    }

    private static int assertSame(MachineChain chain, ActorId id, Pool pool) {
        Validator stored = MachineChain.decoded(chain.state.get(StateKey.validator(id)), Validator::decode);
        assertThat(stored.stake().toBigInteger()).isEqualTo(pool.stake);
        assertThat(stored.shares().toBigInteger()).isEqualTo(pool.shares());
        assertThat(stored.ownShares().toBigInteger()).isEqualTo(pool.of(id));
        assertThat(stored.candidate()).isEqualTo(pool.stands);
        assertThat(stored.endpoint().orElse(null)).isEqualTo(pool.endpoint);
        assertThat(stored.commissionBasisPoints()).isEqualTo(pool.commission);
        assertThat(stored.jailedUntilMillis()).isEqualTo(pool.jailedUntil);
        assertThat(stored.punishedEpochs()).isEqualTo(pool.punished);
        assertThat(stored.blocksProposed()).isEqualTo(pool.proposed);
        int delegations = 0;
        for (var holder : pool.holders.entrySet()) {
            if (!holder.getKey().equals(id) && holder.getValue().signum() > 0) {
                delegations++;
                var key = StateKey.delegation(id, holder.getKey());
                assertThat(MachineChain.decoded(chain.state.get(key), Delegation::decode)
                                .shares()
                                .toBigInteger())
                        .isEqualTo(holder.getValue());
            }
        }
        return delegations;
    }
}
