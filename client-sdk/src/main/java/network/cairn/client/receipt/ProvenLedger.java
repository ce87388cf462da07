package network.cairn.client.receipt;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.Deal;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.Provider;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.receipt.ReceiptVerdict.Reason;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;
import network.cairn.proofs.id.DealId;
import network.cairn.proofs.tree.StateVerdict;

/// The records of a receipt, each proven against its header, and which of them have been asked for. Whether the
/// headers are final is not its affair.
final class ProvenLedger {
    /// A record that is there.
    ///
    /// @param value what it says
    /// @param epoch the epoch of the header it is proven against
    record Found<T>(T value, long epoch) {}

    @FunctionalInterface
    private interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    private final DurabilityReceipt receipt;
    private final Map<StateKey, ReceiptRecord> records = new HashMap<>();
    private final Map<StateKey, Optional<? extends Found<?>>> decoded = new HashMap<>();
    private final Set<StateKey> used = new HashSet<>();
    private final long epoch;

    private ProvenLedger(DurabilityReceipt receipt) {
        this.receipt = receipt;
        this.epoch = receipt.tip().header().epoch();
    }

    /// Checks every record's proof.
    static ProvenLedger of(DurabilityReceipt receipt) throws RefusedReceiptException {
        var ledger = new ProvenLedger(receipt);
        for (ReceiptRecord record : receipt.records()) {
            var header = ledger.header(record);
            if (record.proof().verify(header.state(), record.key().path(), record.value())
                    instanceof StateVerdict.Rejected(var reason)) {
                throw new RefusedReceiptException(
                        Reason.RECORD_NOT_PROVEN,
                        "record " + record.key() + " under header " + header.height() + ": " + reason);
            }
            ledger.records.put(record.key(), record);
        }
        return ledger;
    }

    private BlockHeader header(ReceiptRecord record) {
        return receipt.headers().get(record.header()).header();
    }

    /// The epoch of the newest header.
    long epoch() {
        return epoch;
    }

    Found<Deal> deal(DealId id) throws RefusedReceiptException {
        return require(StateKey.deal(id), Deal::decode);
    }

    Found<Provider> provider(ActorId id) throws RefusedReceiptException {
        return require(StateKey.provider(id), Provider::decode);
    }

    Found<ProviderAccount> account(ActorId id) throws RefusedReceiptException {
        return require(StateKey.providerAccount(id), ProviderAccount::decode);
    }

    /// Whether a provider has proven an epoch, which is one of those that {@link #erasOf} gives records of.
    boolean hasProven(ActorId provider, long past) throws RefusedReceiptException {
        var era = find(StateKey.provenEpochs(provider, ProvenEpochs.era(past)), ProvenEpochs::decode);
        return era.isPresent() && era.get().value().has(past);
    }

    /// The last epoch of some that a provider has proven.
    ///
    /// @param from the first of them
    /// @param to the last of them
    Optional<Long> lastProven(ActorId provider, long from, long to) throws RefusedReceiptException {
        long start = Math.max(from, firstEpochKnown(epoch));
        for (long past = Math.min(to, epoch - 1); past >= start; past--) {
            if (hasProven(provider, past)) {
                return Optional.of(past);
            }
        }
        return Optional.empty();
    }

    /// The first epoch of which a receipt whose newest header is of this one says whether it was proven: with the
    /// record of the last epoch that could be, it has the one before.
    static long firstEpochKnown(long epoch) {
        return epoch == 0 ? 0 : Math.max(0, ProvenEpochs.era(epoch - 1) - 1) * ProvenEpochs.EPOCHS;
    }

    /// The numbers of the records of proven epochs that such a receipt has of each provider.
    static Set<Long> erasOf(long epoch) {
        return epoch == 0
                ? Set.of()
                : ProvenEpochs.era(epoch - 1) == 0
                        ? Set.of(0L)
                        : Set.of(ProvenEpochs.era(epoch - 1), ProvenEpochs.era(epoch - 1) - 1);
    }

    /// Has the records of proven epochs of a provider count as asked for.
    void useErasOf(ActorId provider) throws RefusedReceiptException {
        for (long era : erasOf(epoch)) {
            find(StateKey.provenEpochs(provider, era), ProvenEpochs::decode);
        }
    }

    /// Refuses a receipt with a record that was not asked for.
    void checkAllUsed() throws RefusedReceiptException {
        for (StateKey key : records.keySet()) {
            if (!used.contains(key)) {
                throw new RefusedReceiptException(Reason.NOT_NEEDED, "no piece needs record " + key);
            }
        }
    }

    private <T> Found<T> require(StateKey key, Decoding<T> decoding) throws RefusedReceiptException {
        return find(key, decoding)
                .orElseThrow(() -> new RefusedReceiptException(
                        Reason.RECORD_MISSING, "the state is proven to have no record " + key));
    }

    private <T> Optional<Found<T>> find(StateKey key, Decoding<T> decoding) throws RefusedReceiptException {
        // A key's table says what its record is, so it is always asked for in the same form.
        @SuppressWarnings("unchecked")
        var known = (Optional<Found<T>>) decoded.get(key);
        if (known != null) {
            return known;
        }
        var record = records.get(key);
        if (record == null) {
            throw new RefusedReceiptException(Reason.RECORD_MISSING, "the receipt has no record " + key);
        }
        used.add(key);
        Optional<Found<T>> found = Optional.empty();
        var value = record.value();
        if (value.isPresent()) {
            try {
                found = Optional.of(
                        new Found<>(decoding.decode(value.get()), header(record).epoch()));
            } catch (CodecException e) {
                throw new RefusedReceiptException(Reason.UNKNOWN_FORM, "record " + key + ": " + e.getMessage());
            }
        }
        decoded.put(key, found);
        return found;
    }
}
