package network.cairn.chain.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import network.cairn.chain.beacon.BeaconCheck;
import network.cairn.client.identity.SignatureVerifier;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.Block;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Bond;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.Delegate;
import network.cairn.client.ledger.Evidence;
import network.cairn.client.ledger.Genesis;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.LeaveValidators;
import network.cairn.client.ledger.Outcome;
import network.cairn.client.ledger.RegisterProvider;
import network.cairn.client.ledger.Rejection;
import network.cairn.client.ledger.Rejection.Reason;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageEpoch;
import network.cairn.client.ledger.StorageOrder;
import network.cairn.client.ledger.Transaction;
import network.cairn.client.ledger.Transfer;
import network.cairn.client.ledger.Unbond;
import network.cairn.client.ledger.UpdateProvider;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.BeaconSignature;
import network.cairn.proofs.id.ChainId;

/// What blocks do to the ledger's state: a function of the state before and the block, with no clock,
/// thread or disk in it.
///
/// Total: any transaction that can be decoded gives an outcome or a typed rejection, never an exception,
/// and work that its own size, the parameters and the limits named here bound. An exception is a bug or a
/// broken state.
/// Any thread may use it.
public final class StateMachine {
    /// What of a block's bytes is not its transactions': the header, its length and their count.
    public static final int BLOCK_OVERHEAD_BYTES = BlockHeader.ENCODED_BYTES_MAX + 8;

    /// What a transaction takes of a block besides its own bytes: its length.
    public static final int TRANSACTION_OVERHEAD_BYTES = 4;

    private static final ActorId NOBODY = ActorId.of(new byte[ActorId.LENGTH_BYTES]);

    private final Genesis genesis;
    private final ChainParameters parameters;
    private final ChainId chain;
    private final VerifiedTransactions verified;
    private final BeaconCheck beaconCheck;
    private final SignatureVerifier verifier;
    private final SetMemo sets = new SetMemo();

    /// One for a chain without a beacon that checks signatures one after the other.
    public StateMachine(Genesis genesis, SignatureVerifier verifier) {
        this(
                genesis,
                verifier,
                VerifiedTransactions.serial(verifier, VerifiedTransactions.TRANSACTIONS_MAX_DEFAULT),
                BeaconCheck.NONE);
    }

    /// @param verifier checks the votes in evidence
    /// @param verified checks the transactions' signatures, and remembers those that are right
    public StateMachine(
            Genesis genesis, SignatureVerifier verifier, VerifiedTransactions verified, BeaconCheck beaconCheck) {
        this.genesis = genesis;
        this.parameters = genesis.parameters();
        this.chain = genesis.chainId();
        this.verifier = verifier;
        this.verified = verified;
        this.beaconCheck = beaconCheck;
        try {
            price(parameters.transactionBytesMax());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(
                    "feePerByte " + parameters.feePerByte() + " makes the longest transaction cost more than 128 bits",
                    e);
        }
    }

    /// Whether a transaction's place in a block was taken, by its fee.
    private sealed interface Placing {
        record Placed(Outcome outcome) implements Placing {}

        record NoPlace(Rejection rejection) implements Placing {}
    }

    /// The state after genesis, from nothing.
    public StateChanges genesis() {
        return GenesisState.of(genesis, new WorkingState(_ -> null, sets));
    }

    /// Carries out a block that somebody made.
    public ExecutionResult execute(StateView parent, BlockContext context, List<Transaction> transactions) {
        var objection = objection(parent, context);
        if (objection.isPresent()) {
            return new ExecutionResult.ContextRefused(objection.get());
        }
        if (transactions.size() > Block.TRANSACTIONS_MAX) {
            return new ExecutionResult.ContextRefused(
                    "a block has at most " + Block.TRANSACTIONS_MAX + " transactions, not " + transactions.size());
        }
        BitSet signed = verified.signed(transactions);
        int unsigned = signed.nextClearBit(0);
        if (unsigned < transactions.size()) {
            return new ExecutionResult.Refused(unsigned, badSignature(transactions.get(unsigned)));
        }
        var state = begin(parent, context);
        var outcomes = new ArrayList<Outcome>();
        long bytesLeft = (long) parameters.blockBytesMax() - BLOCK_OVERHEAD_BYTES;
        for (int i = 0; i < transactions.size(); i++) {
            int encodedBytes = transactions.get(i).encode().length;
            bytesLeft -= TRANSACTION_OVERHEAD_BYTES + encodedBytes;
            if (bytesLeft < 0) {
                return new ExecutionResult.ContextRefused(
                        "a block is at most " + parameters.blockBytesMax() + " bytes with its header");
            }
            switch (place(state, context, transactions.get(i), encodedBytes)) {
                case Placing.NoPlace(var rejection) -> {
                    return new ExecutionResult.Refused(i, rejection);
                }
                case Placing.Placed(var outcome) -> outcomes.add(outcome);
            }
        }
        return new ExecutionResult.Executed(end(state, context, transactions, outcomes));
    }

