package network.cairn.client.receipt;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.client.ledger.ChainParameters;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.client.light.ChainSource;
import network.cairn.proofs.id.Digest;

/// Gets the headers and validator sets that lead a reader from what it trusts to a receipt's records. Those of
/// epochs that are over do not change, and are kept for the next receipt. Safe for use by many.
final class HeaderGathering {
    private static final int SETS_KEPT_MAX = 256;

    /// What is kept, the oldest going first. Guarded by itself.
    private static final class Kept<K, V> {
        private final Map<K, V> kept;

        Kept(int countMax) {
            kept = new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                    return size() > countMax;
                }
            };
        }

        synchronized Optional<V> get(K key) {
            return Optional.ofNullable(kept.get(key));
        }

        synchronized void put(K key, V value) {
            kept.put(key, value);
        }
    }

    private final ChainSource source;
    private final ChainParameters parameters;
    private final Kept<Long, CertifiedHeader> lastHeaders = new Kept<>(DurabilityReceipt.HEADERS_MAX);
    private final Kept<Digest, ValidatorSet> sets = new Kept<>(SETS_KEPT_MAX);

    HeaderGathering(ChainSource source, ChainParameters parameters) {
        this.source = source;
        this.parameters = parameters;
    }

    /// Headers by ascending height.
    ///
    /// @param fromEpoch the epoch that the reader trusts a header of
    /// @param proven the headers that records are proven against, at least one
    List<CertifiedHeader> headers(long fromEpoch, Collection<CertifiedHeader> proven, Questions questions)
            throws ReceiptException, InterruptedException {
        var headers = new TreeMap<Long, CertifiedHeader>();
        for (CertifiedHeader certified : proven) {
            var known = headers.putIfAbsent(certified.header().height(), certified);
            if (known != null && !known.header().equals(certified.header())) {
                throw new ReceiptException("the source has two blocks of height "
                        + certified.header().height());
            }
        }
        long end = headers.lastEntry().getValue().header().epoch();
        if (end - fromEpoch + headers.size() > DurabilityReceipt.HEADERS_MAX) {
            throw new ReceiptException("from epoch " + fromEpoch + " to " + end + " are more headers than the "
                    + DurabilityReceipt.HEADERS_MAX + " of a receipt; begin at a newer checkpoint");
        }
        var questionsToAsk = new ArrayList<Callable<CertifiedHeader>>();
        for (long epoch = fromEpoch + 1; epoch < end; epoch++) {
            long height = parameters.lastHeight(epoch);
            if (!headers.containsKey(height)) {
                questionsToAsk.add(() -> last(height, questions));
            }
        }
        for (CertifiedHeader last : questions.all(questionsToAsk)) {
            headers.put(last.header().height(), last);
        }
        return List.copyOf(headers.values());
    }

    private CertifiedHeader last(long height, Questions questions) throws Exception {
        var kept = lastHeaders.get(height);
        if (kept.isPresent()) {
            return kept.get();
        }
        var last = questions.ask(() -> source.certified(height));
        if (last.header().height() != height || last.certified().epoch() != parameters.epochOf(height)) {
            throw new ReceiptException("the source gave header " + last.header().height() + " for header " + height);
        }
        lastHeaders.put(height, last);
        return last;
    }

    /// The sets that headers name, by ascending digest.
    List<ValidatorSet> sets(List<CertifiedHeader> headers, Questions questions)
            throws ReceiptException, InterruptedException {
        var epochs = new TreeMap<Digest, Long>();
        for (CertifiedHeader certified : headers) {
            var header = certified.certified();
            epochs.putIfAbsent(header.validators(), header.epoch());
            epochs.putIfAbsent(header.nextValidators(), header.epoch() + 1);
        }
        var found = new ArrayList<>(questions.all(epochs.entrySet().stream()
                .<Callable<ValidatorSet>>map(named -> () -> set(named.getKey(), named.getValue(), questions))
                .toList()));
        found.sort(Comparator.comparing(ValidatorSet::digest));
        return found;
    }

    private ValidatorSet set(Digest digest, long epoch, Questions questions) throws Exception {
        var kept = sets.get(digest);
        if (kept.isPresent()) {
            return kept.get();
        }
        var given = questions.ask(() -> source.validators(epoch));
        if (!given.digest().equals(digest)) {
            throw new ReceiptException("the source's validators of epoch " + epoch + " are not the chain's");
        }
        sets.put(digest, given);
        return given;
    }
}
