package network.cairn.chain.state;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import network.cairn.client.ledger.Account;
import network.cairn.client.ledger.Amount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.ledger.StorageEpoch;
import network.cairn.client.ledger.Validator;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.id.ActorId;
import org.jspecify.annotations.Nullable;

/// The state while a block is carried out: the parent's records, decoded once, and what has become of them.
///
/// One thread uses it, for one block.
final class WorkingState {
    private final StateView parent;
    private final RecordType<ValidatorSet> sets;
    private final Map<StateKey, Slot<?>> slots = new HashMap<>();

    WorkingState(StateView parent, SetMemo memo) {
        this.parent = parent;
        this.sets = RecordType.moneyless(ValidatorSet::encode, memo::decode);
    }

    private static final class Slot<T> {
        final RecordType<T> type;
        final @Nullable T original;

        @Nullable
        T value;

        Slot(RecordType<T> type, @Nullable T original) {
            this.type = type;
            this.original = original;
            this.value = original;
        }

        boolean changed() {
            return !Objects.equals(original, value);
        }

        Optional<byte[]> encoded() {
            return value == null
                    ? Optional.empty()
                    : Optional.of(type.encoding().apply(value));
        }

        Amount moneyBefore() {
            return original == null ? Amount.ZERO : type.money().apply(original);
        }

        Amount moneyAfter() {
            return value == null ? Amount.ZERO : type.money().apply(value);
        }
    }

    <T> @Nullable T get(StateKey key, RecordType<T> type) {
        return slot(key, type).value;
    }

    <T> void put(StateKey key, RecordType<T> type, T value) {
        slot(key, type).value = value;
    }

    <T> void remove(StateKey key, RecordType<T> type) {
        slot(key, type).value = null;
    }

    @SuppressWarnings("unchecked")
    private <T> Slot<T> slot(StateKey key, RecordType<T> type) {
        Slot<?> known = slots.get(key);
        if (known != null) {
            // A key's table decides its type, so the slot was made with this one.
            return (Slot<T>) known;
        }
        byte[] encoded = parent.get(key);
        var slot = new Slot<>(type, encoded == null ? null : type.decode(encoded));
        slots.put(key, slot);
        return slot;
    }

    Account account(ActorId id) {
        Account account = get(StateKey.account(id), RecordType.ACCOUNT);
        return account == null ? Account.EMPTY : account;
    }

    void put(ActorId id, Account account) {
        put(StateKey.account(id), RecordType.ACCOUNT, account);
    }

    /// Adds free money to an account, which comes into being with it. Nothing adds nothing.
    void credit(ActorId id, Amount amount) {
        if (!amount.isZero()) {
            Account account = account(id);
            put(id, new Account(account.nonce(), account.balance().plusExact(amount)));
        }
    }

    /// @throws IllegalStateException if there is none
    <T> T require(StateKey key, RecordType<T> type) {
        T value = get(key, type);
        if (value == null) {
            throw new IllegalStateException("the state lacks a record it cannot be without: " + key);
        }
        return value;
    }

    Totals totals() {
        return require(Tables.totals(), RecordType.TOTALS);
    }

    /// The totals before the block.
    Totals parentTotals() {
        return Objects.requireNonNull(slot(Tables.totals(), RecordType.TOTALS).original, "totals");
    }

    void put(Totals totals) {
        put(Tables.totals(), RecordType.TOTALS, totals);
    }

    StorageTotals storageTotals() {
        StorageTotals totals = get(Tables.storageTotals(), RecordType.STORAGE_TOTALS);
        return totals == null ? StorageTotals.NOTHING : totals;
    }

    void put(StorageTotals totals) {
        put(Tables.storageTotals(), RecordType.STORAGE_TOTALS, totals);
    }

    StorageEpoch storageEpoch(long epoch) {
        StorageEpoch known = get(StateKey.storageEpoch(epoch), RecordType.STORAGE_EPOCH);
        return known == null ? StorageEpoch.NOTHING : known;
    }

    void put(long epoch, StorageEpoch storage) {
        put(StateKey.storageEpoch(epoch), RecordType.STORAGE_EPOCH, storage);
    }

    Candidates candidates() {
        return require(Tables.candidates(), RecordType.CANDIDATES);
    }

    void put(Candidates candidates) {
        put(Tables.candidates(), RecordType.CANDIDATES, candidates);
    }

    @Nullable
    Validator findValidator(ActorId id) {
        return get(StateKey.validator(id), RecordType.VALIDATOR);
    }

    /// The record of one that is or was in a set, which is never removed.
    Validator validator(ActorId id) {
        return require(StateKey.validator(id), RecordType.VALIDATOR);
    }

    void put(Validator validator) {
        put(StateKey.validator(validator.key().id()), RecordType.VALIDATOR, validator);
    }

    @Nullable
    ValidatorSet findSet(long epoch) {
        return get(Tables.validatorSet(epoch), sets);
    }

    ValidatorSet set(long epoch) {
        return require(Tables.validatorSet(epoch), sets);
    }

    void put(long epoch, ValidatorSet set) {
        put(Tables.validatorSet(epoch), sets, set);
    }

    void removeSet(long epoch) {
        remove(Tables.validatorSet(epoch), sets);
    }

    /// What has changed, in the order of the keys.
    ///
    /// @throws IllegalStateException if that makes or destroys money
    StateChanges conservingChanges() {
        var before = Amount.ZERO;
        var after = Amount.ZERO;
        for (Slot<?> slot : slots.values()) {
            before = before.plusExact(slot.moneyBefore());
            after = after.plusExact(slot.moneyAfter());
        }
        if (!before.equals(after)) {
            throw new IllegalStateException(
                    "the block would make " + before + " units into " + after + ": the supply is not conserved");
        }
        return changes();
    }

    /// What has changed, in the order of the keys, whatever it does to the supply.
    StateChanges changes() {
        var records = new TreeMap<StateKey, Optional<byte[]>>();
        slots.forEach((key, slot) -> {
            if (slot.changed()) {
                records.put(key, slot.encoded());
            }
        });
        return new StateChanges(records);
    }
}
