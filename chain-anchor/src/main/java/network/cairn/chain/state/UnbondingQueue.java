package network.cairn.chain.state;

import java.time.Duration;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.JoinValidators;
import network.cairn.client.ledger.Validator;
import network.cairn.proofs.id.ActorId;

/// The queue of stake that was taken back, first in, first out. Since all of it waits equally long, the
/// head is always the first that is free.
///
/// A block takes as many into the queue as one pays out, so the queue lags behind only after the chain
/// itself stood still.
final class UnbondingQueue {
    /// The most a block takes in, and the most it pays out.
    static final int BLOCK_ENTRIES_MAX = 2000;

    /// Stake counts in no set chosen after it left, so in none after the next epoch's; the epoch after
    /// that is for bringing evidence.
    private static final int EPOCHS_HELD = 2;

    private UnbondingQueue() {}

    static boolean hasRoom(WorkingState state) {
        return state.totals().unbondingTail() - state.parentTotals().unbondingTail() < BLOCK_ENTRIES_MAX;
    }

    static void add(WorkingState state, BlockContext block, ActorId owner, ActorId validator, Amount amount) {
        var totals = state.totals();
        state.put(
                Tables.unbonding(totals.unbondingTail()),
                RecordType.UNBONDING,
                new Unbonding(owner, validator, amount, block.height(), block.timestampMillis()));
        state.put(totals.withQueue(totals.unbondingHead(), totals.unbondingTail() + 1));
    }

    /// Pays out what has waited long enough, less the slashes it bears.
    static void payOut(WorkingState state, BlockContext block, ChainParameters parameters) {
        for (int paid = 0; paid < BLOCK_ENTRIES_MAX; paid++) {
            var totals = state.totals();
            long head = totals.unbondingHead();
            if (head == totals.unbondingTail()) {
                return;
            }
            Unbonding entry = state.require(Tables.unbonding(head), RecordType.UNBONDING);
            if (!isFree(entry, block, parameters)) {
                return;
            }
            Amount left = afterSlashes(entry, head, state.validator(entry.validator()));
            state.remove(Tables.unbonding(head), RecordType.UNBONDING);
            state.credit(entry.owner(), left);
            Amount burned = entry.amount().minusExact(left);
            state.put(totals.withQueue(head + 1, totals.unbondingTail())
                    .withBurned(totals.burned().plusExact(burned)));
        }
    }

    /// Both in time and in blocks: a chain that stood still must not set free what it had no block to
    /// punish.
    private static boolean isFree(Unbonding entry, BlockContext block, ChainParameters parameters) {
        long epoch = parameters.epochOf(entry.height());
        return block.timestampMillis() >= later(entry.timeMillis(), parameters.unbondingTime())
                && block.height() > parameters.lastHeight(epoch + EPOCHS_HELD);
    }

    private static Amount afterSlashes(Unbonding entry, long number, Validator validator) {
        Amount left = entry.amount();
        for (Validator.Slash slash : validator.slashes()) {
            if (number < slash.beforeNumber() && entry.height() > slash.sinceHeight()) {
                left = left.minusExact(part(left, slash.basisPoints()));
            }
        }
        return left;
    }

    /// So many hundredths of a percent of an amount, rounded down.
    static Amount part(Amount whole, int basisPoints) {
        return whole.timesRatio(Amount.units(basisPoints), Amount.units(JoinValidators.BASIS_POINTS));
    }

    /// A time so much later, or the end of time.
    static long later(long timeMillis, Duration duration) {
        long millis = duration.toMillis();
        return timeMillis > Long.MAX_VALUE - millis ? Long.MAX_VALUE : timeMillis + millis;
    }
}
