package network.cairn.gateway.configuration;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.gateway.s3.S3Exception;
import org.jspecify.annotations.Nullable;

/// Reads the `Filter` of a lifecycle rule: empty, one condition, or two and more of them in an `And`.
final class FilterSyntax {
    private static final String[] CONDITIONS = {"Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan"};
    private static final int PREFIX_BYTES_MAX = 1024;
    private static final int TAG_KEY_CHARACTERS_MAX = 128;
    private static final int TAG_VALUE_CHARACTERS_MAX = 256;
    private static final long SIZE_BYTES_MAX = 1_099_511_627_776_000L;

    private FilterSyntax() {}

    static LifecycleFilter read(SchemaElement filter) throws S3Exception {
        filter.only("Prefix", "Tag", "ObjectSizeGreaterThan", "ObjectSizeLessThan", "And");
        Optional<SchemaElement> and = filter.one("And");
        LifecycleFilter direct = conditions(filter);
        if (and.isEmpty()) {
            if (direct.conditions() > 1) {
                throw Refusals.malformed("a Filter with more than one condition has them in an And");
            }
            return direct;
        }
        LifecycleFilter all = conditions(and.get().only(CONDITIONS));
        if (direct.conditions() > 0 || all.conditions() < 2) {
            throw Refusals.malformed("an And has two or more conditions, and none beside it");
        }
        if (all.tags().size() > Taggable.OBJECT.tagsMax()) {
            throw Refusals.invalidRequest(
                    "A filter has at most " + Taggable.OBJECT.tagsMax() + " tags, as many as an object can have.");
        }
        return all;
    }

    private static LifecycleFilter conditions(SchemaElement element) throws S3Exception {
        Optional<String> prefix = element.text("Prefix");
        Long greaterThan = size(element, "ObjectSizeGreaterThan", 0);
        Long lessThan = size(element, "ObjectSizeLessThan", 1);
        if (greaterThan != null && lessThan != null && greaterThan >= lessThan) {
            throw Refusals.invalidRequest(
                    "'ObjectSizeLessThan' has to be a value greater than 'ObjectSizeGreaterThan'.");
        }
        return new LifecycleFilter(
                false, prefix.isPresent() ? prefix(prefix.get()) : null, tags(element), greaterThan, lessThan);
    }

    static String prefix(String prefix) throws S3Exception {
        if (prefix.getBytes(StandardCharsets.UTF_8).length > PREFIX_BYTES_MAX) {
            throw Refusals.invalidRequest("The maximum size of a prefix is " + PREFIX_BYTES_MAX);
        }
        return prefix;
    }

    private static @Nullable Long size(SchemaElement element, String name, long min) throws S3Exception {
        Optional<Long> size = element.integer(name);
        if (size.isPresent() && (size.get() < min || size.get() > SIZE_BYTES_MAX)) {
            throw Refusals.invalidRequest("'" + name + "' should be between " + min + " and " + SIZE_BYTES_MAX + ".");
        }
        return size.orElse(null);
    }

    private static List<Tag> tags(SchemaElement element) throws S3Exception {
        List<Tag> tags = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (SchemaElement each : element.all("Tag")) {
            each.only("Key", "Value");
            Tag tag = new Tag(each.requiredText("Key"), each.text("Value").orElse(""));
            if (tag.key().isEmpty() || characters(tag.key()) > TAG_KEY_CHARACTERS_MAX) {
                throw Refusals.invalidRequest(
                        "A Tag's Key must be a length between 1 and " + TAG_KEY_CHARACTERS_MAX + ".");
            }
            if (characters(tag.value()) > TAG_VALUE_CHARACTERS_MAX) {
                throw Refusals.invalidRequest(
                        "A Tag's Value must be a length between 0 and " + TAG_VALUE_CHARACTERS_MAX + ".");
            }
            if (!keys.add(tag.key())) {
                throw Refusals.invalidRequest("Duplicate Tag Keys are not allowed.");
            }
            tags.add(tag);
        }
        return tags;
    }

    private static int characters(String text) {
        return text.codePointCount(0, text.length());
    }
}
