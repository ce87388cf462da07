package network.cairn.gateway.metadata;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What a client said of an object beside its bytes.
///
/// @param headers standard headers kept with it, such as `content-type`, by lower-case name
/// @param userMetadata its `x-amz-meta-` headers, by lower-case name without that prefix
public record ObjectAttributes(SortedMap<String, String> headers, SortedMap<String, String> userMetadata) {
    public static final ObjectAttributes NONE = new ObjectAttributes(new TreeMap<>(), new TreeMap<>());

    public ObjectAttributes {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        userMetadata = Collections.unmodifiableSortedMap(new TreeMap<>(userMetadata));
    }

    void write(CanonicalWriter writer) {
        Codecs.write(writer, headers);
        Codecs.write(writer, userMetadata);
    }

    static ObjectAttributes read(CanonicalReader reader) throws CodecException {
        return new ObjectAttributes(Codecs.readMap(reader, "header"), Codecs.readMap(reader, "user metadata"));
    }
}
