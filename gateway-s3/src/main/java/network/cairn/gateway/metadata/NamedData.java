package network.cairn.gateway.metadata;

import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Whether records name what is about to be released as garbage.
///
/// @param database the rows of the records
record NamedData(RowDatabase database, PackTable packs) {
    /// Whether something names the data that an entry would release.
    boolean isNamed(Garbage entry) {
        return switch (entry) {
            case Garbage.OfStream(Instant _, StreamId stream, Place.OfPack _) -> {
                PackRecord pack = packs.pack(stream);
                yield pack != null && pack.objects() > 0;
            }
            case Garbage.OfStream(Instant _, StreamId stream, Place place) ->
                names(place, data -> data.stream().equals(stream));
            case Garbage.OfPacked(Instant _, StreamId pack, StreamId stream, Place place) ->
                names(place, data -> data.isIn(pack, stream));
            case Garbage.OfParts(Instant _, UploadId upload, Place place) ->
                switch (place) {
                    case Place.InObject(BucketId bucket, String key) ->
                        database.get(Rows.upload(bucket, key, upload)) != null;
                    case Place.InVersion(BucketId bucket, String key, VersionId version) -> {
                        ObjectRecord object = byId(bucket, key, version);
                        yield object != null
                                && object.content() instanceof ObjectContent.Parts(UploadId named, int _)
                                && named.equals(upload);
                    }
                    case Place.InUpload _, Place.OfPack _ -> false;
                };
            case Garbage.OfBucket _ -> false;
            case Garbage.OfPiece _ -> false;
        };
    }

    /// Whether the record at a place names such data.
    private boolean names(Place place, Predicate<StoredData> wanted) {
        return switch (place) {
            case Place.InObject(BucketId bucket, String key) -> new KeyVersions(database, bucket, key).names(wanted);
            case Place.InVersion(BucketId bucket, String key, VersionId version) -> {
                ObjectRecord object = byId(bucket, key, version);
                yield object != null && KeyVersions.names(object, wanted);
            }
            case Place.InUpload(UploadId upload, int number) -> {
                PartRecord part = new RowTables(database).get(Rows.part(upload, number), PartRecord::decode);
                yield part != null && wanted.test(part.data());
            }
            case Place.OfPack _ -> false;
        };
    }

    private @Nullable ObjectRecord byId(BucketId bucket, String key, VersionId version) {
        return new KeyVersions(database, bucket, key).byId(version);
    }
}
