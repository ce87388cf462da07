package network.cairn.gateway.lifecycle;

import java.time.Instant;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.VersionId;
import network.cairn.proofs.codec.CanonicalReader;
import network.cairn.proofs.codec.CanonicalWriter;
import network.cairn.proofs.codec.CodecException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How far a round through a bucket has come.
sealed interface Position {
    /// Where a round begins.
    static Position start() {
        return new InVersions("", null, null, 0);
    }

    /// Among the versions.
    ///
    /// @param key the last one looked at; empty for none
    /// @param version the last one of that key; null where the next key is to come
    /// @param madeAt when that version was made, which is when the next older one was replaced
    /// @param newer versions of that key which were replaced and stayed
    record InVersions(
            String key,
            @Nullable VersionId version,
            @Nullable Instant madeAt,
            int newer) implements Position {}

    /// Among the uploads, all versions having been looked at.
    ///
    /// @param upload the last one of that key; null for none
    record InUploads(String key, @Nullable UploadId upload) implements Position {}

    default byte[] encode() {
        var writer = new CanonicalWriter();
        switch (this) {
            case InVersions in ->
                writer.u8(1)
                        .text(in.key())
                        .text(in.version() == null ? "" : in.version().toString())
                        .u64(in.madeAt() == null ? 0 : in.madeAt().toEpochMilli())
                        .u32(in.newer());
            case InUploads in ->
                writer.u8(2)
                        .text(in.key())
                        .text(in.upload() == null ? "" : in.upload().toString());
        }
        return writer.toBytes();
    }

    /// What was noted; the start where nothing was, or where it cannot be read, as by an older gateway what a newer
    /// one noted: to begin anew does no harm.
    static Position decode(byte[] encoded) {
        if (encoded.length == 0) {
            return start();
        }
        var reader = new CanonicalReader(encoded);
        try {
            int kind = reader.u8("kind");
            String key = reader.text(4096, "key");
            String id = reader.text(255, "id");
            Position position = switch (kind) {
                case 1 -> {
                    Instant madeAt = Instant.ofEpochMilli(reader.u64("time"));
                    int newer = reader.u32("newer versions");
                    VersionId version = VersionId.parse(id).orElse(null);
                    yield new InVersions(key, version, version == null ? null : madeAt, newer);
                }
                case 2 -> new InUploads(key, UploadId.parse(id).orElse(null));
                default -> throw new CodecException("there is no position " + kind);
            };
            reader.end();
            return position;
        } catch (CodecException e) {
            Logger log = LoggerFactory.getLogger(Position.class);
            log.warn("a round through a bucket begins anew: how far it had come cannot be read: {}", e.getMessage());
            return start();
        }
    }
}
