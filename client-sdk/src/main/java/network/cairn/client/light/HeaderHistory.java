package network.cairn.client.light;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.client.ledger.BlockHeader;
import network.cairn.client.ledger.CertifiedHeader;
import network.cairn.proofs.id.BlockHash;

/// The hashes of the headers that were last believed, so that another one of the same height is noticed.
final class HeaderHistory {
    static final int HEADERS_MAX = 4096;

    private final Map<Long, BlockHash> hashes = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, BlockHash> eldest) {
            return size() > HEADERS_MAX;
        }
    };

    /// Takes headers that are final in; what it says if one of them contradicts one that was.
    synchronized Optional<String> add(CertifiedHeader certified) {
        var conflict = add(certified.header());
        for (BlockHeader descendant : certified.descendants()) {
            conflict = conflict.or(() -> add(descendant));
        }
        return conflict;
    }

    /// Takes a header in that is final.
    synchronized Optional<String> add(BlockHeader header) {
        var hash = header.hash();
        var known = hashes.putIfAbsent(header.height(), hash);
        return known == null || known.equals(hash)
                ? Optional.empty()
                : Optional.of("blocks " + known + " and " + hash + " of height " + header.height() + " are both final");
    }
}
