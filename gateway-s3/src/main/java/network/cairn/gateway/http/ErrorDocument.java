package network.cairn.gateway.http;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import network.cairn.gateway.s3.S3Exception;

/// S3's error as XML.
final class ErrorDocument {
    private static final char REPLACEMENT = '\ufffd';

    private ErrorDocument() {}

    static byte[] of(S3Exception error, String resource, String requestId, String hostId) {
        Map<String, String> elements = new LinkedHashMap<>();
        String message = error.getMessage();
        elements.put("Code", error.code().code());
        elements.put("Message", message == null ? error.code().message() : message);
        elements.putAll(error.elements());
        elements.put("Resource", resource);
        elements.put("RequestId", requestId);
        elements.put("HostId", hostId);
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try {
            XMLStreamWriter writer =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
            writer.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
            writer.writeCharacters("\n");
            writer.writeStartElement("Error");
            for (Map.Entry<String, String> element : elements.entrySet()) {
                writer.writeStartElement(element.getKey());
                writer.writeCharacters(legal(element.getValue()));
                writer.writeEndElement();
            }
            writer.writeEndElement();
            writer.writeEndDocument();
            writer.close();
        } catch (XMLStreamException e) {
            throw new IllegalStateException("an error document of plain elements could not be written", e);
        }
        return out.toByteArray();
    }

    /// What XML 1.0 cannot carry, replaced: control characters, lone surrogates and non-characters.
    static String legal(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            boolean legal = c == '\t'
                    || c == '\n'
                    || c == '\r'
                    || (c >= 0x20 && c <= 0xd7ff)
                    || (c >= 0xe000 && c <= 0xfffd)
                    || c >= 0x10000;
            out.appendCodePoint(legal ? c : REPLACEMENT);
        });
        return out.toString();
    }
}
