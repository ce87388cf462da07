package network.cairn.gateway.metadata;

import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// Which version of its key an object is.
///
/// @param id orders it among the versions of its key
/// @param isNull whether S3 calls it `null`: it was made while its bucket kept no versions
public record ObjectVersion(VersionId id, boolean isNull) {
    /// Of an object that has not been put yet: the transaction that puts it says which version it is.
    public static final ObjectVersion UNDECIDED = new ObjectVersion(new VersionId(0, 0), true);

    /// What S3's clients call it.
    public String name() {
        return isNull ? VersionName.NULL : id.toString();
    }

    void write(CanonicalWriter writer) {
        writer.fixed(id.toBytes()).bool(isNull);
    }

    static ObjectVersion read(CanonicalReader reader) throws CodecException {
        return new ObjectVersion(VersionId.read(reader), reader.bool("null version"));
    }
}
