package network.cairn.gateway.metadata;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of a listing of versions.
///
/// @param truncated whether there are more results
/// @param lastKey the key or common prefix after which the next page starts; empty for an empty page
/// @param lastVersion the version of that key after which it starts; null after a common prefix
public record VersionPage(
        List<Entry> entries,
        List<String> commonPrefixes,
        boolean truncated,
        String lastKey,
        @Nullable ObjectVersion lastVersion) {
    public VersionPage {
        entries = List.copyOf(entries);
        commonPrefixes = List.copyOf(commonPrefixes);
    }

    /// A version.
    ///
    /// @param isLatest whether it is the newest of its key
    public record Entry(ObjectRecord version, boolean isLatest) {}
}
