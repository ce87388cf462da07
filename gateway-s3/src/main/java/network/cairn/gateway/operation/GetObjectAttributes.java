package network.cairn.gateway.operation;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.metadata.Bucket;
import network.cairn.gateway.metadata.ObjectContent;
import network.cairn.gateway.metadata.ObjectRecord;
import network.cairn.gateway.metadata.PartRecord;
import network.cairn.gateway.s3.Operation;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.s3.S3Request;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// GetObjectAttributes: what the request's `x-amz-object-attributes` asks for of an object, without its bytes.
public final class GetObjectAttributes implements Operation {
    private static final int PARTS_MAX = 1000;

    private final Backend backend;

    public GetObjectAttributes(Backend backend) {
        this.backend = backend;
    }

    /// What can be asked for, in the order it is answered.
    private enum Attribute {
        ETAG,
        CHECKSUM,
        OBJECTPARTS,
        STORAGECLASS,
        OBJECTSIZE
    }

    @Override
    public S3Response handle(S3Request request) throws S3Exception, IOException, InterruptedException {
        Backend.Found found = backend.object(request);
        Bucket bucket = found.bucket();
        Set<Attribute> asked = asked(request);
        ObjectRecord object = found.object();
        // Whoever cannot read the object is not to learn of its checksums either.
        Encryptions.reading(backend, request, bucket, object);
        ReadConditions.check(request.headers(), "", object, S3ErrorCode.NOT_MODIFIED);
        var xml = new XmlWriter("GetObjectAttributesResponse");
        for (Attribute attribute : asked) {
            switch (attribute) {
                case ETAG -> xml.element("ETag", object.etag());
                case CHECKSUM -> checksum(xml, object);
                case OBJECTPARTS -> parts(xml, request, object);
                case STORAGECLASS ->
                    xml.element("StorageClass", object.attributes().storageClass());
                case OBJECTSIZE -> xml.element("ObjectSize", object.sizeBytes());
            }
        }
        S3Response response =
                S3Response.xml(200, xml.toBytes()).withHeader("Last-Modified", HttpDates.http(object.lastModified()));
        return Versions.addHeader(response, bucket, object.version());
    }

    private static Set<Attribute> asked(S3Request request) throws S3Exception {
        String header = String.join(",", request.headers().values("x-amz-object-attributes"));
        var asked = EnumSet.noneOf(Attribute.class);
        for (String name : header.split(",", -1)) {
            if (name.isBlank()) {
                continue;
            }
            try {
                asked.add(Attribute.valueOf(name.strip().toUpperCase(Locale.ROOT)));
            } catch (IllegalArgumentException e) {
                throw invalid("Invalid attribute name specified.", header);
            }
        }
        if (asked.isEmpty()) {
            throw new S3Exception(
                    S3ErrorCode.INVALID_REQUEST,
                    "The x-amz-object-attributes header specifying the attributes to be retrieved is either missing or"
                            + " empty");
        }
        return asked;
    }

    private static void checksum(XmlWriter xml, ObjectRecord object) {
        if (object.checksums().isEmpty()) {
            return;
        }
        xml.open("Checksum");
        ChecksumAttributes.addElements(xml, object.checksums());
        String type = object.checksums().get(ChecksumAttributes.TYPE);
        if (type != null) {
            xml.element("ChecksumType", type);
        }
        xml.close();
    }

    private void parts(XmlWriter xml, S3Request request, ObjectRecord object) throws S3Exception {
        if (!(object.content() instanceof ObjectContent.Parts parts)) {
            return;
        }
        int max = number(request, "x-amz-max-parts", PARTS_MAX);
        int after = number(request, "x-amz-part-number-marker", 0);
        List<PartRecord> found = backend.metadata()
                .parts(parts.upload(), Math.min(after, PartRecord.NUMBER_MAX), Math.min(max, PARTS_MAX) + 1);
        boolean truncated = found.size() > Math.min(max, PARTS_MAX);
        List<PartRecord> page = found.subList(0, Math.min(Math.min(max, PARTS_MAX), found.size()));
        xml.open("ObjectParts").element("PartsCount", parts.count()).element("PartNumberMarker", after);
        if (truncated && !page.isEmpty()) {
            xml.element("NextPartNumberMarker", page.getLast().number());
        }
        xml.element("MaxParts", Math.min(max, PARTS_MAX)).element("IsTruncated", truncated);
        for (PartRecord part : page) {
            xml.open("Part").element("PartNumber", part.number()).element("Size", part.sizeBytes());
            ChecksumAttributes.addElements(xml, part.checksums());
            xml.close();
        }
        xml.close();
    }

    private static int number(S3Request request, String header, int otherwise) throws S3Exception {
        Optional<String> text = request.headers().get(header);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.get().strip().matches("\\d{1,9}")) {
            throw invalid(header + " is not a number.", text.get());
        }
        return Integer.parseInt(text.get().strip());
    }

    private static S3Exception invalid(String message, String value) {
        return new S3Exception(S3ErrorCode.INVALID_ARGUMENT, message)
                .with("ArgumentName", "x-amz-object-attributes")
                .with("ArgumentValue", value);
    }
}
