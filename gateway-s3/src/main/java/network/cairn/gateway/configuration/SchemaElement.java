package network.cairn.gateway.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import network.cairn.gateway.s3.S3ErrorCode;
import network.cairn.gateway.s3.S3Exception;
import network.cairn.gateway.xml.XmlElement;
import network.cairn.gateway.xml.XmlReader;

/// An element of a client's document, read by its schema: what is not in the schema, or not as often as
/// there, is `MalformedXML`. Order is free, as in S3.
final class SchemaElement {
    /// Bytes of any document; what it may hold is limited by each kind of it.
    private static final int DOCUMENT_BYTES_MAX = 4 << 20;

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d{1,18}");

    private final XmlElement element;

    SchemaElement(XmlElement element) {
        this.element = element;
    }

    /// @throws S3Exception `MalformedXML`, or `MaxMessageLengthExceeded` for a document that is longer than
    /// any
    static SchemaElement root(byte[] xml, String name) throws S3Exception {
        if (xml.length > DOCUMENT_BYTES_MAX) {
            throw new S3Exception(S3ErrorCode.MAX_MESSAGE_LENGTH_EXCEEDED)
                    .with("MaxMessageLengthBytes", Integer.toString(DOCUMENT_BYTES_MAX));
        }
        return new SchemaElement(XmlReader.read(xml, name));
    }

    /// This element, if its children are all among these names and no text stands between them.
    SchemaElement only(String... names) throws S3Exception {
        Set<String> known = Set.of(names);
        for (XmlElement child : element.children()) {
            if (!known.contains(child.name())) {
                throw Refusals.malformed(element.name() + " has no " + child.name());
            }
        }
        if (!element.text().isBlank()) {
            throw Refusals.malformed(element.name() + " holds elements, not text");
        }
        return this;
    }

    boolean hasChildren() {
        return !element.children().isEmpty();
    }

    List<SchemaElement> all(String name) {
        return element.children(name).stream().map(SchemaElement::new).toList();
    }

    Optional<SchemaElement> one(String name) throws S3Exception {
        List<XmlElement> found = element.children(name);
        if (found.size() > 1) {
            throw Refusals.malformed(element.name() + " has one " + name + ", not " + found.size());
        }
        return found.stream().findFirst().map(SchemaElement::new);
    }

    SchemaElement required(String name) throws S3Exception {
        Optional<SchemaElement> found = one(name);
        if (found.isEmpty()) {
            throw Refusals.malformed(element.name() + " needs " + name);
        }
        return found.get();
    }

    /// The text, space and all, of an element that holds nothing else.
    String text() throws S3Exception {
        if (hasChildren()) {
            throw Refusals.malformed(element.name() + " holds text, not elements");
        }
        String text = element.text();
        if (text.chars().anyMatch(SchemaElement::isNotInXml10)) {
            throw Refusals.malformed(element.name() + " holds a character that XML 1.0 has no place for");
        }
        return text;
    }

    /// Characters that an XML 1.1 document can smuggle in and the document we keep could not carry.
    private static boolean isNotInXml10(int c) {
        return (c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == '\ufffe' || c == '\uffff';
    }

    Optional<String> text(String name) throws S3Exception {
        Optional<SchemaElement> found = one(name);
        return found.isEmpty() ? Optional.empty() : Optional.of(found.get().text());
    }

    String requiredText(String name) throws S3Exception {
        return required(name).text();
    }

    List<String> texts(String name) throws S3Exception {
        List<String> texts = new ArrayList<>();
        for (SchemaElement each : all(name)) {
            texts.add(each.text());
        }
        return texts;
    }

    /// A word of an enumeration, without the space around it.
    Optional<String> word(String name) throws S3Exception {
        return text(name).map(String::strip);
    }

    String requiredWord(String name) throws S3Exception {
        return requiredText(name).strip();
    }

    Optional<Long> integer(String name) throws S3Exception {
        Optional<String> word = word(name);
        if (word.isEmpty()) {
            return Optional.empty();
        }
        if (!INTEGER.matcher(word.get()).matches()) {
            throw Refusals.malformed(name + " is an integer, not " + word.get());
        }
        return Optional.of(Long.parseLong(word.get()));
    }

    /// An integer of 32 bits.
    Optional<Integer> smallInteger(String name) throws S3Exception {
        Optional<Long> value = integer(name);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        if (value.get() != value.get().intValue()) {
            throw Refusals.malformed(name + " is an integer of 32 bits, not " + value.get());
        }
        return Optional.of(value.get().intValue());
    }

    Optional<Boolean> flag(String name) throws S3Exception {
        Optional<String> word = word(name).map(text -> text.toLowerCase(Locale.ROOT));
        if (word.isEmpty()) {
            return Optional.empty();
        }
        return switch (word.get()) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> throw Refusals.malformed(name + " is true or false, not " + word.get());
        };
    }
}
