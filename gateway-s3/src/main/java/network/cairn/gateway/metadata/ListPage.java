package network.cairn.gateway.metadata;

import java.util.List;

/// One page of a listing.
///
/// @param entries objects or uploads, in order
/// @param commonPrefixes in order
/// @param truncated whether there are more results
/// @param last the page's last key or common prefix, after which the next page starts; empty for an empty page
public record ListPage<T>(List<T> entries, List<String> commonPrefixes, boolean truncated, String last) {
    public ListPage {
        entries = List.copyOf(entries);
        commonPrefixes = List.copyOf(commonPrefixes);
    }
}