    /// Makes a block of what has a place in one, in the order given, until there is no room.
    ///
    /// @param bytesMax the most bytes the transactions may take, {@link #TRANSACTION_OVERHEAD_BYTES} each
    ///     among them; never more than the chain's blocks allow
    /// @throws IllegalArgumentException if there is an {@link #objection} to the context
    public ExecutedBlock select(StateView parent, BlockContext context, List<Transaction> candidates, int bytesMax) {
        objection(parent, context).ifPresent(reason -> {
            throw new IllegalArgumentException(reason);
        });
        BitSet signed = verified.signed(candidates);
        var state = begin(parent, context);
        var taken = new ArrayList<Transaction>();
        var outcomes = new ArrayList<Outcome>();
        int bytesLeft = Math.min(bytesMax, parameters.blockBytesMax() - BLOCK_OVERHEAD_BYTES);
        for (int i = 0; i < candidates.size() && taken.size() < Block.TRANSACTIONS_MAX; i++) {
            int encodedBytes = candidates.get(i).encode().length;
            if (!signed.get(i) || TRANSACTION_OVERHEAD_BYTES + encodedBytes > bytesLeft) {
                continue;
            }
            if (place(state, context, candidates.get(i), encodedBytes) instanceof Placing.Placed(var outcome)) {
                taken.add(candidates.get(i));
                outcomes.add(outcome);
                bytesLeft -= TRANSACTION_OVERHEAD_BYTES + encodedBytes;
            }
        }
        return end(state, context, taken, outcomes);
    }

    /// The set of an epoch: of those the state still knows, at least its own epoch's, the one before and the
    /// one after.
    public Optional<ValidatorSet> validators(StateView state, long epoch) {
        return epoch < 0 ? Optional.empty() : Optional.ofNullable(new WorkingState(state, sets).findSet(epoch));
    }

    /// Why a transaction would have no place in the next block, or would be charged for nothing; empty if
    /// neither. What it does is judged only where nothing of its sender waits before it.
    ///
    /// @param pendingBefore how many transactions of its sender wait before it
    public Optional<Rejection> check(StateView view, Transaction transaction, int pendingBefore) {
        var state = new WorkingState(view, sets);
        var noPlace = noPlace(state, transaction, transaction.encode().length, pendingBefore);
        if (noPlace.isPresent()) {
            return noPlace;
        }
        if (!verified.isSigned(transaction)) {
            return Optional.of(badSignature(transaction));
        }
        if (pendingBefore > 0) {
            return Optional.empty();
        }
        charge(state, transaction);
        var totals = state.totals();
        return carryOut(state, nextBlock(totals), transaction);
    }

    /// The least that is known of the block after the state's.
    private BlockContext nextBlock(Totals totals) {
        long height = totals.height() + 1;
        return new BlockContext(
                height,
                parameters.epochOf(height),
                UnbondingQueue.later(totals.timestampMillis(), Duration.ofMillis(1)),
                NOBODY,
                Optional.empty());
    }

    /// What is wrong with what a block says of itself, if anything: its height, epoch, time, proposer, or
    /// a beacon that has no place in it.
    public Optional<String> objection(StateView parent, BlockContext context) {
        var state = new WorkingState(parent, sets);
        var totals = state.totals();
        if (context.height() != totals.height() + 1) {
            return Optional.of("height " + context.height() + " does not follow " + totals.height());
        }
        long epoch = parameters.epochOf(context.height());
        if (context.epoch() != epoch) {
            return Optional.of("height " + context.height() + " is in epoch " + epoch + ", not " + context.epoch());
        }
        if (context.timestampMillis() <= totals.timestampMillis()) {
            return Optional.of(
                    "time " + context.timestampMillis() + " is not after the parent's, " + totals.timestampMillis());
        }
        if (state.set(epoch).position(context.proposer()).isEmpty()) {
            return Optional.of("proposer " + context.proposer() + " is not in the set of epoch " + epoch);
        }
        return context.beacon().isPresent() ? beaconObjection(state, context) : Optional.empty();
    }

    private Optional<String> beaconObjection(WorkingState state, BlockContext context) {
        if (genesis.beacon().isEmpty()) {
            return Optional.of("a beacon in a chain without one");
        }
        if (context.epoch() == 0) {
            return Optional.of("a beacon of the epoch before the first");
        }
        long of = context.epoch() - 1;
        if (state.get(StateKey.beacon(of), RecordType.BEACON) != null) {
            return Optional.of("the beacon of epoch " + of + " a second time");
        }
        return beaconCheck.isBeacon(of, context.beacon().get())
                ? Optional.empty()
                : Optional.of("not the beacon of epoch " + of);
    }

    private WorkingState begin(StateView parent, BlockContext context) {
        var state = new WorkingState(parent, sets);
        state.put(state.totals().at(context.height(), context.timestampMillis()));
        context.beacon().ifPresent(beacon -> recordBeacon(state, context.epoch() - 1, beacon));
        Validator proposer = state.validator(context.proposer());
        state.put(ValidatorChange.proposed(proposer, proposer.blocksProposed() + 1));
        return state;
    }

