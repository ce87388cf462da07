package network.cairn.gateway.metadata;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What is said of an object beside its bytes.
///
/// @param headers standard headers kept with it, such as `content-type`, by lower-case name
/// @param userMetadata its `x-amz-meta-` headers, by lower-case name without that prefix
/// @param tags its tag set
/// @param acl its access control list as package `policy` encodes it; empty for a private one
/// @param owner the tenant that put it; empty for its bucket's
/// @param storageClass as the client named it
public record ObjectAttributes(
        SortedMap<String, String> headers,
        SortedMap<String, String> userMetadata,
        SortedMap<String, String> tags,
        ObjectLock lock,
        ObjectEncryption encryption,
        String acl,
        String owner,
        String storageClass) {
    public static final String STORAGE_CLASS_DEFAULT = "STANDARD";
    public static final ObjectAttributes NONE = new ObjectAttributes(new TreeMap<>(), new TreeMap<>());
    private static final int ACL_BYTES_MAX = 64 * 1024;

    public ObjectAttributes {
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        userMetadata = Collections.unmodifiableSortedMap(new TreeMap<>(userMetadata));
        tags = Collections.unmodifiableSortedMap(new TreeMap<>(tags));
    }

    /// With headers and metadata alone.
    public ObjectAttributes(SortedMap<String, String> headers, SortedMap<String, String> userMetadata) {
        this(
                headers,
                userMetadata,
                new TreeMap<>(),
                ObjectLock.NONE,
                ObjectEncryption.DEFAULT,
                "",
                "",
                STORAGE_CLASS_DEFAULT);
    }

    public ObjectAttributes withDescription(
            SortedMap<String, String> newHeaders, SortedMap<String, String> newUserMetadata) {
        return new ObjectAttributes(newHeaders, newUserMetadata, tags, lock, encryption, acl, owner, storageClass);
    }

    public ObjectAttributes withTags(SortedMap<String, String> newTags) {
        return new ObjectAttributes(headers, userMetadata, newTags, lock, encryption, acl, owner, storageClass);
    }

    public ObjectAttributes withLock(ObjectLock newLock) {
        return new ObjectAttributes(headers, userMetadata, tags, newLock, encryption, acl, owner, storageClass);
    }

    public ObjectAttributes withEncryption(ObjectEncryption newEncryption) {
        return new ObjectAttributes(headers, userMetadata, tags, lock, newEncryption, acl, owner, storageClass);
    }

    public ObjectAttributes withAcl(String newAcl) {
        return new ObjectAttributes(headers, userMetadata, tags, lock, encryption, newAcl, owner, storageClass);
    }

    public ObjectAttributes withOwner(String newOwner) {
        return new ObjectAttributes(headers, userMetadata, tags, lock, encryption, acl, newOwner, storageClass);
    }

    public ObjectAttributes withStorageClass(String newClass) {
        return new ObjectAttributes(headers, userMetadata, tags, lock, encryption, acl, owner, newClass);
    }

    void write(CanonicalWriter writer) {
        Codecs.write(writer, headers);
        Codecs.write(writer, userMetadata);
        Codecs.write(writer, tags);
        lock.write(writer);
        encryption.write(writer);
        writer.text(acl).text(owner).text(storageClass);
    }

    static ObjectAttributes read(CanonicalReader reader) throws CodecException {
        return new ObjectAttributes(
                Codecs.readMap(reader, "header"),
                Codecs.readMap(reader, "user metadata"),
                Codecs.readMap(reader, "tag"),
                ObjectLock.read(reader),
                ObjectEncryption.read(reader),
                reader.text(ACL_BYTES_MAX, "access control list"),
                reader.text(255, "owner"),
                reader.text(255, "storage class"));
    }

    /// Reads what version 1 of the records wrote.
    static ObjectAttributes readVersion1(CanonicalReader reader) throws CodecException {
        return new ObjectAttributes(Codecs.readMap(reader, "header"), Codecs.readMap(reader, "user metadata"));
    }
}
