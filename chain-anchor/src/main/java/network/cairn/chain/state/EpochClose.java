package network.cairn.chain.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageEpoch;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;

/// What the last block of an epoch does after its transactions: shares the epoch's fees, chooses the set
/// of the epoch after next, and forgets what is too old to be punished.
///
/// Its work is bounded by the sizes of a set and of the list of candidates.
final class EpochClose {
    /// More than one, so that the oldest catches up after time has leapt.
    private static final int FORGOTTEN_EPOCHS_MAX = 8;

    /// How many epochs' beacons the state keeps.
    private static final int BEACONS_MAX = 1000;

    /// Less than a credit counts as one, which is for genesis alone: elsewhere dust would buy votes.
    private static final Amount STAKE_MIN = Amount.credits(1);

    private final WorkingState state;
    private final BlockContext block;
    private final ChainParameters parameters;

    EpochClose(WorkingState state, BlockContext block, ChainParameters parameters) {
        this.state = state;
        this.block = block;
        this.parameters = parameters;
    }

    void run() {
        freezeStorage();
        shareFees();
        EpochRecord ending = state.require(Tables.epoch(block.epoch()), RecordType.EPOCH);
        state.put(
                Tables.epoch(block.epoch()),
                RecordType.EPOCH,
                new EpochRecord(ending.chosenHeight(), Optional.of(block.timestampMillis())));
        choose();
        forget();
    }

    /// What all providers together are bound to. Nothing is done for each of them, nor for each deal: both are
    /// brought up to date when somebody touches them.
    private void freezeStorage() {
        StorageTotals storage = state.storageTotals();
        if (storage.leaves() > 0) {
            state.put(block.epoch(), new StorageEpoch(storage.rate(), Amount.ZERO, false));
        }
    }

    /// By blocks proposed. A validator in jail gets nothing; its part, as what rounding leaves, is shared
    /// with the next epoch's.
    private void shareFees() {
        Amount pool = state.totals().feePool();
        Amount left = pool;
        for (ValidatorSet.Member member : state.set(block.epoch()).members()) {
            Validator validator = state.validator(member.id());
            if (validator.blocksProposed() == 0) {
                continue;
            }
            state.put(ValidatorChange.proposed(validator, 0));
            if (block.timestampMillis() < validator.jailedUntilMillis()) {
                continue;
            }
            Amount reward =
                    pool.timesRatio(Amount.units(validator.blocksProposed()), Amount.units(parameters.epochBlocks()));
            reward(member.id(), reward);
            left = left.minusExact(reward);
        }
        state.put(state.totals().withFeePool(left));
    }

    private void reward(ActorId id, Amount reward) {
        Validator validator = state.validator(id);
        // A pool that nobody has a share of, or whose shares are worth nothing, passes nothing on.
        boolean poolEmpty = validator.stake().isZero();
        Amount commission = poolEmpty ? reward : UnbondingQueue.part(reward, validator.commissionBasisPoints());
        state.credit(id, commission);
        state.put(ValidatorChange.stake(validator, validator.stake().plusExact(reward.minusExact(commission))));
    }

    private void choose() {
        var standing = new ArrayList<Validator>();
        for (ActorId id : state.candidates().ids()) {
            standing.add(state.validator(id));
        }
        var qualified = standing.stream()
                .filter(this::qualifies)
                .sorted(Comparator.comparing(Validator::stake)
                        .reversed()
                        .thenComparing(validator -> validator.key().id()))
                .toList();
        if (qualified.isEmpty()) {
            carryOver();
            return;
        }
        var kept = qualified.subList(0, Math.min(qualified.size(), Candidates.CANDIDATES_MAX));
        drop(standing, kept);
        serve(
                ValidatorSet.of(kept.stream()
                        .limit(parameters.validatorsMax())
                        .map(EpochClose::member)
                        .toList()),
                block.height());
    }

    /// Nobody can take their place, so those of the next epoch go on; the list stays as it is.
    private void carryOver() {
        EpochRecord next = state.require(Tables.epoch(block.epoch() + 1), RecordType.EPOCH);
        serve(state.set(block.epoch() + 1), next.chosenHeight());
    }

    private void serve(ValidatorSet set, long chosenHeight) {
        long epoch = block.epoch() + 2;
        state.put(epoch, set);
        state.put(Tables.epoch(epoch), RecordType.EPOCH, new EpochRecord(chosenHeight, Optional.empty()));
    }

    private static ValidatorSet.Member member(Validator validator) {
        return new ValidatorSet.Member(
                validator.key(),
                ValidatorSet.powerOf(validator.stake()),
                validator.endpoint().orElseThrow());
    }

    private boolean qualifies(Validator validator) {
        return StakePool.ownStake(validator).compareTo(parameters.selfStakeMin()) >= 0
                && validator.stake().compareTo(STAKE_MIN) >= 0;
    }

    /// Those that are not kept stand no longer; they may join again.
    private void drop(List<Validator> standing, List<Validator> kept) {
        var keptIds =
                kept.stream().map(validator -> validator.key().id()).sorted().toList();
        Amount floor = kept.size() < Candidates.CANDIDATES_MAX
                ? Amount.ZERO
                : kept.getLast().stake();
        var candidates = new Candidates(floor, keptIds);
        state.put(candidates);
        for (Validator validator : standing) {
            if (!candidates.contains(validator.key().id())) {
                state.put(ValidatorChange.notStanding(validator));
            }
        }
    }

    private void forget() {
        if (block.epoch() >= BEACONS_MAX) {
            state.remove(StateKey.beacon(block.epoch() - BEACONS_MAX), RecordType.BEACON);
        }
        long oldest = state.totals().oldestEpoch();
        for (int forgotten = 0; forgotten < FORGOTTEN_EPOCHS_MAX; forgotten++) {
            EpochRecord record = state.require(Tables.epoch(oldest), RecordType.EPOCH);
            if (EvidenceRule.isAdmissible(oldest, record, block, parameters)) {
                break;
            }
            state.remove(Tables.epoch(oldest), RecordType.EPOCH);
            state.removeSet(oldest);
            oldest++;
        }
        state.put(state.totals().withOldestEpoch(oldest));
    }
}
