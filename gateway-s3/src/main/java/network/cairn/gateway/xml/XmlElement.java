package network.cairn.gateway.xml;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An element of a document that was read: its local name, its own text, its children.
///
/// @param attributes values by local name, declarations of namespaces left out; few documents of S3 have any
public record XmlElement(String name, String text, List<XmlElement> children, Map<String, String> attributes) {
    public XmlElement {
        children = List.copyOf(children);
        attributes = Map.copyOf(attributes);
    }

    public List<XmlElement> children(String name) {
        return children.stream().filter(child -> child.name().equals(name)).toList();
    }

    /// The text of the first child of that name.
    public Optional<String> childText(String name) {
        for (XmlElement child : children) {
            if (child.name().equals(name)) {
                return Optional.of(child.text());
            }
        }
        return Optional.empty();
    }
}
