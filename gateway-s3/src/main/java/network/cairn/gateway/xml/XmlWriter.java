package network.cairn.gateway.xml;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/// Writes one XML document of elements and text. Not safe for use by several threads.
///
/// Characters that a parser would change (carriage returns) or that XML 1.0 has no place for (most controls) become
/// character references, as S3 does; a strict parser takes the latter only in listings asked for with
/// `encoding-type=url`, where they do not occur.
public final class XmlWriter {
    public static final String NAMESPACE = "http://s3.amazonaws.com/doc/2006-03-01/";

    private final StringBuilder text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    private final Deque<String> open = new ArrayDeque<>();

    /// A document with this root element, in S3's namespace.
    public XmlWriter(String root) {
        this(root, NAMESPACE);
    }

    /// A document with this root element, in another namespace.
    public XmlWriter(String root, String namespace) {
        text.append('<').append(root).append(" xmlns=\"").append(namespace).append("\">");
        open.push(root);
    }

    private XmlWriter() {}

    /// A document with this root element in no namespace, as S3 answers forms.
    public static XmlWriter withoutNamespace(String root) {
        return new XmlWriter().open(root);
    }

    public XmlWriter open(String name) {
        text.append('<').append(name).append('>');
        open.push(name);
        return this;
    }

    /// Opens an element with an `xsi:type`, as ACL grantees have it.
    public XmlWriter openTyped(String name, String type) {
        text.append('<').append(name);
        text.append(" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"");
        escape(type);
        text.append("\">");
        open.push(name);
        return this;
    }

    public XmlWriter close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    public XmlWriter element(String name, String value) {
        text.append('<').append(name).append('>');
        escape(value);
        text.append("</").append(name).append('>');
        return this;
    }

    /// Text right inside the element that is open.
    public XmlWriter text(String value) {
        escape(value);
        return this;
    }

    public XmlWriter element(String name, long value) {
        return element(name, Long.toString(value));
    }

    public XmlWriter element(String name, boolean value) {
        return element(name, Boolean.toString(value));
    }

    /// Closes what is open and gives the document in UTF-8.
    public byte[] toBytes() {
        while (!open.isEmpty()) {
            close();
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void escape(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '<' -> text.append("&lt;");
                case '>' -> text.append("&gt;");
                case '&' -> text.append("&amp;");
                case '"' -> text.append("&quot;");
                default -> {
                    if (c < ' ' || c == '\u007f' || c == '\ufffe' || c == '\uffff') {
                        text.append("&#x").append(Integer.toHexString(c)).append(';');
                    } else {
                        text.append(c);
                    }
                }
            }
        }
    }
}
