package network.cairn.gateway.operation;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.s3.ChecksumAlgorithm;
import network.cairn.gateway.s3.S3Body;
import network.cairn.gateway.s3.S3Response;
import network.cairn.gateway.xml.XmlWriter;

/// Checksums as records keep them: base64 by algorithm, and under {@link #TYPE} how they were made.
final class ChecksumAttributes {
    static final String TYPE = "TYPE";
    static final String FULL_OBJECT = "FULL_OBJECT";
    static final String COMPOSITE = "COMPOSITE";

    private ChecksumAttributes() {}

    /// What was sent with a body and found right. Asked for once the body is at its end.
    static SortedMap<String, String> of(S3Body body) {
        var checksums = new TreeMap<String, String>();
        body.checksum().ifPresent(checksum -> {
            checksums.put(checksum.algorithm().name(), checksum.base64());
            checksums.put(TYPE, FULL_OBJECT);
        });
        return checksums;
    }

    static S3Response addHeaders(S3Response response, Map<String, String> checksums) {
        S3Response with = response;
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            String value = checksums.get(algorithm.name());
            if (value != null) {
                with = with.withHeader(algorithm.headerName(), value);
            }
        }
        String type = checksums.get(TYPE);
        return type == null ? with : with.withHeader("x-amz-checksum-type", type);
    }

    /// Adds what listings say of an object's checksums: their algorithms and type.
    static void addListed(XmlWriter xml, Map<String, String> checksums) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            if (checksums.containsKey(algorithm.name())) {
                xml.element("ChecksumAlgorithm", algorithm.name());
            }
        }
        String type = checksums.get(TYPE);
        if (type != null) {
            xml.element("ChecksumType", type);
        }
    }

    static void addElements(XmlWriter xml, Map<String, String> checksums) {
        for (ChecksumAlgorithm algorithm : ChecksumAlgorithm.values()) {
            String value = checksums.get(algorithm.name());
            if (value != null) {
                xml.element(algorithm.elementName(), value);
            }
        }
    }
}
