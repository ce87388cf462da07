package network.cairn.gateway.operation;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.metadata.MetadataStore;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;

/// What of an object a read asks for.
///
/// @param range its bytes
/// @param isPartial whether the answer is 206 with a `Content-Range`
/// @param partNumber the part asked for, 0 for none
/// @param checksums of just these bytes, as {@link ObjectRecord#checksums()}; empty where none are kept
record ObjectSlice(ByteRange range, boolean isPartial, int partNumber, SortedMap<String, String> checksums) {
    private static final SortedMap<String, String> NONE = Collections.emptySortedMap();
    private static final int PARTS_PAGE_MAX = 500;

    /// @throws S3Exception `InvalidRange`, `InvalidRequest`, `InvalidArgument`
    static ObjectSlice of(MetadataStore metadata, S3Request request, ObjectRecord object) throws S3Exception {
        Optional<String> range = request.headers().get("range");
        Optional<String> part = request.query().get("partNumber");
        if (part.isPresent()) {
            if (range.isPresent()) {
                throw new S3Exception(
                        S3ErrorCode.INVALID_REQUEST, "Cannot specify both Range header and partNumber query parameter");
            }
            int number = PartNumbers.parse(part.get());
            return ofPart(metadata, object, number);
        }
        if (range.isPresent()) {
            Optional<ByteRange> asked = ByteRange.parse(range.get(), object.sizeBytes());
            if (asked.isPresent()) {
                return new ObjectSlice(asked.get(), true, 0, NONE);
            }
        }
        return new ObjectSlice(new ByteRange(0, object.sizeBytes()), false, 0, object.checksums());
    }

    private static ObjectSlice ofPart(MetadataStore metadata, ObjectRecord object, int number) throws S3Exception {
        if (!(object.content() instanceof ObjectContent.Parts parts)) {
            if (number == 1) {
                return ofPart(1, new ByteRange(0, object.sizeBytes()), object.checksums());
            }
            throw noSuchPart(number, 1);
        }
        long offset = 0;
        int after = 0;
        List<PartRecord> page;
        do {
            page = metadata.parts(parts.upload(), after, PARTS_PAGE_MAX);
            for (PartRecord part : page) {
                if (part.number() == number) {
                    return ofPart(number, new ByteRange(offset, part.sizeBytes()), checksums(part, object));
                }
                offset += part.sizeBytes();
                after = part.number();
            }
        } while (page.size() == PARTS_PAGE_MAX);
        throw noSuchPart(number, parts.count());
    }

    private static ObjectSlice ofPart(int number, ByteRange bytes, SortedMap<String, String> checksums) {
        return new ObjectSlice(bytes, bytes.lengthBytes() > 0, number, checksums);
    }

    /// The part's own, with the type that the object's have.
    private static SortedMap<String, String> checksums(PartRecord part, ObjectRecord object) {
        String type = object.checksums().get(ChecksumAttributes.TYPE);
        if (type == null || part.checksums().isEmpty()) {
            return part.checksums();
        }
        var checksums = new TreeMap<>(part.checksums());
        checksums.put(ChecksumAttributes.TYPE, type);
        return checksums;
    }

    private static S3Exception noSuchPart(int number, int count) {
        return new S3Exception(S3ErrorCode.INVALID_PART_NUMBER)
                .with("ActualPartCount", Integer.toString(count))
                .with("PartNumberRequested", Integer.toString(number));
    }
}
