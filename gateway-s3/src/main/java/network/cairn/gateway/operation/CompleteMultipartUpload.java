package network.cairn.gateway.operation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import network.cairn.gateway.configuration.EventType;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.MetadataException;
import network.cairn.gateway.metadata.MetadataStore.ChosenPart;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.metadata.UploadId;
import network.cairn.gateway.metadata.UploadRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Headers;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;
import network.cairn.gateway.xml.XmlWriter;

/// CompleteMultipartUpload: the listed parts become the object in one transaction.
///
/// Asked again after it succeeded, it answers the same as long as the object is still the one it made.
public final class CompleteMultipartUpload implements Operation {
    private static final int PARTS_PAGE_MAX = 500;
    private static final String SIZE_HEADER = "x-amz-mp-object-size";

    private final Backend backend;

    public CompleteMultipartUpload(Backend backend) {
        this.backend = backend;
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException {
        Bucket bucket = backend.bucket(request);
        List<ListedPart> listed = listedParts(request.body().readAll(ObjectLimits.DOCUMENT_BYTES_MAX));
        UploadId id = Uploads.id(request).orElseThrow(() -> Uploads.noSuchUpload(request));
        UploadRecord upload = backend.metadata().upload(bucket.id(), request.requiredKey(), id);
        if (upload == null) {
            ObjectRecord before = backend.metadata().object(bucket.id(), request.requiredKey());
            if (before == null || !isMadeOf(before, id)) {
                throw Uploads.noSuchUpload(request);
            }
            return answer(request, bucket, before);
        }
        Assembly assembly = assemble(upload, listed, request.headers());
        checkSize(request.headers(), assembly.sizeBytes());
        backend.quotas().checkCompleted(bucket, upload.key());
        var object = new ObjectRecord(
                upload.key(),
                assembly.sizeBytes(),
                assembly.etag(),
                backend.now(),
                upload.attributes(),
                assembly.checksums(),
                new ObjectContent.Parts(upload.id(), listed.size()));
        ObjectRecord made;
        try {
            made = backend.changes(request, EventType.OBJECT_CREATED_COMPLETE_MULTIPART_UPLOAD)
                    .completeUpload(bucket, upload, object, assembly.chosen(), WriteConditions.of(request.headers()));
        } catch (MetadataException e) {
            throw Failures.of(e);
        }
        return answer(request, bucket, made);
    }

    /// That the parts come to as many bytes as the client believes, where it says so.
    private static void checkSize(S3Headers headers, long sizeBytes) throws S3Exception {
        Optional<String> expected = headers.get(SIZE_HEADER);
        if (expected.isPresent() && !expected.get().strip().equals(Long.toString(sizeBytes))) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "The provided '" + SIZE_HEADER + "' header value " + expected.get()
                            + " does not match what was computed: " + sizeBytes);
        }
    }

    private static boolean isMadeOf(ObjectRecord object, UploadId upload) {
        return object.content() instanceof ObjectContent.Parts parts
                && parts.upload().equals(upload);
    }

    private S3Response answer(S3Request request, Bucket bucket, ObjectRecord object) {
        var xml = new XmlWriter("CompleteMultipartUploadResult")
                .element("Location", request.scheme() + "://" + request.host() + request.resource())
                .element("Bucket", bucket.name())
                .element("Key", object.key())
                .element("ETag", Etags.quoted(object.etag()));
        ChecksumAttributes.addElements(xml, object.checksums());
        String type = object.checksums().get(ChecksumAttributes.TYPE);
        if (type != null) {
            xml.element("ChecksumType", type);
        }
        S3Response made = Encryptions.addHeaders(
                S3Response.xml(200, xml.toBytes()), object.attributes().encryption());
        return Versions.addMadeHeader(backend.expirations().add(made, bucket, object), bucket, object.version());
    }

    /// A part as the client lists it.
    private record ListedPart(int number, String etag, XmlElement element) {}

    /// What the listed parts come to.
    private record Assembly(
            long sizeBytes, String etag, SortedMap<String, String> checksums, List<ChosenPart> chosen) {}

    private static List<ListedPart> listedParts(byte[] document) throws S3Exception {
        XmlElement root = XmlReader.read(document, "CompleteMultipartUpload");
        var listed = new ArrayList<ListedPart>();
        int previous = 0;
        for (XmlElement part : root.children("Part")) {
            Optional<String> number = part.childText("PartNumber");
            Optional<String> etag = part.childText("ETag");
            if (number.isEmpty() || etag.isEmpty()) {
                throw new S3Exception(S3ErrorCode.MALFORMED_XML);
            }
            int parsed = PartNumbers.parse(number.get().strip());
            if (parsed <= previous) {
                throw new S3Exception(S3ErrorCode.INVALID_PART_ORDER);
            }
            previous = parsed;
            listed.add(new ListedPart(parsed, Etags.bare(etag.get()), part));
        }
        if (listed.isEmpty()) {
            throw new S3Exception(
                    S3ErrorCode.MALFORMED_XML,
                    S3ErrorCode.MALFORMED_XML.message() + " (there must be at least one part)");
        }
        return listed;
    }

    private Assembly assemble(UploadRecord upload, List<ListedPart> listed, S3Headers headers) throws S3Exception {
        var md5s = MeasuredInput.newMd5();
        var composite = new CompositeChecksum(upload);
        var chosen = new ArrayList<ChosenPart>();
        PartRecord tooSmall = null;
        long sizeBytes = 0;
        Iterator<PartRecord> stored = List.<PartRecord>of().iterator();
        int after = 0;
        for (ListedPart wanted : listed) {
            PartRecord part = null;
            while (part == null) {
                if (!stored.hasNext()) {
                    stored = backend.metadata()
                            .parts(upload.id(), after, PARTS_PAGE_MAX)
                            .iterator();
                }
                if (!stored.hasNext()) {
                    throw invalidPart(upload, wanted);
                }
                PartRecord next = stored.next();
                after = next.number();
                if (next.number() > wanted.number()) {
                    throw invalidPart(upload, wanted);
                }
                part = next.number() == wanted.number() ? next : null;
            }
            if (!part.etag().equals(wanted.etag()) || !CompositeChecksum.agree(part, wanted.element())) {
                throw invalidPart(upload, wanted);
            }
            if (tooSmall == null
                    && chosen.size() < listed.size() - 1
                    && part.sizeBytes() < ObjectLimits.PART_BYTES_MIN) {
                tooSmall = part;
            }
            md5s.update(HexFormat.of().parseHex(part.etag()));
            composite.add(part);
            chosen.add(new ChosenPart(part.number(), part.data().stream()));
            sizeBytes += part.sizeBytes();
        }
        if (tooSmall != null) {
            throw new S3Exception(S3ErrorCode.ENTITY_TOO_SMALL)
                    .with("ETag", tooSmall.etag())
                    .with("MinSizeAllowed", Long.toString(ObjectLimits.PART_BYTES_MIN))
                    .with("ProposedSize", Long.toString(tooSmall.sizeBytes()))
                    .with("PartNumber", Integer.toString(tooSmall.number()));
        }
        if (sizeBytes > ObjectLimits.OBJECT_BYTES_MAX) {
            throw MeasuredInput.tooLarge(ObjectLimits.OBJECT_BYTES_MAX);
        }
        String etag = HexFormat.of().formatHex(md5s.digest()) + "-" + chosen.size();
        return new Assembly(sizeBytes, etag, composite.checksums(headers), chosen);
    }

    private static S3Exception invalidPart(UploadRecord upload, ListedPart part) {
        return new S3Exception(S3ErrorCode.INVALID_PART)
                .with("UploadId", upload.id().toString())
                .with("PartNumber", Integer.toString(part.number()))
                .with("ETag", part.etag());
    }
}
