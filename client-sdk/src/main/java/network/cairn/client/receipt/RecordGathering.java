package network.cairn.client.receipt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ProvenEpochs;
import network.cairn.client.ledger.ProvenRecord;
import network.cairn.client.ledger.ProviderAccount;
import network.cairn.client.ledger.StateKey;
import network.cairn.client.light.ChainSource;
import network.cairn.proofs.codec.CodecException;
import network.cairn.proofs.id.ActorId;

/// The records of one receipt, as the source gave them, each against whatever header was its newest then.
final class RecordGathering {
    private final ChainSource source;
    private final Questions questions;
    private final Map<StateKey, ProvenRecord> records = new TreeMap<>();

    RecordGathering(ChainSource source, Questions questions) {
        this.source = source;
        this.questions = questions;
    }

    void put(StateKey key, ProvenRecord record) {
        records.put(key, record);
    }

    /// Asks for all records of some providers.
    ///
    /// @param attemptsMax how often the epoch may change meanwhile, and with it which records there are to be
    void providers(Collection<ActorId> providers, int attemptsMax) throws ReceiptException, InterruptedException {
        var keys = new ArrayList<StateKey>();
        for (ActorId provider : providers) {
            keys.add(StateKey.provider(provider));
            keys.add(StateKey.providerAccount(provider));
        }
        ask(keys);
        for (int attempt = 0; attempt <= attemptsMax; attempt++) {
            var eras = eras(providers);
            if (records.keySet().containsAll(eras)) {
                records.keySet().removeIf(key -> isOfEra(key) && !eras.contains(key));
                return;
            }
            ask(eras.stream().filter(key -> !records.containsKey(key)).toList());
        }
        throw new ReceiptException("epochs pass faster than the source answers");
    }

    private List<StateKey> eras(Collection<ActorId> providers) {
        long epoch = tip().map(BlockHeader::epoch).orElse(0L);
        return providers.stream()
                .flatMap(provider ->
                        ProvenLedger.erasOf(epoch).stream().map(era -> StateKey.provenEpochs(provider, era)))
                .toList();
    }

    private static boolean isOfEra(StateKey key) {
        return key.toBytes()[0]
                == StateKey.provenEpochs(ActorId.of(new byte[ActorId.LENGTH_BYTES]), 0)
                        .toBytes()[0];
    }

    private void ask(List<StateKey> keys) throws ReceiptException, InterruptedException {
        var answers = questions.all(keys.stream()
                .<Callable<ProvenRecord>>map(key -> () -> questions.ask(() -> source.prove(key)))
                .toList());
        for (int i = 0; i < keys.size(); i++) {
            records.put(keys.get(i), answers.get(i));
        }
    }

    /// The newest header that a record is proven against.
    Optional<BlockHeader> tip() {
        return records.values().stream()
                .map(ProvenRecord::header)
                .max((one, other) -> Long.compare(one.height(), other.height()));
    }

    /// A provider's account; empty where the source has none.
    Optional<ProviderAccount> account(ActorId provider) throws ReceiptException {
        return decoded(StateKey.providerAccount(provider), ProviderAccount::decode);
    }

    /// Whether the source says that a provider has proven an epoch.
    boolean hasProven(ActorId provider, long epoch) throws ReceiptException {
        return decoded(StateKey.provenEpochs(provider, ProvenEpochs.era(epoch)), ProvenEpochs::decode)
                .filter(era -> era.has(epoch))
                .isPresent();
    }

    @FunctionalInterface
    private interface Decoding<T> {
        T decode(byte[] encoded) throws CodecException;
    }

    private <T> Optional<T> decoded(StateKey key, Decoding<T> decoding) throws ReceiptException {
        var record = Optional.ofNullable(records.get(key)).flatMap(ProvenRecord::value);
        try {
            return record.isPresent() ? Optional.of(decoding.decode(record.get())) : Optional.empty();
        } catch (CodecException e) {
            throw new ReceiptException("record " + key + " is in no known form: " + e.getMessage(), e);
        }
    }

    /// The headers that the records are proven against.
    List<CertifiedHeader> headers() throws ReceiptException {
        var headers = new ArrayList<CertifiedHeader>();
        for (ProvenRecord record : records.values()) {
            try {
                headers.add(CertifiedHeader.of(
                        record.header(),
                        record.finalization()
                                .orElseThrow(() -> new ReceiptException("the chain has no final block yet"))));
            } catch (IllegalArgumentException e) {
                throw new ReceiptException("the source's certificate is of another header: " + e.getMessage(), e);
            }
        }
        return headers;
    }

    /// The records as a receipt has them.
    List<ReceiptRecord> records(List<CertifiedHeader> headers) {
        var places = new TreeMap<Long, Integer>();
        for (int i = 0; i < headers.size(); i++) {
            places.put(headers.get(i).header().height(), i);
        }
        return records.entrySet().stream()
                .map(entry -> new ReceiptRecord(
                        places.getOrDefault(entry.getValue().header().height(), 0),
                        entry.getKey(),
                        entry.getValue().value(),
                        entry.getValue().proof()))
                .toList();
    }
}
