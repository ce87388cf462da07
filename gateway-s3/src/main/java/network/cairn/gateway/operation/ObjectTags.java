package network.cairn.gateway.operation;

import java.util.SortedMap;
import java.util.TreeMap;
import network.cairn.gateway.configuration.Tag;
import network.cairn.gateway.configuration.Tagging;
import network.cairn.gateway.metadata.ObjectAttributes;

/// Tag sets as records keep them and as S3's documents have them.
final class ObjectTags {
    private ObjectTags() {}

    static SortedMap<String, String> toMap(Tagging tagging) {
        var tags = new TreeMap<String, String>();
        tagging.tags().forEach(tag -> tags.put(tag.key(), tag.value()));
        return tags;
    }

    static Tagging of(ObjectAttributes attributes) {
        return new Tagging(attributes.tags().entrySet().stream()
                .map(entry -> new Tag(entry.getKey(), entry.getValue()))
                .toList());
    }
}
