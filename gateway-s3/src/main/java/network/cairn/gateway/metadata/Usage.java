package network.cairn.gateway.metadata;

/// What a bucket holds, all versions counted, and the parts of uploads that are not completed.
///
/// @param objects versions that are not delete markers
/// @param bytes of their contents and of the parts
public record Usage(long objects, long bytes) {
    public static final Usage NONE = new Usage(0, 0);

    static Usage of(ObjectRecord object) {
        return object.isDeleteMarker() ? NONE : new Usage(1, object.sizeBytes());
    }

    public Usage plus(Usage other) {
        return new Usage(objects + other.objects, bytes + other.bytes);
    }

    Usage minus(Usage other) {
        return new Usage(objects - other.objects, bytes - other.bytes);
    }
}
