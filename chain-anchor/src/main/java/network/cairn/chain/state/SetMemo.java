package network.cairn.chain.state;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import network.cairn.client.ledger.ValidatorSet;
import network.cairn.proofs.codec.CodecException;

/// The sets that were decoded last. Decoding one checks its members' keys, which costs more than most blocks;
/// the same few are read over and over. Any thread may use it.
final class SetMemo {
    private static final int SETS_MAX = 16;

    private final Map<ByteBuffer, ValidatorSet> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, ValidatorSet> eldest) {
            return size() > SETS_MAX;
        }
    };

    ValidatorSet decode(byte[] encoded) throws CodecException {
        var key = ByteBuffer.wrap(encoded);
        synchronized (known) {
            ValidatorSet set = known.get(key);
            if (set != null) {
                return set;
            }
        }
        var set = ValidatorSet.decode(encoded);
        synchronized (known) {
            known.put(ByteBuffer.wrap(encoded.clone()), set);
        }
        return set;
    }
}
