package network.cairn.gateway.identity.api;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import network.cairn.gateway.xml.XmlWriter;

/// One page of a list: `MaxItems` from `Marker` on.
///
/// @param next the marker of the next page; empty on the last
record Page<T>(List<T> items, Optional<String> next) {
    /// The order of lists: without regard to case, and by it only between what differs in nothing else.
    static final Comparator<String> ORDER = String.CASE_INSENSITIVE_ORDER.thenComparing(Comparator.naturalOrder());

    private static final int ITEMS_MAX = 1_000;
    private static final int ITEMS_DEFAULT = 100;

    /// @param all sorted by their names in [#ORDER]
    /// @param name by which an item is found again. A list goes on after the item that the marker names, and where
    ///     that is gone, with what would follow it
    static <T> Page<T> of(ApiCall call, Collection<T> all, Function<T, String> name) throws ApiException {
        int most = call.parameters().number("MaxItems", 1, ITEMS_MAX, ITEMS_DEFAULT);
        String after = after(call.parameters().get("Marker", ""));
        List<T> items = new ArrayList<>();
        for (T item : all) {
            if (!after.isEmpty() && ORDER.compare(name.apply(item), after) <= 0) {
                continue;
            }
            if (items.size() == most) {
                return new Page<>(items, Optional.of(marker(name.apply(items.getLast()))));
            }
            items.add(item);
        }
        return new Page<>(items, Optional.empty());
    }

    private static String marker(String name) {
        return Base64.getUrlEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String after(String marker) throws ApiException {
        try {
            return new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            throw ApiException.invalid("Invalid Marker");
        }
    }

    /// Writes an item's elements.
    @FunctionalInterface
    interface Writer<T> {
        void write(XmlWriter xml, T item);
    }

    /// Writes the list and whether there is more.
    void write(XmlWriter xml, String element, Writer<T> writer) {
        xml.open(element);
        for (T item : items) {
            xml.open("member");
            writer.write(xml, item);
            xml.close();
        }
        xml.close();
        writeEnd(xml);
    }

    /// Writes a list of plain values, and whether there is more.
    void writeValues(XmlWriter xml, String element, Function<T, String> value) {
        xml.open(element);
        for (T item : items) {
            xml.element("member", value.apply(item));
        }
        xml.close();
        writeEnd(xml);
    }

    private void writeEnd(XmlWriter xml) {
        xml.element("IsTruncated", next.isPresent());
        next.ifPresent(marker -> xml.element("Marker", marker));
    }
}
