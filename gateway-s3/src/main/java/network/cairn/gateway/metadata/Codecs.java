package network.cairn.gateway.metadata;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What the records' codecs share.
final class Codecs {
    private static final int ENTRIES_MAX = 4096;
    private static final int TEXT_BYTES_MAX = 64 * 1024;

    private Codecs() {}

    static void version(CanonicalReader reader, int expected, String what) throws CodecException {
        version(reader, expected, expected, what);
    }

    /// Reads a version of which several are known.
    static int version(CanonicalReader reader, int oldest, int newest, String what) throws CodecException {
        int version = reader.u8("version");
        if (version < oldest || version > newest) {
            throw new CodecException(
                    what + " has version " + version + ", this software reads " + oldest + " to " + newest);
        }
        return version;
    }

    /// Writes a map, its keys in ascending order.
    static void write(CanonicalWriter writer, SortedMap<String, String> map) {
        writer.u32(map.size());
        for (Map.Entry<String, String> entry : map.entrySet()) {
            writer.text(entry.getKey()).text(entry.getValue());
        }
    }

    static SortedMap<String, String> readMap(CanonicalReader reader, String what) throws CodecException {
        int count = reader.count(ENTRIES_MAX, what);
        var map = new TreeMap<String, String>();
        for (int i = 0; i < count; i++) {
            String key = reader.text(TEXT_BYTES_MAX, what + " name");
            if (!map.isEmpty() && map.lastKey().compareTo(key) >= 0) {
                throw new CodecException(what + " \"" + key + "\" is out of order");
            }
            map.put(key, reader.text(TEXT_BYTES_MAX, what + " value"));
        }
        return map;
    }
}
