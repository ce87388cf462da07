package network.cairn.gateway.configuration;

import java.util.Collection;
import java.util.List;
import network.cairn.gateway.xml.XmlWriter;
import org.jspecify.annotations.Nullable;

/// The objects that a lifecycle rule is for: all that meet each of its conditions.
///
/// @param ofRule whether the prefix stands in the rule itself, as in configurations of before 2016; they
/// are given back as they were sent
/// @param prefix null for none, which is not the same document as an empty one
public record LifecycleFilter(
        boolean ofRule,
        @Nullable String prefix,
        List<Tag> tags,
        @Nullable Long sizeBytesGreaterThan,
        @Nullable Long sizeBytesLessThan) {
    public LifecycleFilter {
        tags = List.copyOf(tags);
    }

    static LifecycleFilter ofRule(String prefix) {
        return new LifecycleFilter(true, prefix, List.of(), null, null);
    }

    boolean hasSizes() {
        return sizeBytesGreaterThan != null || sizeBytesLessThan != null;
    }

    int conditions() {
        return (prefix == null ? 0 : 1)
                + tags.size()
                + (sizeBytesGreaterThan == null ? 0 : 1)
                + (sizeBytesLessThan == null ? 0 : 1);
    }

    boolean matches(String key, long sizeBytes, Collection<Tag> ofObject) {
        return (prefix == null || key.startsWith(prefix))
                && ofObject.containsAll(tags)
                && (sizeBytesGreaterThan == null || sizeBytes > sizeBytesGreaterThan)
                && (sizeBytesLessThan == null || sizeBytes < sizeBytesLessThan);
    }

    void write(XmlWriter xml) {
        if (ofRule) {
            xml.element("Prefix", prefix == null ? "" : prefix);
            return;
        }
        boolean many = conditions() > 1;
        xml.open("Filter");
        if (many) {
            xml.open("And");
        }
        if (prefix != null) {
            xml.element("Prefix", prefix);
        }
        tags.forEach(tag -> Tagging.write(xml, tag));
        if (sizeBytesGreaterThan != null) {
            xml.element("ObjectSizeGreaterThan", sizeBytesGreaterThan);
        }
        if (sizeBytesLessThan != null) {
            xml.element("ObjectSizeLessThan", sizeBytesLessThan);
        }
        if (many) {
            xml.close();
        }
        xml.close();
    }
}
