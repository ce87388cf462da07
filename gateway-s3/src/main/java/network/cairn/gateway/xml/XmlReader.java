package network.cairn.gateway.xml;

import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;

/// Reads a small XML document from a client: elements, attributes and text only. A document type, an entity
/// beyond XML's own five, too many or too deeply nested elements are `MalformedXML` like anything that is not
/// well-formed.
public final class XmlReader {
    private static final int DEPTH_MAX = 12;
    private static final int ELEMENTS_MAX = 100_000;
    private static final int ATTRIBUTES_MAX = 16;

    private final XMLStreamReader reader;
    private int elements;

    private XmlReader(XMLStreamReader reader) {
        this.reader = reader;
    }

    /// The root element of a document.
    ///
    /// @param root what it must be called
    /// @throws S3Exception `MalformedXML`
    public static XmlElement read(byte[] document, String root) throws S3Exception {
        try {
            XMLStreamReader stream = factory().createXMLStreamReader(new StringReader(XmlText.decode(document)));
            try {
                return new XmlReader(stream).root(root);
            } finally {
                stream.close();
            }
        } catch (XMLStreamException | CharacterCodingException e) {
            throw new S3Exception(S3ErrorCode.MALFORMED_XML, S3ErrorCode.MALFORMED_XML.message(), e);
        }
    }

    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, true);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    private XmlElement root(String root) throws XMLStreamException, S3Exception {
        while (reader.next() != XMLStreamConstants.START_ELEMENT) {
            refuseUnlessPlain();
        }
        XmlElement element = element(1);
        while (reader.hasNext()) {
            reader.next();
            refuseUnlessPlain();
        }
        if (!element.name().equals(root)) {
            throw malformed("the root element is " + element.name() + ", not " + root);
        }
        return element;
    }

    private XmlElement element(int depth) throws XMLStreamException, S3Exception {
        if (depth > DEPTH_MAX || ++elements > ELEMENTS_MAX) {
            throw malformed("more than " + DEPTH_MAX + " levels or " + ELEMENTS_MAX + " elements");
        }
        String name = reader.getLocalName();
        Map<String, String> attributes = attributes();
        var text = new StringBuilder();
        List<XmlElement> children = new ArrayList<>();
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> children.add(element(depth + 1));
                case XMLStreamConstants.END_ELEMENT -> {
                    return new XmlElement(name, text.toString(), children, attributes);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA, XMLStreamConstants.SPACE ->
                    text.append(reader.getText());
                default -> refuseUnlessPlain();
            }
        }
    }

    private Map<String, String> attributes() throws S3Exception {
        int count = reader.getAttributeCount();
        if (count > ATTRIBUTES_MAX) {
            throw malformed("more than " + ATTRIBUTES_MAX + " attributes of one element");
        }
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < count; i++) {
            attributes.put(reader.getAttributeLocalName(i), reader.getAttributeValue(i));
        }
        return attributes;
    }

    private void refuseUnlessPlain() throws S3Exception {
        switch (reader.getEventType()) {
            case XMLStreamConstants.DTD,
                    XMLStreamConstants.ENTITY_REFERENCE,
                    XMLStreamConstants.ENTITY_DECLARATION,
                    XMLStreamConstants.NOTATION_DECLARATION ->
                throw malformed("a document type and entities are not allowed");
            default -> {
                // space, a comment, a processing instruction, the document's end
            }
        }
    }

    private static S3Exception malformed(String detail) {
        return new S3Exception(S3ErrorCode.MALFORMED_XML, S3ErrorCode.MALFORMED_XML.message() + " (" + detail + ")");
    }
}
