package network.cairn.gateway.metadata;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;

/// What is set of a bucket, each setting as the document that says it. All but versioning is read by other
/// packages.
public final class BucketSettings {
    public static final BucketSettings NONE = new BucketSettings(Map.of());

    /// The longest document, in bytes of UTF-8.
    public static final int DOCUMENT_BYTES_MAX = 1 << 20;

    private final Map<BucketSetting, String> documents;

    private BucketSettings(Map<BucketSetting, String> documents) {
        this.documents = Collections.unmodifiableMap(documents);
    }

    public Optional<String> get(BucketSetting setting) {
        return Optional.ofNullable(documents.get(setting));
    }

    public BucketSettings with(BucketSetting setting, String document) {
        var more = new EnumMap<BucketSetting, String>(BucketSetting.class);
        more.putAll(documents);
        more.put(setting, document);
        return new BucketSettings(more);
    }

    public BucketSettings without(BucketSetting setting) {
        var fewer = new EnumMap<BucketSetting, String>(BucketSetting.class);
        fewer.putAll(documents);
        fewer.remove(setting);
        return new BucketSettings(fewer);
    }

    public Versioning versioning() {
        String text = documents.get(BucketSetting.VERSIONING);
        for (Versioning each : Versioning.values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        return Versioning.OFF;
    }

    void write(CanonicalWriter writer) {
        writer.u8(documents.size());
        documents.forEach((setting, document) -> writer.u8(setting.code()).text(document));
    }

    static BucketSettings read(CanonicalReader reader) throws CodecException {
        int count = reader.u8("settings");
        var documents = new EnumMap<BucketSetting, String>(BucketSetting.class);
        for (int i = 0; i < count; i++) {
            documents.put(setting(reader.u8("setting")), reader.text(DOCUMENT_BYTES_MAX, "document"));
        }
        return new BucketSettings(documents);
    }

    private static BucketSetting setting(int code) throws CodecException {
        for (BucketSetting setting : BucketSetting.values()) {
            if (setting.code() == code) {
                return setting;
            }
        }
        throw new CodecException("there is no setting " + code);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof BucketSettings settings && settings.documents.equals(documents);
    }

    @Override
    public int hashCode() {
        return documents.hashCode();
    }

    @Override
    public String toString() {
        return "BucketSettings" + documents.keySet();
    }
}