    private static void recordBeacon(WorkingState state, long epoch, BeaconSignature beacon) {
        state.put(StateKey.beacon(epoch), RecordType.BEACON, beacon);
        if (state.get(StateKey.storageEpoch(epoch), RecordType.STORAGE_EPOCH) != null) {
            StorageEpoch storage = state.storageEpoch(epoch);
            state.put(epoch, new StorageEpoch(storage.rate(), storage.provenRate(), true));
        }
    }

    private ExecutedBlock end(
            WorkingState state, BlockContext context, List<Transaction> transactions, List<Outcome> outcomes) {
        // After the transactions, so that evidence reaches what the same block would set free.
        UnbondingQueue.payOut(state, context, parameters);
        if (context.height() == parameters.lastHeight(context.epoch())) {
            new EpochClose(state, context, parameters).run();
        }
        return new ExecutedBlock(
                transactions,
                outcomes,
                state.conservingChanges(),
                state.set(context.epoch()),
                state.set(context.epoch() + 1));
    }

    private Placing place(WorkingState state, BlockContext context, Transaction transaction, int encodedBytes) {
        var noPlace = noPlace(state, transaction, encodedBytes, 0);
        if (noPlace.isPresent()) {
            return new Placing.NoPlace(noPlace.get());
        }
        charge(state, transaction);
        return new Placing.Placed(carryOut(state, context, transaction)
                .<Outcome>map(Outcome.Charged::new)
                .orElseGet(Outcome.Applied::new));
    }

    private Optional<Rejection> noPlace(
            WorkingState state, Transaction transaction, int encodedBytes, int pendingBefore) {
        if (!transaction.chain().equals(chain)) {
            return rejected(Reason.WRONG_CHAIN, "signed for chain " + transaction.chain() + ", this is " + chain);
        }
        if (encodedBytes > parameters.transactionBytesMax()) {
            return rejected(
                    Reason.TOO_LONG,
                    encodedBytes + " bytes, at most " + parameters.transactionBytesMax() + " are taken");
        }
        Account sender = state.account(transaction.sender().id());
        long expected = sender.nonce() + pendingBefore;
        if (transaction.nonce() != expected) {
            return rejected(
                    transaction.nonce() < expected ? Reason.NONCE_USED : Reason.NONCE_AHEAD,
                    "nonce " + transaction.nonce() + " where the next is " + expected);
        }
        Amount price = price(encodedBytes);
        if (transaction.fee().compareTo(price) < 0) {
            return rejected(
                    Reason.FEE_TOO_LOW,
                    "a fee of " + transaction.fee() + " units where " + encodedBytes + " bytes cost " + price);
        }
        if (sender.balance().compareTo(transaction.fee()) < 0) {
            return rejected(
                    Reason.FEE_NOT_COVERED,
                    "a fee of " + transaction.fee() + " units from an account with " + sender.balance());
        }
        if (transaction.body() instanceof Unbond && !UnbondingQueue.hasRoom(state)) {
            return rejected(
                    Reason.UNBONDING_FULL,
                    "stake is taken back " + UnbondingQueue.BLOCK_ENTRIES_MAX + " times in this block already");
        }
        return Optional.empty();
    }

    private Amount price(int encodedBytes) {
        return parameters.feePerByte().timesRatio(Amount.units(encodedBytes), Amount.units(1));
    }

    private static void charge(WorkingState state, Transaction transaction) {
        var sender = transaction.sender().id();
        Account account = state.account(sender);
        state.put(sender, new Account(account.nonce() + 1, account.balance().minusExact(transaction.fee())));
        var totals = state.totals();
        state.put(totals.withFeePool(totals.feePool().plusExact(transaction.fee())));
    }

    private Optional<Rejection> carryOut(WorkingState state, BlockContext context, Transaction transaction) {
        var run = new TransactionRun(state, parameters, context, transaction.sender(), transaction.nonce());
        return switch (transaction.body()) {
            case Transfer transfer -> TransferRule.apply(run, transfer);
            case RegisterProvider registration -> RegisterProviderRule.apply(run, registration);
            case UpdateProvider update -> UpdateProviderRule.apply(run, update);
            case Bond bond -> BondRule.apply(run, bond);
            case Delegate order -> DelegateRule.apply(run, order);
            case Unbond order -> UnbondRule.apply(run, order);
            case JoinValidators order -> JoinValidatorsRule.apply(run, order);
            case LeaveValidators() -> LeaveValidatorsRule.apply(run);
            case Evidence evidence -> EvidenceRule.apply(run, evidence, chain, verifier);
            case StorageOrder order -> StorageRules.apply(run, order, genesis, verifier);
        };
    }

    private static Rejection badSignature(Transaction transaction) {
        return new Rejection(
                Reason.BAD_SIGNATURE, "not signed by " + transaction.sender().id());
    }

    private static Optional<Rejection> rejected(Reason reason, String detail) {
        return Optional.of(new Rejection(reason, detail));
    }
}
